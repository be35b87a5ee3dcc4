"""``/ogc/collections/{collection}/items``: features by page, box, value and CQL2."""

from __future__ import annotations

import json
import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.deps import published_of
from api.ogc.answers import (
    EVERYWHERE,
    GEOJSON,
    REVALIDATE,
    Format,
    Link,
    OgcRoute,
    answer,
    base,
    both,
    is_page,
    link,
    refuse_unknown,
    tag_of,
    unchanged,
)
from api.ogc.description import GREATEST_PAGE, ITEMS_PARAMETERS
from api.services import ogc
from api.services.published_requests import write_cursor
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

router = APIRouter(prefix="/ogc/collections/{collection}/items", tags=["ogc"], route_class=OgcRoute)
Limit = Annotated[int, Query(ge=1, description="1ページの件数（最大1000） / features per page, 1000 at most")]
Datetime = Annotated[
    str | None, Query(max_length=80, description="RFC 3339 の時点または期間 / instant or interval")
]
_INSTANT = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?"
_WHEN = re.compile(rf"{_INSTANT}|(?:{_INSTANT}|\.\.)?/(?:{_INSTANT}|\.\.)?", re.ASCII)
_RESERVED = EVERYWHERE | set(ITEMS_PARAMETERS)
"""A column of such a name can be filtered by CQL2 only."""


@router.get("", summary="地物を読む / Features", response_class=Response)
def read_items(
    request: Request, collection: str, limit: Limit = 100, datetime: Datetime = None, f: Format = None
) -> Response:
    """Return features in the order of their keys; the link ``next`` goes on where this page ends."""
    published = published_of(request)
    tag = tag_of(request, collection, is_page(request, f))
    given = request.query_params
    _check_moment(datetime)
    known = ogc.queryable(published, collection)
    refuse_unknown(request, *ITEMS_PARAMETERS, *known)
    wanted = ogc.Wanted(
        limit=min(limit, GREATEST_PAGE),
        cursor=given.get("cursor"),
        bbox=given.get("bbox"),
        bbox_crs=given.get("bbox-crs", ogc.CRS84),
        crs=given.get("crs", ogc.CRS84),
        filter=given.get("filter"),
        filter_lang=given.get("filter-lang", ogc.LANGUAGES[0]),
        filter_crs=given.get("filter-crs", ogc.CRS84),
        equal=tuple(
            (name, value) for name, value in given.items() if name in known and name not in _RESERVED
        ),
    )
    same = unchanged(request, tag)
    if same is not None:
        return same
    found = ogc.items(published, collection, wanted)
    links = _links(request, collection, found)
    body = (
        f'{{"type":"FeatureCollection","numberMatched":{found.matched},"numberReturned":{found.page.count},'
        f'"links":{json.dumps(links)},"features":[{found.page.body}]}}'
    )
    return _features(request, body, f, tag, wanted.crs)


@router.get("/{feature_id}", summary="地物を1件読む / One feature", response_class=Response)
def read_item(
    request: Request, collection: str, feature_id: str, crs: str = ogc.CRS84, f: Format = None
) -> Response:
    """Return one feature."""
    refuse_unknown(request, "crs")
    shown = ogc.reference("crs", crs)
    tag = tag_of(request, collection, is_page(request, f))
    same = unchanged(request, tag)
    if same is not None:
        return same
    feature = published_of(request).one(collection, feature_id, shown)
    here = f"{base(request)}/collections/{collection}"
    links = [*both(f"{here}/items/{feature_id}", GEOJSON), link("collection", here)]
    return _features(request, f'{feature[:-1]},"links":{json.dumps(links)}}}', f, tag, crs)


def _links(request: Request, collection: str, found: ogc.Items) -> list[Link]:
    here = f"{base(request)}/collections/{collection}"
    given = {name: value for name, value in request.query_params.items() if name != "f"}
    address = f"{here}/items" + (f"?{urlencode(given)}" if given else "")
    links = [*both(address, GEOJSON), link("collection", here)]
    if found.page.more and found.page.last is not None:
        onward = urlencode({**given, "cursor": write_cursor(found.page.last)})
        links.append(link("next", f"{here}/items?{onward}", GEOJSON))
    return links


def _features(request: Request, body: str, asked: str | None, tag: str, crs: str) -> Response:
    headers = {"ETag": tag, "Content-Crs": f"<{crs.strip()}>"}
    if is_page(request, asked):
        return answer(request, json.loads(body), "html", headers=headers)
    headers |= {"Cache-Control": REVALIDATE, "Vary": "Accept"}
    return Response(body, media_type=GEOJSON, headers=headers)


def _check_moment(value: str | None) -> None:
    """No collection has a time of its features, so every feature is within every time that can be read."""
    if value is not None and _WHEN.fullmatch(value) is None:
        raise InvalidInput.of(
            [
                Problem(
                    "datetime",
                    value,
                    Text(
                        "時点または期間として読み取れません。", "It cannot be read as an instant or interval."
                    ),
                    Text("例: 2026-04-01 または 2026-04-01/..", "Such as 2026-04-01 or 2026-04-01/.."),
                )
            ]
        )
