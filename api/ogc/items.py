"""``/ogc/collections/{collection}/items``: features by page, box, value and CQL2."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.deps import language_of, published_of
from api.ogc.answers import (
    EVERYWHERE,
    GEOJSON,
    TAG,
    Link,
    OgcRoute,
    answer,
    base,
    both,
    is_page,
    link,
    read_format,
    refuse_unknown,
)
from api.ogc.description import DESCRIBED, ITEMS_PARAMETERS
from api.public_routes import PublicRoute, answered
from api.services import ogc
from api.services.published import Body
from api.services.published_requests import GREATEST_KEY, GREATEST_PAGE, read_limit, write_cursor
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text


class ItemsRoute(OgcRoute, PublicRoute):
    """A route of the standard that is answered from memory where it can be."""


router = APIRouter(prefix="/ogc/collections/{collection}/items", tags=["ogc"], route_class=ItemsRoute)
_INSTANT = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?"
_WHEN = re.compile(rf"{_INSTANT}|(?:{_INSTANT}|\.\.)?/(?:{_INSTANT}|\.\.)?", re.ASCII)
_RESERVED = EVERYWHERE | set(ITEMS_PARAMETERS)
"""A column of such a name can be filtered by CQL2 only."""


@router.get(
    "",
    summary="地物を読む / Features",
    response_class=Response,
    openapi_extra={"parameters": [DESCRIBED[name] for name in (*ITEMS_PARAMETERS, "f")]},
)
async def read_items(request: Request, collection: str) -> Response:
    """Return features in the order of their keys; the link ``next`` goes on where this page ends."""
    return await _answered(request, collection, partial(_items, request, collection))


@router.get(
    "/{feature_id}",
    summary="地物を1件読む / One feature",
    response_class=Response,
    openapi_extra={"parameters": [DESCRIBED[name] for name in ("crs", "f")]},
)
async def read_item(request: Request, collection: str, feature_id: str) -> Response:
    """Return one feature."""
    return await _answered(request, collection, partial(_item, request, collection, feature_id))


async def _answered(request: Request, collection: str, make: Callable[[], Body]) -> Response:
    """A page shows who looks at it, so it is made anew; anything else is the same for everybody."""
    if is_page(request, read_format(request)):
        return await run_in_threadpool(_page, request, make)
    asked = (base(request), request.scope["path"], request.scope["query_string"])
    return await answered(request, (collection, asked), make, TAG, (("Vary", "Accept"),))


def _page(request: Request, make: Callable[[], Body]) -> Response:
    body = make()
    return answer(request, json.loads(body.content), "html", headers=dict(body.headers))


def _items(request: Request, collection: str) -> Body:
    published, given = published_of(request), request.query_params
    _check_moment(given.get("datetime"))
    known = ogc.queryable(published, collection)
    refuse_unknown(request, *ITEMS_PARAMETERS, *known)
    wanted = ogc.Wanted(
        limit=min(read_limit(given.get("limit"), GREATEST_KEY), GREATEST_PAGE),
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
    found = ogc.items(published, collection, wanted)
    links = _links(request, collection, found)
    body = (
        f'{{"type":"FeatureCollection","numberMatched":{found.matched},"numberReturned":{found.page.count},'
        f'"links":{json.dumps(links)},"features":[{found.page.body}]}}'
    )
    return _body(body, wanted.crs)


def _item(request: Request, collection: str, feature_id: str) -> Body:
    refuse_unknown(request, "crs")
    crs = request.query_params.get("crs", ogc.CRS84)
    feature = published_of(request).one(collection, feature_id, ogc.reference("crs", crs))
    here = f"{base(request)}/collections/{collection}"
    links = [*both(f"{here}/items/{feature_id}", GEOJSON), _owner(request, collection)]
    return _body(f'{feature[:-1]},"links":{json.dumps(links)}}}', crs)


def _links(request: Request, collection: str, found: ogc.Items) -> list[Link]:
    here = f"{base(request)}/collections/{collection}"
    given = {name: value for name, value in request.query_params.items() if name != "f"}
    address = f"{here}/items" + (f"?{urlencode(given)}" if given else "")
    links = [*both(address, GEOJSON), _owner(request, collection)]
    if found.page.more and found.page.last is not None:
        onward = urlencode({**given, "cursor": write_cursor(found.page.last)})
        links.append(link("next", f"{here}/items?{onward}", GEOJSON))
    return links


def _owner(request: Request, collection: str) -> Link:
    title = published_of(request).find(collection).title.in_language(language_of(request))
    return link("collection", f"{base(request)}/collections/{collection}", title=title)


def _body(content: str, crs: str) -> Body:
    return Body(content.encode(), GEOJSON, (("Content-Crs", f"<{crs.strip()}>"),))


def _check_moment(value: str | None) -> None:
    """No collection has a time of its features, so every feature is within every time that can be read."""
    if value is not None and not _is_time(value):
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


def _is_time(value: str) -> bool:
    if _WHEN.fullmatch(value) is None:
        return False
    try:
        ends = [datetime.fromisoformat(part) for part in value.split("/") if part not in ("", "..")]
    except ValueError:
        return False
    placed = [end if end.tzinfo else end.replace(tzinfo=UTC) for end in ends]
    return placed == sorted(placed)
