"""Whether rings are a sound polygon: order and range of coordinates, crossings, area."""

from __future__ import annotations

import re

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from data.domain.errors import Problem
from data.domain.position import LATITUDES, LONGITUDES
from geo.footprint import wording
from geo.measure import area_ha

_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def coordinate_problem(rings: list[NDArray[np.float64]], pointer: str) -> Problem | None:
    """Return the one defect of order or range that best explains the coordinates, or nothing.

    A position that lies in Japan only when read the other way round counts as swapped. It is told and the
    right order offered; it is never turned round silently.
    """
    positions = np.vstack(rings)
    lon, lat = positions[:, 0], positions[:, 1]
    swapped = _in_japan(lat, lon)
    if swapped.any():
        return wording.swapped(pointer, _first(positions, swapped), int(swapped.sum()), len(positions))
    impossible = (np.abs(lon) > 180.0) | (np.abs(lat) > 90.0)
    if impossible.any():
        return wording.out_of_range(pointer, _first(positions, impossible))
    abroad = ~_in_japan(lon, lat)
    if abroad.any():
        return wording.outside_japan(pointer, _first(positions, abroad))
    return None


def _in_japan(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    (west, east), (south, north) = LONGITUDES, LATITUDES
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _first(positions: NDArray[np.float64], mask: NDArray[np.bool_]) -> tuple[float, float]:
    lon, lat = positions[int(np.flatnonzero(mask)[0])]
    return float(lon), float(lat)


def assembled(polygons: list[list[NDArray[np.float64]]]) -> MultiPolygon:
    """Return the rings as one MultiPolygon, valid or not; the first ring of each polygon is its outline."""
    return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in polygons])


def shape_problem(shape: MultiPolygon, pointer: str) -> Problem | None:
    """Return what makes the polygons unsound: a crossing with its place, overlap, or no area at all."""
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        found = _PLACE.search(reason)
        place = (float(found[1]), float(found[2])) if found else None
        repair = offered_repair(shape)
        return wording.crossing(pointer, reason, place, len(repair.geoms), area_ha(repair))
    if area_ha(shape) <= 0.0:
        return wording.no_area(pointer)
    return None


def offered_repair(shape: MultiPolygon) -> MultiPolygon:
    """Return the valid polygons nearest to an unsound shape, for a person to accept; may be empty.

    Lines and points that the repair leaves over are dropped.
    """
    parts = shapely.get_parts(shapely.make_valid(shape))
    flat = [piece for part in parts for piece in shapely.get_parts(part)]
    return MultiPolygon([piece for piece in flat if piece.geom_type == "Polygon"])
