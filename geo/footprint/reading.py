"""From a GeoJSON object to polygons, refusing whatever cannot be read and telling what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data.domain.errors import Problem
from data.domain.wording import Text
from geo.footprint import wording
from geo.footprint.limits import FootprintLimits

_KNOWN_CRS = ("CRS84", "4326", "6668")
_TYPES = (
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
)  # fmt: skip


@dataclass(slots=True)
class Reading:
    """What came out of reading: rings by polygon, what was wrong, what was changed on the way."""

    polygons: list[list[NDArray[np.float64]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dropped_heights: int = 0
    closed_rings: int = 0

    def remarks(self) -> tuple[Text, ...]:
        """Tell the changes made while reading."""
        told = []
        if self.dropped_heights:
            told.append(wording.HEIGHTS_DROPPED.filled(count=f"{self.dropped_heights:,}"))
        if self.closed_rings:
            told.append(wording.RINGS_CLOSED.filled(count=f"{self.closed_rings:,}"))
        return tuple(told)


def read_geojson(source: object, pointer: str, limits: FootprintLimits) -> Reading:
    """Return the rings of a GeoJSON Polygon or MultiPolygon (bare or in one Feature) and every defect found.

    Positions are longitude, latitude in degrees. Nothing is raised; the caller decides on ``problems``.
    """
    reading = Reading()
    geometry, pointer = _unwrapped(source, pointer, reading)
    if geometry is None:
        return reading
    polygons = _polygon_members(geometry, pointer, reading)
    if polygons is None or not _within_limits(polygons, pointer, limits, reading):
        return reading
    for place, rings in polygons:
        reading.polygons.append(_read_rings(rings, place, reading))
    return reading


def read_shape(shape: BaseGeometry, pointer: str, limits: FootprintLimits) -> Reading:
    """Return the rings of a shapely Polygon or MultiPolygon in EPSG:4326, under the same limits."""
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        reading = Reading()
        reading.problems.append(wording.not_polygonal(pointer, shape.geom_type))
        return reading
    return read_geojson(shapely.geometry.mapping(shape), pointer, limits)


def _unwrapped(source: object, pointer: str, reading: Reading) -> tuple[Mapping[str, object] | None, str]:
    if not isinstance(source, Mapping):
        reading.problems.append(wording.not_an_object(pointer, source))
        return None, pointer
    crs = source.get("crs")
    if crs is not None and not any(known in str(crs) for known in _KNOWN_CRS):
        reading.problems.append(wording.foreign_crs(f"{pointer}/crs", crs))
        return None, pointer
    if source.get("type") == "Feature":
        return _unwrapped(source.get("geometry"), f"{pointer}/geometry", reading)
    if source.get("type") == "FeatureCollection":
        features = source.get("features")
        if isinstance(features, list) and len(features) == 1:
            return _unwrapped(features[0], f"{pointer}/features/0", reading)
        reading.problems.append(wording.many_features(f"{pointer}/features", features))
        return None, pointer
    return source, pointer


def _polygon_members(
    geometry: Mapping[str, object], pointer: str, reading: Reading
) -> list[tuple[str, list[object]]] | None:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in _TYPES:
        reading.problems.append(wording.unknown_type(f"{pointer}/type", kind))
        return None
    if kind not in ("Polygon", "MultiPolygon"):
        reading.problems.append(wording.not_polygonal(f"{pointer}/type", kind))
        return None
    place = f"{pointer}/coordinates"
    if not isinstance(coordinates, list | tuple) or not coordinates:
        reading.problems.append(wording.empty(place, coordinates))
        return None
    members = [coordinates] if kind == "Polygon" else coordinates
    places = [place] if kind == "Polygon" else [f"{place}/{index}" for index in range(len(members))]
    for where, member in zip(places, members, strict=True):
        if not isinstance(member, list | tuple) or not member:
            reading.problems.append(wording.empty(where, member))
            return None
    return [(where, list(member)) for where, member in zip(places, members, strict=True)]


def _within_limits(
    polygons: list[tuple[str, list[object]]], pointer: str, limits: FootprintLimits, reading: Reading
) -> bool:
    place = f"{pointer}/coordinates"
    vertices = sum(len(ring) for _, rings in polygons for ring in rings if isinstance(ring, list | tuple))
    if vertices > limits.max_vertices:
        reading.problems.append(wording.too_many_vertices(place, vertices, limits.max_vertices))
    if len(polygons) > limits.max_polygons:
        reading.problems.append(wording.too_many_polygons(place, len(polygons), limits.max_polygons))
    return not reading.problems


def _read_rings(rings: list[object], place: str, reading: Reading) -> list[NDArray[np.float64]]:
    read = []
    for index, ring in enumerate(rings):
        positions = _read_ring(ring, f"{place}/{index}", reading)
        if positions is not None:
            read.append(positions)
    return read


def _read_ring(ring: object, place: str, reading: Reading) -> NDArray[np.float64] | None:
    positions = _numbers(ring)
    if positions is None:
        reading.problems.append(wording.not_positions(place, ring))
        return None
    if positions.shape[1] > 2:
        reading.dropped_heights += len(positions)
        positions = positions[:, :2]
    finite = np.isfinite(positions).all(axis=1)
    if not finite.all():
        first = int(np.flatnonzero(~finite)[0])
        reading.problems.append(wording.not_finite(f"{place}/{first}", positions[first]))
        return None
    if not np.array_equal(positions[0], positions[-1]):
        reading.closed_rings += 1
        positions = np.vstack([positions, positions[:1]])
    distinct = len(np.unique(positions, axis=0))
    if distinct < 3:
        reading.problems.append(wording.too_few_points(place, distinct))
        return None
    return positions


def _numbers(ring: object) -> NDArray[np.float64] | None:
    """Return the ring as an n x 2..4 array, or nothing when it is not a list of number tuples."""
    if not isinstance(ring, list | tuple) or not ring:
        return None
    try:
        positions = np.array(ring)
    except ValueError:
        return None
    if positions.ndim != 2 or not 2 <= positions.shape[1] <= 4 or positions.dtype.kind not in "iuf":
        return None
    return positions.astype(np.float64)
