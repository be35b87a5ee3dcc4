"""The smallest circle on the ellipsoid that holds points, by centring an equidistant plane on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint

from geo.measure import GRS80

ERROR_M = 0.01
"""Bound of the radius' error, in metres, for points within 100 km of each other.

Geodesic distances from the centre are exact in the plane centred there, so the radius of the last circle is
a true geodesic distance. What is left is how far the centre lies from the best one: rounds end below a
millimetre. Tests compare with a direct search on geodesic distances.
"""
ROUNDS = 60
STILL_M = 0.0005


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on the ellipsoid: centre in degrees (EPSG:4326), geodesic radius in metres."""

    lon: float
    lat: float
    radius_m: float


def from_centre(lon: float, lat: float, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points (degrees) in the equidistant plane around a centre: metres, x east and y north."""
    count = len(points)
    azimuth, _, metres = GRS80.inv(np.full(count, lon), np.full(count, lat), points[:, 0], points[:, 1])
    angle = np.radians(azimuth)
    return np.column_stack((metres * np.sin(angle), metres * np.cos(angle)))


def to_degrees(lon: float, lat: float, x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a place in the plane around a centre."""
    there = GRS80.fwd(lon, lat, float(np.degrees(np.arctan2(x, y))), float(np.hypot(x, y)))
    return float(there[0]), float(there[1])


def smallest_circle(points: NDArray[np.float64]) -> Circle:
    """Return the smallest circle holding points given as longitude and latitude, shape (n, 2), n at least 1.

    Each round finds the planar circle in the plane around the last centre and moves there, until it stands
    still; then centre and radius are those on the ellipsoid, within ``ERROR_M``.
    """
    lon, lat = (float(value) for value in (points.min(axis=0) + points.max(axis=0)) / 2)
    for _ in range(ROUNDS):
        plane = from_centre(lon, lat, points)
        middle = shapely.centroid(shapely.minimum_bounding_circle(MultiPoint(plane)))
        if float(np.hypot(middle.x, middle.y)) < STILL_M:
            break
        lon, lat = to_degrees(lon, lat, middle.x, middle.y)
    return Circle(lon, lat, float(np.hypot(*from_centre(lon, lat, points).T).max()))
