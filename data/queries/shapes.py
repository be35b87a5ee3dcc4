"""Carries geometry between shapely and PostGIS: SRID 4326, longitude first, whole columns at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Float, LargeBinary, bindparam, func, literal_column
from sqlalchemy.orm import InstrumentedAttribute

SRID = 4326
Shape: TypeAlias = BaseGeometry | bytes
"""A shapely geometry or its WKB, longitude and latitude in EPSG:4326."""
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_HERE: ColumnElement[Any] = func.geography(bindparam("here", type_=LargeBinary()))


def from_shape(shape: Shape) -> ColumnElement[Any]:
    """Return the SQL expression of a shape, as geometry."""
    return func.ST_GeomFromWKB(_wkb(shape), SRID)


def as_wkb(column: InstrumentedAttribute[Any] | ColumnElement[Any]) -> ColumnElement[bytes]:
    """Return the SQL expression that gives a geometry as WKB."""
    return func.ST_AsBinary(column)


def to_shapes(values: Sequence[bytes | memoryview | None]) -> list[BaseGeometry]:
    """Return the shapely geometries of a column of WKB."""
    wkb = np.array([None if value is None else bytes(value) for value in values], dtype=object)
    return list(shapely.from_wkb(wkb))


def geography_of(table: str) -> ColumnElement[Any]:
    """Return ``table.geom`` as geography, spelled as the indexes have it so that they are used."""
    return literal_column(f"{table}.geom::geography")


def metres_from_here(table: str) -> ColumnElement[Any]:
    """Return the SQL expression of the geodesic distance in metres to the shape that ``around`` gives.

    Writing a statement takes longer than many searches, so these are written once and asked with values.
    """
    return func.ST_Distance(geography_of(table), _HERE)


def within_radius(table: str) -> ColumnElement[bool]:
    """Return the condition that a row lies within the radius and of the shape that ``around`` gives."""
    return func.ST_DWithin(geography_of(table), _HERE, bindparam("radius_m", type_=Float(53)))


def around(shape: Shape, radius_m: float) -> dict[str, Any]:
    """Return the values of a statement with ``metres_from_here`` or ``within_radius``; metres."""
    return {"here": _wkb(shape), "radius_m": radius_m}


def in_bounds(column: InstrumentedAttribute[Any], bounds: Bounds) -> ColumnElement[bool]:
    """Return the condition that a geometry's box meets ``bounds``."""
    return column.op("&&")(func.ST_MakeEnvelope(*bounds, SRID))


def _wkb(shape: Shape) -> bytes:
    return shape if isinstance(shape, bytes) else shapely.to_wkb(shapely.force_2d(shape))
