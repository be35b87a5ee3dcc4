"""Reads published features as finished GeoJSON: the database builds the body, six decimals of a degree.

Only schema ``published`` is read, through ``data.db.make_reader``. Pages are found by key, not by counting
rows, so the thousandth costs as much as the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TableClause, column, func, literal, select, table
from sqlalchemy import text as sql_text

from data.domain.published import JGD2011, WGS84, Collection
from data.queries.shapes import Bounds

DEGREE_DIGITS = 6
"""Decimals of a degree: about ten centimetres."""
METRE_DIGITS = 4
"""Decimals of a metre in plane rectangular coordinates: a tenth of a millimetre."""
_KEY: ColumnElement[Any] = column("id")
_VERSIONS = sql_text("SELECT name, version FROM tiles.layer")


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """Features as JSON texts joined by commas; ``last`` is the key of the last one."""

    body: str
    count: int
    last: int | str | None
    more: bool


def versions(connection: Connection) -> dict[str, int]:
    """Return the version of each published layer; it grows whenever a feature of the layer changes."""
    return {str(name): int(version) for name, version in connection.execute(_VERSIONS)}


def page(
    connection: Connection,
    collection: Collection,
    limit: int,
    after: int | str | None = None,
    bounds: Bounds | None = None,
    srid: int = WGS84,
) -> FeaturePage:
    """Return up to ``limit`` features after the key ``after`` that meet ``bounds`` (degrees).

    Coordinates are in ``srid``, one of ``OUTPUT_SRIDS``: degrees, or metres of a plane rectangular zone.
    """
    view, key = _view(collection), _KEY
    rows = select(key, _feature(collection, srid).label("feature")).select_from(view)
    if after is not None:
        rows = rows.where(key > after)
    if bounds is not None:
        rows = rows.where(func.ST_Intersects(column("geom"), func.ST_MakeEnvelope(*bounds, WGS84)))
    found = rows.order_by(key).limit(limit + 1).subquery()
    numbered = select(found.c.id, found.c.feature, func.row_number().over(order_by=found.c.id).label("place"))
    body, last, count = connection.execute(_joined(numbered, limit)).one()
    return FeaturePage(body or "", min(count, limit), last, more=count > limit)


def one(connection: Connection, collection: Collection, key: int | str, srid: int = WGS84) -> str | None:
    """Return one feature as JSON text."""
    query = select(_feature(collection, srid)).select_from(_view(collection)).where(column("id") == key)
    found: str | None = connection.scalar(query)
    return found


def _joined(numbered: Select[Any], limit: int) -> Select[Any]:
    rows = numbered.subquery()
    shown = rows.c.place <= limit
    body = func.string_agg(rows.c.feature, literal(",")).filter(shown)
    return select(body, func.max(rows.c.id).filter(shown), func.count())


def _view(collection: Collection) -> TableClause:
    return table(collection.name, schema="published")


def _feature(collection: Collection, srid: int) -> ColumnElement[str]:
    pairs: list[ColumnElement[Any]] = []
    for name in collection.columns:
        pairs += [literal(name), column(name)]
    properties = func.json_build_object(*pairs).op("::")(sql_text("text"))
    identity = func.to_json(column("id")).op("::")(sql_text("text"))
    return func.concat(
        '{"type":"Feature","id":',
        identity,
        ',"geometry":',
        _geometry(srid),
        ',"properties":',
        properties,
        "}",
    )


def _geometry(srid: int) -> ColumnElement[str]:
    if srid in (WGS84, JGD2011):
        return func.ST_AsGeoJSON(column("geom"), DEGREE_DIGITS, 0)
    plane = func.ST_Transform(func.ST_SetSRID(column("geom"), JGD2011), srid)
    return func.ST_AsGeoJSON(plane, METRE_DIGITS, 0)
