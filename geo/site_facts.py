"""Which prefectures a shape lies in and how large it is there; callers turn the figures into facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from data.domain.wording import Text
from geo.measure import area_ha


@dataclass(frozen=True, slots=True)
class PrefectureShape:
    """A prefecture as the caller knows it: 2-digit code, name, polygons in EPSG:4326."""

    code: str
    name: Text
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class PrefectureShare:
    """The part of a shape inside one prefecture."""

    code: str
    name: Text
    area_ha: float
    share: float
    """Part of the shape's whole area, 0 to 1; shares need not add up to 1 along a coarse coast."""


def prefecture_shares(
    geometry: BaseGeometry, prefectures: Sequence[PrefectureShape]
) -> tuple[PrefectureShare, ...]:
    """Return the prefectures a polygonal shape (EPSG:4326) overlaps, largest geodesic area first.

    As exact as the polygons given: with the embedded coarse ones a sliver along a border means nothing.
    """
    whole = area_ha(geometry)
    if whole == 0.0:
        return ()
    shares = []
    for prefecture in prefectures:
        if not geometry.intersects(prefecture.geometry):
            continue
        inside = area_ha(geometry.intersection(prefecture.geometry))
        if inside > 0.0:
            shares.append(PrefectureShare(prefecture.code, prefecture.name, inside, inside / whole))
    return tuple(sorted(shares, key=lambda share: -share.area_ha))
