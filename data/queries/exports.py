"""Reads whole published collections and generic layers for export, by key, a block of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Numeric, Select, column, func, inspect, select, table
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean, Float, Integer, TypeEngine

from data.domain.exported import Block, Column, Credit, Drawing, Kind
from data.domain.published import CREDIT, JGD2011, WGS84, Collection
from data.orm.layer import LayerFeature
from data.queries.features import DEGREE_DIGITS

ROWS = 2_000
"""Rows of a block; detailed boundaries of this many municipalities stay below some hundred megabytes."""
_KEY: ColumnElement[Any] = column("id")
_GEOM: ColumnElement[Any] = column("geom")


def columns_of(connection: Connection, collection: Collection) -> tuple[Column, ...]:
    """Return the columns of a published collection with what their values are."""
    found = inspect(connection).get_columns(collection.name, schema="published")
    types = {each["name"]: each["type"] for each in found}
    return tuple(Column(name, _kind(types[name])) for name in collection.columns)


def credits_of(connection: Connection, collection: Collection) -> tuple[Credit, ...]:
    """Return the sources of a published collection whose rows carry them."""
    wanted: list[ColumnElement[Any]] = [column(name) for name in CREDIT]
    rows = connection.execute(select(*wanted).select_from(_view(collection)).distinct().order_by(*wanted))
    return tuple(Credit(*row) for row in rows)


def count_of(connection: Connection, collection: Collection) -> int:
    """Return how many rows a published collection has."""
    return int(connection.scalar(select(func.count()).select_from(_view(collection))) or 0)


def rows_of(
    connection: Connection, collection: Collection, drawing: Drawing, srid: int = WGS84
) -> Iterator[Block]:
    """Give a published collection in the order of its keys; geometry in ``srid`` for ``WKB`` only."""
    values: list[ColumnElement[Any]] = [column(name) for name in collection.columns]
    query = select(_KEY, _drawn(_GEOM, drawing, srid), *values).select_from(_view(collection))
    after: object = None
    while True:
        page = query if after is None else query.where(after < _KEY)
        found = connection.execute(page.order_by(_KEY).limit(ROWS)).all()
        if found:
            yield Block([row[2:] for row in found], [row[1] for row in found])
        if len(found) < ROWS:
            return
        after = found[-1][0]


def layer_rows(
    session: Session, edition_id: int, names: tuple[str, ...], drawing: Drawing, srid: int = WGS84
) -> Iterator[Block]:
    """Give the features of one edition of a generic layer, the attributes ``names`` in their order."""
    shape = _drawn(LayerFeature.geom.expression, drawing, srid)
    query: Select[Any] = select(LayerFeature.id, shape, LayerFeature.properties)
    query = query.where(LayerFeature.edition_id == edition_id).order_by(LayerFeature.id).limit(ROWS)
    after = 0
    while True:
        found = session.execute(query.where(LayerFeature.id > after)).all()
        if found:
            yield Block([[row[2].get(name) for name in names] for row in found], [row[1] for row in found])
        if len(found) < ROWS:
            return
        after = found[-1][0]


def _view(collection: Collection) -> Any:
    return table(collection.name, schema="published")


def _kind(found: TypeEngine[Any]) -> Kind:
    if isinstance(found, Boolean):
        return Kind.TRUTH
    if isinstance(found, Integer):
        return Kind.WHOLE
    return Kind.NUMBER if isinstance(found, Float | Numeric) else Kind.TEXT


def _drawn(geometry: ColumnElement[Any], drawing: Drawing, srid: int) -> ColumnElement[Any]:
    if drawing is Drawing.GEOJSON:
        return func.ST_AsGeoJSON(geometry, DEGREE_DIGITS, 0)
    if drawing is Drawing.POINT:
        point = func.ST_PointOnSurface(geometry)
        return array([func.ST_X(point), func.ST_Y(point)])
    if srid in (WGS84, JGD2011):
        return func.ST_AsBinary(geometry)
    return func.ST_AsBinary(func.ST_Transform(func.ST_SetSRID(geometry, JGD2011), srid))
