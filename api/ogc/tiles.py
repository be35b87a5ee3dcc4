"""OGC API – Tiles: the product's vector tiles under the standard's addresses, in the one grid there is."""

from __future__ import annotations

import gzip
import math
from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import language_of, published_of
from api.ogc.answers import MVT, REVALIDATE, Format, Link, OgcRoute, answer, base, both, link, refuse_unknown
from api.services import ogc
from data.domain.errors import NotFound
from data.domain.published import MAX_ZOOM
from data.domain.wording import Text

router = APIRouter(prefix="/ogc", tags=["ogc"], route_class=OgcRoute)
GRID = "WebMercatorQuad"
GRID_ADDRESS = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{GRID}"
SCALES = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
TILE_PIXELS, METRES_PER_PIXEL_OF_SCALE = 256, 0.00028
EARTH_RADIUS_M = 6_378_137.0
_HALF = math.pi * EARTH_RADIUS_M
_TILESETS = "/collections/{collection}/tiles"


@router.get("/tileMatrixSets", summary="タイルの格子 / Tile matrix sets", response_class=Response)
def list_grids(request: Request, f: Format = None) -> Response:
    """List the one grid that tiles are cut in."""
    refuse_unknown(request)
    here = f"{base(request)}/tileMatrixSets"
    grid = {"id": GRID, "uri": GRID_ADDRESS, "links": [link("self", f"{here}/{GRID}")]}
    return answer(request, {"tileMatrixSets": [grid], "links": both(here)}, f)


@router.get("/tileMatrixSets/{grid}", summary="格子の定義 / Tile matrix set", response_class=Response)
def read_grid(request: Request, grid: str, f: Format = None) -> Response:
    """Define the grid, zoom by zoom."""
    refuse_unknown(request)
    _check_grid(grid)
    content = {
        "id": GRID,
        "title": GRID,
        "uri": GRID_ADDRESS,
        "crs": MERCATOR,
        "orderedAxes": ["E", "N"],
        "wellKnownScaleSet": SCALES,
        "tileMatrices": _matrices(),
        "links": both(f"{base(request)}/tileMatrixSets/{GRID}"),
    }
    return answer(request, content, f)


@router.get(_TILESETS, summary="コレクションのタイル / Tile sets", response_class=Response)
def list_tilesets(request: Request, collection: str, f: Format = None) -> Response:
    """List the tile sets of a collection."""
    refuse_unknown(request)
    here = f"{base(request)}/collections/{collection}/tiles"
    title = published_of(request).find(collection).title.in_language(language_of(request))
    one = {
        "title": title,
        "dataType": "vector",
        "crs": MERCATOR,
        "tileMatrixSetURI": GRID_ADDRESS,
        "links": [link("self", f"{here}/{GRID}"), _scheme(request), _template(here)],
    }
    return answer(request, {"tilesets": [one], "links": both(here)}, f)


@router.get(_TILESETS + "/{grid}", summary="タイルの説明 / Tile set", response_class=Response)
def read_tileset(request: Request, collection: str, grid: str, f: Format = None) -> Response:
    """Describe the tiles of a collection: layers, columns, zooms."""
    refuse_unknown(request)
    _check_grid(grid)
    described = ogc.described(published_of(request), collection)
    here = f"{base(request)}/collections/{collection}/tiles"
    each = described.collection
    content = {
        "title": each.title.in_language(language_of(request)),
        **({"description": each.tile_note.in_language(language_of(request))} if each.tile_note else {}),
        "dataType": "vector",
        "crs": MERCATOR,
        "tileMatrixSetURI": GRID_ADDRESS,
        "tileMatrixSetLimits": [_limits(zoom) for zoom in range(MAX_ZOOM + 1)],
        "layers": [{"id": each.name, "dataType": "vector"}],
        "attribution": "; ".join(dict.fromkeys(credit.attribution for credit in described.credits)),
        "links": [*both(f"{here}/{GRID}"), _scheme(request), _template(here)],
    }
    return answer(request, content, f)


@router.get(
    _TILESETS + "/{grid}/{z}/{y}/{x}", summary="ベクトルタイル / Vector tile", response_class=Response
)
def read_tile(request: Request, collection: str, grid: str, z: int, y: int, x: int) -> Response:
    """Return a Mapbox vector tile; row before column, as the standard has it."""
    refuse_unknown(request, "f")
    _check_grid(grid)
    tile = published_of(request).tile((collection, z, x, y))
    compressed = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{tile.version}{"-gz" if compressed else ""}"'
    headers = {"ETag": tag, "Cache-Control": REVALIDATE, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if compressed:
        return Response(tile.compressed, media_type=MVT, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(tile.compressed), media_type=MVT, headers=headers)


def _scheme(request: Request) -> Link:
    return link(
        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", f"{base(request)}/tileMatrixSets/{GRID}"
    )


def _template(here: str) -> dict[str, Any]:
    address = f"{here}/{GRID}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return {**link("item", address, MVT), "templated": True}


def _check_grid(name: str) -> None:
    if name != GRID:
        raise NotFound(
            Text(
                f"格子「{name[:60]}」はありません。{GRID} があります。",
                f"There is no grid “{name[:60]}”; there is {GRID}.",
            )
        )


def _limits(zoom: int) -> dict[str, Any]:
    last = 2**zoom - 1
    return {"tileMatrix": str(zoom), "minTileRow": 0, "maxTileRow": last, "minTileCol": 0, "maxTileCol": last}


def _matrices() -> list[dict[str, Any]]:
    found = []
    for zoom in range(MAX_ZOOM + 1):
        cell = 2 * _HALF / TILE_PIXELS / 2**zoom
        found.append(
            {
                "id": str(zoom),
                "scaleDenominator": cell / METRES_PER_PIXEL_OF_SCALE,
                "cellSize": cell,
                "pointOfOrigin": [-_HALF, _HALF],
                "tileWidth": TILE_PIXELS,
                "tileHeight": TILE_PIXELS,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
        )
    return found
