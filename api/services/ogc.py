"""Published collections as OGC API – Features asks for them: reference systems, filters, counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import cql2
from sqlalchemy import Connection

from api.services.exports import OWN
from api.services.published import Published
from api.services.published_requests import read_cursor
from data.domain.errors import InvalidInput, Problem
from data.domain.exported import Credit
from data.domain.published import CREDIT, JGD2011, PLANE_ZONES, WEB_MERCATOR, WGS84, Collection, ValueKind
from data.domain.wording import Text
from data.queries import exports, feature_filters, features
from data.queries.features import Chosen, FeaturePage, Shown
from data.queries.shapes import Bounds

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
NORTH_FIRST = (WGS84, JGD2011, *PLANE_ZONES)
"""Their authority puts latitude, or northing, before longitude or easting; Web Mercator is the other way."""
REFERENCES: Mapping[str, Shown] = {
    CRS84: Shown(WGS84),
    **{EPSG.format(srid): Shown(srid, north_first=True) for srid in NORTH_FIRST},
    EPSG.format(WEB_MERCATOR): Shown(WEB_MERCATOR),
}
"""Every reference system offered, by its address; the database transforms."""
HALF_TURN = 180.0
LONGEST_FILTER, DEEPEST_FILTER = 8_000, 60
LANGUAGES = ("cql2-text", "cql2-json")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request for items names, as it came; ``equal`` are columns with the value they must have."""

    limit: int = 100
    cursor: str | None = None
    bbox: str | None = None
    bbox_crs: str = CRS84
    crs: str = CRS84
    filter: str | None = None
    filter_lang: str = "cql2-text"
    filter_crs: str = CRS84
    equal: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """One page of features, and how many there are on all pages."""

    page: FeaturePage
    matched: int


@dataclass(frozen=True, slots=True)
class Described:
    """What a collection is: its features' extent in degrees, their number and their sources."""

    collection: Collection
    extent: Bounds | None
    count: int
    credits: tuple[Credit, ...]


def described(published: Published, name: str) -> Described:
    """Return a collection with its extent; raises ``NotFound``."""
    wanted = published.find(name)
    return published.remembered(name, "described", partial(_described, wanted))


def kinds(published: Published, name: str) -> Mapping[str, ValueKind]:
    """Return the columns of a collection and what their values are; raises ``NotFound``."""
    wanted = published.find(name)
    return published.remembered(name, "kinds", lambda asked: feature_filters.kinds_of(asked, wanted))


def queryable(published: Published, name: str) -> Mapping[str, ValueKind]:
    """Return the columns that filters may name; lists are not among them."""
    return {key: kind for key, kind in kinds(published, name).items() if kind is not ValueKind.LIST}


def items(published: Published, name: str, wanted: Wanted) -> Items:
    """Return a page of a collection; raises ``NotFound`` and ``InvalidInput``."""
    found = published.find(name)
    shown = reference("crs", wanted.crs)
    after = read_cursor(found, wanted.cursor)
    chosen = _chosen(published, found, wanted)
    limits = (
        wanted.bbox,
        wanted.bbox_crs,
        wanted.filter,
        wanted.filter_lang,
        wanted.filter_crs,
        wanted.equal,
    )
    matched = published.remembered(name, limits, lambda asked: features.count(asked, found, chosen))
    return Items(published.page(name, wanted.limit, after, shown, chosen), matched)


def reference(field: str, address: str) -> Shown:
    """Return the reference system at an address; raises ``InvalidInput``."""
    found = REFERENCES.get(address.strip())
    if found is None:
        raise _invalid(
            field,
            address,
            Text("対応していない座標参照系です。", "This reference system is not offered."),
            Text(
                f"{CRS84} か {EPSG.format('6677')} などを指定してください。全ては crs にあります。",
                f"Give {CRS84}, {EPSG.format('6677')} or another of the collection's `crs`.",
            ),
        )
    return found


def _described(wanted: Collection, connection: Connection) -> Described:
    credit = _credits(connection, wanted)
    return Described(wanted, features.extent(connection, wanted), features.count(connection, wanted), credit)


def _credits(connection: Connection, wanted: Collection) -> tuple[Credit, ...]:
    if wanted.layer is not None:
        return tuple(features.layer_credit(connection, wanted.layer.edition_id))
    if not set(CREDIT) <= set(wanted.columns):
        return (OWN,)
    return exports.credits_of(connection, wanted)


def _chosen(published: Published, found: Collection, wanted: Wanted) -> Chosen:
    chosen = []
    if wanted.bbox is not None:
        shown = reference("bbox-crs", wanted.bbox_crs)
        chosen.append(feature_filters.in_boxes(_boxes(wanted.bbox, shown), shown.srid))
    if wanted.filter is None and not wanted.equal:
        return chosen
    known = queryable(published, found.name)
    chosen += [feature_filters.equals(found, known, name, value) for name, value in wanted.equal]
    if wanted.filter is not None:
        shown = reference("filter-crs", wanted.filter_crs)
        expression = _expression(wanted.filter, wanted.filter_lang)
        chosen.append(
            feature_filters.condition(expression, found, known, shown.srid, north_first=shown.north_first)
        )
    return chosen


def _boxes(value: str, shown: Shown) -> tuple[Bounds, ...]:
    """A box of degrees whose west lies beyond its east goes through the antimeridian, so it is two boxes."""
    try:
        sides = [float(part) for part in value.split(",")]
    except ValueError as error:
        raise _bad_box(value) from error
    if len(sides) == 6:
        sides = [*sides[:2], *sides[3:5]]
    if len(sides) != 4 or not all(math.isfinite(side) and abs(side) < 1e9 for side in sides):
        raise _bad_box(value)
    first, second, third, fourth = sides
    west, south, east, north = (second, first, fourth, third) if shown.north_first else sides
    across = west > east and shown.srid in (WGS84, JGD2011)
    if south > north or (west > east and not across):
        raise _bad_box(value)
    if across:
        return (west, south, HALF_TURN, north), (-HALF_TURN, south, east, north)
    return ((west, south, east, north),)


def _expression(value: str, language: str) -> object:
    if language not in LANGUAGES:
        raise _bad_filter("filter-lang", language)
    depth = deepest = 0
    for character in value:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if len(value) > LONGEST_FILTER or deepest > DEEPEST_FILTER:
        raise _bad_filter("filter", value)
    read = cql2.parse_json if language == "cql2-json" else cql2.parse_text
    try:
        return read(value).to_json()
    except (cql2.ParseError, ValueError) as error:
        raise _bad_filter("filter", value) from error


def _bad_filter(field: str, value: str) -> InvalidInput:
    return _invalid(
        field,
        value,
        Text("CQL2の式として読み取れません。", "It cannot be read as CQL2."),
        Text(
            "例: kind = 'solar' AND capacity_mw >= 50。文字列は ' で囲み、8,000字までにしてください。",
            "Such as: kind = 'solar' AND capacity_mw >= 50. Quote texts with '; 8,000 characters at most.",
        ),
    )


def _bad_box(value: str) -> InvalidInput:
    return _invalid(
        "bbox",
        value,
        Text("範囲として読み取れません。", "It cannot be read as a box."),
        Text(
            "bbox-crs の軸の順に「最小,最小,最大,最大」で指定してください（例 139.0,35.0,140.0,36.0）。",
            "Give least,least,greatest,greatest in the axis order of bbox-crs (139.0,35.0,140.0,36.0).",
        ),
    )


def _invalid(field: str, value: object, message: Text, remedy: Text) -> InvalidInput:
    return InvalidInput.of([Problem(field, value, message, remedy)])
