"""Reads published features as finished GeoJSON: the database builds the body, six decimals of a degree.

Only schema ``published`` is read, through ``data.db.make_reader``. Pages are found by key, not by counting
rows, so the thousandth costs as much as the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Integer,
    Select,
    String,
    TableClause,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from data.db import read_row
from data.domain.exported import Credit
from data.domain.published import (
    CREDIT,
    JGD2011,
    LAYER_PREFIX,
    WEB_MERCATOR,
    WGS84,
    Collection,
    GenericLayer,
    ValueKind,
)
from data.domain.wording import Text
from data.queries.shapes import Bounds

DEGREE_DIGITS = 6
"""Decimals of a degree: about ten centimetres."""
METRE_DIGITS = 4
"""Decimals of a metre in plane rectangular coordinates: a tenth of a millimetre."""
_KEY: ColumnElement[Any] = column("id")
_LAYERS = sql_text("SELECT id, title_ja, title_en, edition_id, attributes FROM published.layers ORDER BY id")
_LAYER_CREDIT = sql_text(
    "SELECT source, attribution, licence, as_of FROM published.layers WHERE edition_id = :edition"
)
_KINDS = {"number": ValueKind.NUMBER, "boolean": ValueKind.TRUTH}
_SIDES = ("west", "south", "east", "north")
_DIALECT: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
_VERSIONS = sql_text("SELECT name, version FROM tiles.layer")


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """Features as JSON texts joined by commas; ``last`` is the key of the last one."""

    body: str
    count: int
    last: int | str | None
    more: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """How coordinates are written: EPSG code, and whether latitude or northing comes first."""

    srid: int = WGS84
    north_first: bool = False


DEGREES = Shown()
Chosen = Sequence[ColumnElement[bool]]
"""Conditions that features must all meet, made by ``data.queries.feature_filters``."""


def generic_layers(connection: Connection) -> list[Collection]:
    """Return the generic layers in use as collections, by key."""
    return [_generic(*row) for row in connection.execute(_LAYERS)]


def versions(connection: Connection) -> dict[str, int]:
    """Return the version of each published layer; it grows whenever a feature of the layer changes."""
    return {str(name): int(version) for name, version in connection.execute(_VERSIONS)}


def page(
    connection: Connection,
    collection: Collection,
    limit: int,
    after: int | str | None = None,
    chosen: Chosen = (),
    shown: Shown = DEGREES,
    box: Bounds | None = None,
) -> FeaturePage:
    """Return up to ``limit`` features after the key ``after`` that meet ``box`` and every condition.

    ``box`` is west, south, east, north in degrees. Coordinates are degrees, or metres of a plane rectangular
    zone or of Web Mercator, as ``shown`` says.
    """
    values: dict[str, Any] = {"most": limit + 1, "shown": limit, "after": after}
    values |= zip(_SIDES, box or (), strict=False)
    form = (collection, shown, after is not None, box is not None)
    if chosen:
        body, last, count = connection.execute(_page(*form, tuple(chosen)), values).one()
    else:
        body, last, count = read_row(connection, _page_text(*form), values) or (None, None, 0)
    return FeaturePage(body or "", min(count, limit), last, more=count > limit)


def one(connection: Connection, collection: Collection, key: int | str, shown: Shown = DEGREES) -> str | None:
    """Return one feature as JSON text."""
    found = read_row(connection, _one_text(collection, shown), {"key": key})
    return None if found is None else str(found[0])


def count(connection: Connection, collection: Collection, chosen: Chosen = ()) -> int:
    """Return how many features meet every condition."""
    query = select(func.count()).select_from(_view(collection)).where(*_own(collection), *chosen)
    return int(connection.scalar(query) or 0)


def extent(connection: Connection, collection: Collection) -> Bounds | None:
    """Return west, south, east, north in degrees of all features; ``None`` without any."""
    box = func.ST_Extent(column("geom")).label("box")
    whole = select(box).select_from(_view(collection)).where(*_own(collection)).subquery()
    sides = [getattr(func, name)(whole.c.box) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax")]
    west, south, east, north = connection.execute(select(*sides)).one()
    return None if west is None else (west, south, east, north)


def layer_credit(connection: Connection, edition_id: int) -> list[Credit]:
    """Return the source of the edition in use of a generic layer."""
    return [Credit(*row) for row in connection.execute(_LAYER_CREDIT, {"edition": edition_id})]


def value_of(collection: Collection, name: str) -> ColumnElement[Any]:
    """Return a column of a collection; an attribute of a generic layer as JSON."""
    if collection.layer is None or name in CREDIT:
        return column(name)
    return column("properties").op("->")(name)


# Writing and compiling a statement takes longer than answering it, so the text of each form is kept.
@lru_cache(maxsize=500)
def _page_text(collection: Collection, shown: Shown, follows: bool, boxed: bool) -> str:
    return _text(_page(collection, shown, follows, boxed))


@lru_cache(maxsize=500)
def _one_text(collection: Collection, shown: Shown) -> str:
    wanted = bindparam("key", type_=_key_type(collection))
    query = select(_feature(collection, shown)).select_from(_view(collection))
    return _text(query.where(*_own(collection), wanted == _KEY))


def _constant(value: str | int) -> ColumnElement[Any]:
    """A word or number of ours, written into the statement; what a request brings is a parameter."""
    written = str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
    return literal_column(written)


def _text(statement: Select[Any]) -> str:
    return str(statement.compile(dialect=_DIALECT))


def _page(
    collection: Collection, shown: Shown, follows: bool, boxed: bool, chosen: Chosen = ()
) -> Select[Any]:
    rows = select(_KEY, _feature(collection, shown).label("feature")).select_from(_view(collection))
    rows = rows.where(*_own(collection), *chosen)
    if boxed:
        sides = [bindparam(side, type_=Float(53)) for side in _SIDES]
        rows = rows.where(func.ST_Intersects(column("geom"), func.ST_MakeEnvelope(*sides, _constant(WGS84))))
    if follows:
        rows = rows.where(bindparam("after", type_=_key_type(collection)) < _KEY)
    found = rows.order_by(_KEY).limit(bindparam("most", type_=Integer())).subquery()
    numbered = select(found.c.id, found.c.feature, func.row_number().over(order_by=found.c.id).label("place"))
    return _joined(numbered, bindparam("shown", type_=Integer()))


def _key_type(collection: Collection) -> Integer | String:
    return String() if collection.key is str else Integer()


def _joined(numbered: Select[Any], limit: ColumnElement[int]) -> Select[Any]:
    rows = numbered.subquery()
    shown = rows.c.place <= limit
    body = func.string_agg(rows.c.feature, _constant(",")).filter(shown)
    return select(body, func.max(rows.c.id).filter(shown), func.count())


def _view(collection: Collection) -> TableClause:
    return table("layer_features" if collection.layer else collection.name, schema="published")


def _own(collection: Collection) -> Chosen:
    return (
        () if collection.layer is None else (column("edition_id") == _constant(collection.layer.edition_id),)
    )


def _feature(collection: Collection, shown: Shown) -> ColumnElement[str]:
    identity = func.to_json(column("id")).op("::")(sql_text("text"))
    return func.concat(
        _constant('{"type":"Feature","id":'),
        identity,
        _constant(',"geometry":'),
        func.coalesce(_geometry(shown), _constant("null")),
        _constant(',"properties":'),
        _properties(collection),
        _constant("}"),
    )


def _properties(collection: Collection) -> ColumnElement[str]:
    if collection.layer is None:
        return _object(collection.columns).op("::")(sql_text("text"))
    credit = _object(CREDIT).op("::")(sql_text("jsonb"))
    return column("properties").op("||")(credit).op("::")(sql_text("text"))


def _object(names: Iterable[str]) -> ColumnElement[Any]:
    pairs: list[ColumnElement[Any]] = []
    for name in names:
        pairs += [_constant(name), column(name)]
    return func.json_build_object(*pairs)


def _geometry(shown: Shown) -> ColumnElement[str]:
    drawn: ColumnElement[Any] = column("geom")
    digits = DEGREE_DIGITS
    if shown.srid not in (WGS84, JGD2011):
        digits = METRE_DIGITS
        held = _constant(WGS84 if shown.srid == WEB_MERCATOR else JGD2011)
        drawn = func.ST_Transform(func.ST_SetSRID(column("geom"), held), _constant(shown.srid))
    drawn = func.ST_FlipCoordinates(drawn) if shown.north_first else drawn
    return func.ST_AsGeoJSON(drawn, _constant(digits), _constant(0))


def _generic(key: str, ja: str, en: str, edition_id: int, attributes: list[dict[str, str]]) -> Collection:
    kinds = tuple((each["name"], _KINDS.get(each["type"], ValueKind.TEXT)) for each in attributes)
    names = tuple(name for name, _kind in kinds if name not in CREDIT)
    layer = GenericLayer(edition_id, kinds)
    return Collection(f"{LAYER_PREFIX}{key}", Text(ja, en), (*names, *CREDIT), layer=layer)
