"""How a footprint changed: areas on the ellipsoid, and the ground that was gained and lost."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.measure import area_ha

NOISE_HA = 0.0001
"""One square metre: less is how two computations of the same line differ."""


@dataclass(frozen=True, slots=True)
class FootprintChange:
    """Areas before and after in hectares (``None``: none); ground gained, lost and kept, EPSG:4326."""

    before_ha: float | None
    after_ha: float | None
    gained_ha: float
    lost_ha: float
    gained: MultiPolygon
    lost: MultiPolygon
    kept: MultiPolygon


def footprint_change(before: BaseGeometry | None, after: BaseGeometry | None) -> FootprintChange:
    """Compare two footprints in EPSG:4326; gained and lost together are their symmetric difference.

    >>> one, two = shapely.box(139, 35, 139.01, 35.01), shapely.box(139, 35, 139.02, 35.01)
    >>> change = footprint_change(one, two)
    >>> round(change.gained_ha, 1), change.lost_ha
    (101.3, 0.0)
    """
    empty = MultiPolygon()
    was, now = before or empty, after or empty
    gained, lost = _ground(shapely.difference(now, was)), _ground(shapely.difference(was, now))
    return FootprintChange(
        before_ha=None if before is None else area_ha(before),
        after_ha=None if after is None else area_ha(after),
        gained_ha=area_ha(gained),
        lost_ha=area_ha(lost),
        gained=gained,
        lost=lost,
        kept=_ground(shapely.intersection(was, now)),
    )


def _ground(shape: BaseGeometry) -> MultiPolygon:
    parts = shapely.get_parts(shape)
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon" and area_ha(part) >= NOISE_HA])
