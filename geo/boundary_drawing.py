"""Draws two boundaries over each other as a small SVG, readable in greyscale; no base map, no script."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.footprint_change import FootprintChange

WIDTH, MARGIN = 640.0, 12.0
"""Of the drawing, in its own units."""
HIGHEST = 640.0
KM_PER_DEGREE = 111.32
"""Of latitude, roughly: for the bar of the drawing, never for a measure."""


@dataclass(frozen=True, slots=True)
class BoundaryDrawing:
    """Outlines as SVG path data in a view box of ``width`` by ``height``; ``bar`` stands for ``bar_km``."""

    width: float
    height: float
    kept: str
    gained: str
    lost: str
    bar: float
    bar_km: float


def boundary_drawing(change: FootprintChange) -> BoundaryDrawing | None:
    """Return the outlines of what was kept, gained and lost (EPSG:4326, north up); ``None`` without any.

    Longitudes are shortened by the cosine of the middle latitude, so that shapes look as on a map.
    """
    parts = [shape for shape in (change.kept, change.gained, change.lost) if not shape.is_empty]
    if not parts:
        return None
    west, south, east, north = shapely.total_bounds(parts)
    narrowing = math.cos(math.radians((south + north) / 2))
    span_x, span_y = max((east - west) * narrowing, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / span_x, (HIGHEST - 2 * MARGIN) / span_y)

    def placed(shape: MultiPolygon) -> BaseGeometry:
        return shapely.transform(
            shape,
            lambda at: np.column_stack(
                (MARGIN + (at[:, 0] - west) * narrowing * scale, MARGIN + (north - at[:, 1]) * scale)
            ),
        )

    bar_km = _round_below(span_x * KM_PER_DEGREE / 3)
    return BoundaryDrawing(
        width=round(span_x * scale + 2 * MARGIN, 1),
        height=round(span_y * scale + 2 * MARGIN, 1),
        kept=_path(placed(change.kept)),
        gained=_path(placed(change.gained)),
        lost=_path(placed(change.lost)),
        bar=round(bar_km / KM_PER_DEGREE * scale, 1),
        bar_km=bar_km,
    )


def _path(shape: BaseGeometry) -> str:
    """Return path data of all rings, coarsened to half a unit of the drawing."""
    coarse = shapely.simplify(shape, 0.5, preserve_topology=True)
    polygons = shapely.get_parts(coarse)
    rings = shapely.get_rings(polygons[shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON])
    return " ".join(
        "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)) + " Z" for ring in rings
    )


def _round_below(km: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten below a length."""
    power = 10.0 ** math.floor(math.log10(max(km, 1e-6)))
    return max(step * power for step in (1, 2, 5) if step * power <= max(km, 1e-6))
