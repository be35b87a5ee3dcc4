"""Whether a sound footprint lies where it can: on land, and in the prefectures that make the plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from data.domain.errors import Problem
from data.domain.wording import Text
from geo.footprint import wording
from geo.footprint.limits import FootprintLimits
from geo.measure import distance_m, distances_m
from geo.site_facts import PrefectureShape, PrefectureShare, prefecture_shares

_DEGREES_AROUND = 1.0
"""Prefectures farther than this from a footprint cannot be within any tolerance of it."""


@dataclass(frozen=True, slots=True)
class InhabitedPlace:
    """A place known to be on land (lon, lat; EPSG:4326) and the 2-digit code of its prefecture."""

    prefecture: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Location:
    """Where a footprint lies, as far as the reference shapes tell."""

    shares: tuple[PrefectureShare, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Text, ...]


def locate(
    shape: MultiPolygon,
    pointer: str,
    prefectures: Sequence[PrefectureShape],
    named: Collection[str],
    inhabited: Sequence[InhabitedPlace],
    limits: FootprintLimits,
) -> Location:
    """Return shares by prefecture and what is wrong with the place of a footprint in EPSG:4326.

    The reference shapes are coarse, so a footprint is refused only when all of it is farther than
    ``limits.coast_tolerance_m`` from any land, or that far from every named prefecture, with no inhabited
    place (of that prefecture) near it either; anything less certain becomes a remark.
    """
    shares = prefecture_shares(shape, prefectures)
    near = _nearby(shape, prefectures)
    afloat = _parts_at_sea(shape, near, inhabited, limits)
    if len(afloat) == len(shape.geoms):
        problem = wording.at_sea(pointer, _inside_point(afloat[0]), limits.coast_tolerance_m / 1000.0)
        return Location(shares, (problem,), ())
    islets: tuple[Text, ...] = ()
    if afloat:
        islets = (wording.partly_at_sea(_inside_point(afloat[0]), len(afloat), len(shape.geoms)),)
    problem_there, remarks = _against_named(shape, pointer, prefectures, named, shares, inhabited, limits)
    return Location(shares, problem_there, (*islets, *remarks))


def _against_named(
    shape: MultiPolygon,
    pointer: str,
    prefectures: Sequence[PrefectureShape],
    named: Collection[str],
    shares: tuple[PrefectureShare, ...],
    inhabited: Sequence[InhabitedPlace],
    limits: FootprintLimits,
) -> tuple[tuple[Problem, ...], tuple[Text, ...]]:
    wanted = [prefecture for prefecture in prefectures if prefecture.code in named]
    elsewhere = tuple(share for share in shares if share.code not in named)
    if not wanted or not elsewhere:
        return (), ()
    tolerance = limits.coast_tolerance_m
    near_border = any(distance_m(shape, near.geometry) <= tolerance for near in _nearby(shape, wanted))
    own_places = [place for place in inhabited if place.prefecture in named]
    if not near_border and not any(_by_inhabited_place(part, own_places, limits) for part in shape.geoms):
        return (wording.other_prefecture(pointer, wanted, elsewhere, tolerance / 1000.0),), ()
    if sum(share.share for share in elsewhere) > 1.0 - limits.border_share:
        return (), (wording.partly_elsewhere(wanted, elsewhere),)
    return (), ()


def _nearby(shape: MultiPolygon, prefectures: Sequence[PrefectureShape]) -> list[PrefectureShape]:
    west, south, east, north = shape.bounds
    frame = shapely.box(
        west - _DEGREES_AROUND, south - _DEGREES_AROUND, east + _DEGREES_AROUND, north + _DEGREES_AROUND
    )
    return [prefecture for prefecture in prefectures if prefecture.geometry.intersects(frame)]


def _parts_at_sea(
    shape: MultiPolygon,
    near: Sequence[PrefectureShape],
    inhabited: Sequence[InhabitedPlace],
    limits: FootprintLimits,
) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shape)
    for prefecture in near:
        parts = parts[~shapely.intersects(parts, prefecture.geometry)]
    if len(near) and len(parts):
        land = shapely.union_all([prefecture.geometry for prefecture in near])
        parts = np.array([p for p in parts if distance_m(p, land) > limits.coast_tolerance_m], dtype=object)
    return [part for part in parts if not _by_inhabited_place(part, inhabited, limits)]


def _by_inhabited_place(
    part: shapely.Polygon, places: Sequence[InhabitedPlace], limits: FootprintLimits
) -> bool:
    if not places:
        return False
    lon, lat = _inside_point(part)
    metres = distances_m(lon, lat, [place.lon for place in places], [place.lat for place in places])
    return bool(metres.min() <= limits.inhabited_tolerance_m)


def _inside_point(part: shapely.Polygon) -> tuple[float, float]:
    point = shapely.point_on_surface(part)
    return float(point.x), float(point.y)
