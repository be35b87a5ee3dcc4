"""``/v1/features``: published features as GeoJSON, by page, box or id, for maps and scripts."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.deps import published_of
from api.public_routes import PublicRoute, answered, parameter
from api.services import published_requests as requests
from api.services.published import Body, Published
from data.domain.published import MAX_ZOOM, WGS84, Collection
from data.domain.wording import Text
from data.queries.features import Shown

router = APIRouter(prefix="/v1/features", tags=["features"], route_class=PublicRoute)
GEOJSON = "application/geo+json"
CRS = parameter("crs", "EPSG:4326、6668、6669～6687 / metres in plane rectangular zones", maxLength=80)
PAGE = [
    parameter("bbox", "西,南,東,北（度） / west,south,east,north", maxLength=200),
    parameter(
        "limit",
        "1ページの件数 / features per page",
        "integer",
        default=requests.DEFAULT_PAGE,
        minimum=1,
        maximum=requests.GREATEST_PAGE,
    ),
    parameter("cursor", "前の回答の next / from `next`", maxLength=200),
    CRS,
]


@router.get("", summary="公開データの一覧 / List collections")
async def list_collections(request: Request) -> JSONResponse:
    """List the published collections, their columns and the tiles of each."""
    return JSONResponse(await run_in_threadpool(_listed, published_of(request)))


@router.get(
    "/{collection}",
    summary="地物を読む（GeoJSON） / Read features",
    response_class=Response,
    openapi_extra={"parameters": PAGE},
)
async def read_page(request: Request, collection: str) -> Response:
    """Return features in the order of their keys; the link ``next`` goes on where this page ends."""
    return await answered(request, (collection, _asked(request)), partial(_page, request, collection))


@router.get(
    "/{collection}/{feature_id}",
    summary="地物を1件読む / Read one",
    response_class=Response,
    openapi_extra={"parameters": [CRS]},
)
async def read_one(request: Request, collection: str, feature_id: str) -> Response:
    """Return one feature; in a plane rectangular zone its coordinates are metres, northing second."""
    make = partial(_one, request, collection, feature_id)
    return await answered(request, (collection, _asked(request)), make)


def _asked(request: Request) -> tuple[str, bytes]:
    return request.scope["path"], request.scope["query_string"]


def _page(request: Request, name: str) -> Body:
    published, given = published_of(request), request.query_params
    wanted, limit = published.find(name), requests.read_limit(given.get("limit"))
    box, srid = requests.read_box(given.get("bbox")), requests.read_srid(given.get("crs"))
    after = requests.read_cursor(wanted, given.get("cursor"))
    page = published.page(name, limit, after, Shown(srid), box=box)
    links = []
    if page.more and page.last is not None:
        kept = {key: given[key] for key in ("bbox", "limit", "crs") if key in given}
        onward = urlencode({**kept, "cursor": requests.write_cursor(page.last)})
        links.append({"rel": "next", "type": GEOJSON, "href": f"/v1/features/{name}?{onward}"})
    head = f'{{"type":"FeatureCollection",{_crs_member(srid)}"numberReturned":{page.count},'
    body = f'{head}"links":{json.dumps(links)},"features":[{page.body}]}}'
    return Body(body.encode(), GEOJSON)


def _one(request: Request, name: str, feature_id: str) -> Body:
    srid = requests.read_srid(request.query_params.get("crs"))
    feature = published_of(request).one(name, feature_id, Shown(srid))
    if srid != WGS84:
        feature = f"{feature[:-1]},{_crs_member(srid).rstrip(',')}}}"
    return Body(feature.encode(), GEOJSON)


def _listed(published: Published) -> dict[str, Any]:
    return {"collections": [_described(each, published) for each in published.collections().values()]}


def _described(each: Collection, published: Published) -> dict[str, Any]:
    return {
        "id": each.name,
        "title": _both(each.title),
        "properties": list(each.columns),
        "version": published.version(each.name),
        "features": f"/v1/features/{each.name}",
        "tiles": f"/tiles/{each.name}/{{z}}/{{x}}/{{y}}.mvt?v={published.version(each.name)}",
        "max_zoom": MAX_ZOOM,
        "tile_note": _both(each.tile_note) if each.tile_note else None,
    }


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _crs_member(srid: int) -> str:
    """RFC 7946 knows degrees only; the older member tells programs of anything else."""
    if srid == WGS84:
        return ""
    return f'"crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{srid}"}}}},'
