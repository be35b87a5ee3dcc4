"""``/tiles/{layer}/{z}/{x}/{y}.mvt``: vector tiles; one in memory is answered before all else is asked."""

from __future__ import annotations

import gzip
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.deps import published_of
from api.public_routes import in_thread
from api.services.published import Tile, TileKey

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
REVALIDATE = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
"""For addresses that carry the version: another version has another address."""
_ADDRESS = re.compile(r"/tiles/([^/]+)/([0-9]{1,9})/([0-9]{1,9})/([0-9]{1,9})\.mvt")


class KeptTiles:
    """ASGI middleware: a tile in memory is answered here, everything else goes on.

    Tiles show what is published, so nobody is looked up for them, and most are asked for again and again:
    finding the route and what stands before other routes would cost more than the answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _kept(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        await (answer or self.app)(scope, receive, send)


async def read_tile(request: Request) -> Response:
    """Answer with a vector tile of a published layer, made if need be."""
    key = _key(request.scope["path"])
    if key is None:
        raise HTTPException(404)
    return _answer(request, await in_thread(published_of(request).tile, key))


def _kept(scope: Scope) -> Response | None:
    key = _key(scope["path"])
    if key is None:
        return None
    request = Request(scope)
    tile = published_of(request).kept_tile(key)
    return None if tile is None else _answer(request, tile)


def _key(path: str) -> TileKey | None:
    found = _ADDRESS.fullmatch(path)
    return None if found is None else (found[1], int(found[2]), int(found[3]), int(found[4]))


def _answer(request: Request, tile: Tile) -> Response:
    """The tile, compressed where the client can read that; short where the client has it."""
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
ROUTE = Route("/tiles/{layer}/{z}/{x}/{y}.mvt", read_tile, methods=["GET"])
