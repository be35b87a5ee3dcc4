"""Plots of land as the geometry of a zone sees them: a drawn polygon, or a point and an area in its stead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.measure import SQUARE_METRES_PER_HECTARE, area_ha, buffer_m


class Basis(StrEnum):
    """What a plot's place and size rest on."""

    DRAWN = "drawn"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class PlotShape:
    """One plot in EPSG:4326 with the area that counts, in hectares."""

    index: int
    """Place in the caller's list."""
    name: str
    geometry: BaseGeometry
    area_ha: float
    basis: Basis


def drawn_plot(index: int, name: str, polygon: BaseGeometry) -> PlotShape:
    """Return a plot whose polygon (EPSG:4326) is known; its geodesic area counts."""
    return PlotShape(index, name, polygon, area_ha(polygon), Basis.DRAWN)


def point_plot(index: int, name: str, point: Point, stated_ha: float) -> PlotShape:
    """Return a plot of which a point (EPSG:4326) and the area are stated: a disc of that area stands for it.

    The disc is an assumption about the plot's outline; ``basis`` says so. Raises ``ValueError`` for an area
    of 0 or less.
    """
    if stated_ha <= 0:
        raise ValueError("a plot without an area has no outline")
    radius = math.sqrt(stated_ha * SQUARE_METRES_PER_HECTARE / math.pi)
    return PlotShape(index, name, buffer_m(point, radius), stated_ha, Basis.POINT)


def corners(plot: PlotShape) -> NDArray[np.float64]:
    """Return longitude and latitude of the corners of a plot's convex hull, shape (n, 2), in degrees.

    A circle holds a plot when it holds these. The hull is taken in degrees: a corner it leaves out stands at
    most ``length² tan(latitude) / 8R`` outside it on the ellipsoid, below 0.1 m for a plot of 2.5 km.
    """
    hull: NDArray[np.float64] = shapely.get_coordinates(shapely.convex_hull(plot.geometry))
    return hull


def overlap_ha(plots: tuple[PlotShape, ...]) -> float:
    """Return how much of the drawn plots' ground is counted more than once, in hectares."""
    shapes = [plot.geometry for plot in plots if plot.basis is Basis.DRAWN]
    if len(shapes) < 2:
        return 0.0
    return max(0.0, sum(area_ha(shape) for shape in shapes) - area_ha(shapely.union_all(shapes)))
