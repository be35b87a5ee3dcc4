"""Polygons as flat arrays of edges, ready for scanlines and cheap to send to another process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

POLYGONAL = (3, 6)
"""Shapely type numbers of Polygon and MultiPolygon."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Edges of polygons in degrees (EPSG:4326 or 6668), lower end first; ``feature`` says whose edge it is.

    Inside is even-odd over all rings of a feature, which for valid polygons is the ordinary inside.
    """

    x_low: NDArray[np.float64]
    y_low: NDArray[np.float64]
    x_high: NDArray[np.float64]
    y_high: NDArray[np.float64]
    feature: NDArray[np.int32]
    features: int

    @property
    def latitude_span(self) -> tuple[float, float]:
        """Least and greatest latitude in degrees; ``(0, 0)`` when there is no edge."""
        if not len(self.feature):
            return 0.0, 0.0
        return float(self.y_low.min()), float(self.y_high.max())


def outlines(polygons: Sequence[BaseGeometry | None] | NDArray[np.object_]) -> Outlines:
    """Return the edges of Polygon or MultiPolygon geometries (degrees); empty and missing ones have none.

    Raises ``InvalidInput`` for points, lines, collections and coordinates that are not finite.
    """
    shapes = np.asarray(polygons, dtype=object)
    _refuse_other_shapes(shapes)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    _refuse_infinite(points)
    same = ring[1:] == ring[:-1]
    start, end = points[:-1][same], points[1:][same]
    feature = owner[part[ring[:-1][same]]].astype(np.int32)
    upward = (start[:, 1] <= end[:, 1])[:, None]
    low, high = np.where(upward, start, end), np.where(upward, end, start)
    x_low, y_low, x_high, y_high = (np.ascontiguousarray(column) for column in (*low.T, *high.T))
    return Outlines(x_low, y_low, x_high, y_high, feature, len(shapes))


def _refuse_other_shapes(shapes: NDArray[np.object_]) -> None:
    kinds = shapely.get_type_id(shapes)
    wrong = np.flatnonzero(~np.isin(kinds, (-1, *POLYGONAL)))
    if wrong.size:
        found = shapes[wrong[0]].geom_type
        message = Text("面（ポリゴン）ではありません。", "Not a polygon.")
        remedy = Text("ポリゴンまたはマルチポリゴンを与えてください。", "Give polygons or multipolygons.")
        raise InvalidInput.of([Problem(f"/polygons/{wrong[0]}", found, message, remedy)])


def _refuse_infinite(points: NDArray[np.float64]) -> None:
    wrong = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if wrong.size:
        message = Text("座標が有限の数ではありません。", "A coordinate is not a finite number.")
        remedy = Text("図形を修復してから読み込んでください。", "Repair the shape first.")
        raise InvalidInput.of([Problem("/polygons", points[wrong[0]].tolist(), message, remedy)])
