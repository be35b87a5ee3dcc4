"""``/v1/features``: published features as GeoJSON, by page, box or id, for maps and scripts."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query, Request, Response

from api.deps import published_of
from api.services import published_requests as requests
from api.services.published import Published
from data.domain.published import MAX_ZOOM, WGS84, Collection
from data.domain.wording import Text
from data.queries.feature_filters import in_box
from data.queries.features import Shown

router = APIRouter(prefix="/v1/features", tags=["features"])
GEOJSON = "application/geo+json"
REVALIDATE = "no-cache"
"""Caches may keep the answer, but ask every time whether it still holds."""
Crs = Annotated[
    str | None,
    Query(max_length=80, description="EPSG:4326、6668、6669～6687 / metres in plane rectangular zones"),
]
Box = Annotated[str | None, Query(max_length=200, description="西,南,東,北（度） / west,south,east,north")]
Limit = Annotated[int, Query(ge=1, le=1000, description="1ページの件数 / features per page")]
Cursor = Annotated[str | None, Query(max_length=200, description="前の回答の next / from `next`")]
Known = Annotated[str | None, Header(alias="If-None-Match")]


@router.get("", summary="公開データの一覧 / List collections")
def list_collections(request: Request) -> dict[str, Any]:
    """List the published collections, their columns and the tiles of each."""
    published = published_of(request)
    return {"collections": [_described(each, published) for each in published.collections().values()]}


@router.get("/{collection}", summary="地物を読む（GeoJSON） / Read features", response_class=Response)
def read_page(
    request: Request,
    collection: str,
    bbox: Box = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    crs: Crs = None,
    known: Known = None,
) -> Response:
    """Return features in the order of their keys; the link ``next`` goes on where this page ends."""
    published = published_of(request)
    wanted = published.find(collection)
    bounds, srid = requests.read_box(bbox), requests.read_srid(crs)
    after = requests.read_cursor(wanted, cursor)
    tag = _tag(published, collection)
    if known == tag:
        return _unchanged(tag)
    chosen = () if bounds is None else (in_box(bounds),)
    page = published.page(collection, limit, after, chosen, Shown(srid))
    links = []
    if page.more and page.last is not None:
        query = {"bbox": bbox, "limit": limit, "cursor": requests.write_cursor(page.last), "crs": crs}
        given = urlencode({name: value for name, value in query.items() if value is not None})
        links.append({"rel": "next", "type": GEOJSON, "href": f"/v1/features/{collection}?{given}"})
    head = f'{{"type":"FeatureCollection",{_crs_member(srid)}"numberReturned":{page.count},'
    body = f'{head}"links":{json.dumps(links)},"features":[{page.body}]}}'
    return _answer(body, tag)


@router.get("/{collection}/{feature_id}", summary="地物を1件読む / Read one", response_class=Response)
def read_one(
    request: Request, collection: str, feature_id: str, crs: Crs = None, known: Known = None
) -> Response:
    """Return one feature; in a plane rectangular zone its coordinates are metres, northing second."""
    published = published_of(request)
    srid = requests.read_srid(crs)
    tag = _tag(published, collection)
    if known == tag:
        return _unchanged(tag)
    feature = published.one(collection, feature_id, Shown(srid))
    if srid != WGS84:
        feature = f"{feature[:-1]},{_crs_member(srid).rstrip(',')}}}"
    return _answer(feature, tag)


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


def _tag(published: Published, name: str) -> str:
    return f'"{published.version(name)}"'


def _answer(body: str, tag: str) -> Response:
    return Response(body, media_type=GEOJSON, headers={"ETag": tag, "Cache-Control": REVALIDATE})


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": REVALIDATE})
