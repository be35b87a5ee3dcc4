"""Carries geometry between shapely and PostGIS: SRID 4326, longitude first, whole columns at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, func, literal_column
from sqlalchemy.orm import InstrumentedAttribute

SRID = 4326
Shape: TypeAlias = BaseGeometry | bytes
"""A shapely geometry or its WKB, longitude and latitude in EPSG:4326."""
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def from_shape(shape: Shape) -> ColumnElement[Any]:
    """Return the SQL expression of a shape, as geometry."""
    wkb = shape if isinstance(shape, bytes) else shapely.to_wkb(shapely.force_2d(shape))
    return func.ST_GeomFromWKB(wkb, SRID)


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


def in_bounds(column: InstrumentedAttribute[Any], bounds: Bounds) -> ColumnElement[bool]:
    """Return the condition that a geometry's box meets ``bounds``."""
    return column.op("&&")(func.ST_MakeEnvelope(*bounds, SRID))
