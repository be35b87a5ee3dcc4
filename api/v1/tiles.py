"""``/tiles/{layer}/{z}/{x}/{y}.mvt``: vector tiles; one in memory is answered without thread or database."""

from __future__ import annotations

import gzip

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.deps import published_of
from api.public_routes import in_thread
from api.services.published import Tile, TileKey

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
REVALIDATE = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
"""For addresses that carry the version: another version has another address."""


async def read_tile(request: Request) -> Response:
    """Answer with a vector tile of a published layer, compressed where the client can read that."""
    published = published_of(request)
    path = request.path_params
    key: TileKey = (path["layer"], path["z"], path["x"], path["y"])
    tile = published.kept_tile(key)
    if tile is None:
        tile = await in_thread(published.tile, key)
    compressed = "gzip" in request.headers.get("accept-encoding", "")
    headers = _headers(tile, request.query_params.get("v"), compressed=compressed)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if not compressed:
        return Response(gzip.decompress(tile.compressed), media_type=MEDIA_TYPE, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(tile.compressed, media_type=MEDIA_TYPE, headers=headers)


def _headers(tile: Tile, asked: str | None, *, compressed: bool) -> dict[str, str]:
    """The two forms of a tile differ in their bytes, and so in their strong entity tags."""
    version = str(tile.version)
    return {
        "ETag": f'"{version}{"-gz" if compressed else ""}"',
        "Cache-Control": FOR_EVER if asked == version else REVALIDATE,
        "Vary": "Accept-Encoding",
    }


# A plain route: the checks of bodies and parameters that other routes need would cost more than the answer.
ROUTE = Route("/tiles/{layer:str}/{z:int}/{x:int}/{y:int}.mvt", read_tile, methods=["GET"])
