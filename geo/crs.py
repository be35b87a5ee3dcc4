"""Named coordinate reference systems of Japan and transformation between them with its accuracy stated.

Not a general CRS registry: only systems that plans and layers of this product arrive in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.transformer import TransformerGroup
from shapely.geometry.base import BaseGeometry

WGS84 = 4326
"""Stored geometry; axes are used as longitude, latitude (docs/decisions/0002-srid.md)."""
JGD2011 = 6668
JGD2000 = 4612
TOKYO_DATUM = 4301

PLANE_RECTANGULAR: dict[int, int] = {zone: 6668 + zone for zone in range(1, 20)}
"""Plane rectangular zone number (1-19) to EPSG code on JGD2011 (6669-6687)."""

_ZONE_OF_PREFECTURE: dict[str, int] = {
    **dict.fromkeys(("42",), 1),
    **dict.fromkeys(("40", "41", "43", "44", "45"), 2),
    **dict.fromkeys(("32", "34", "35"), 3),
    **dict.fromkeys(("36", "37", "38", "39"), 4),
    **dict.fromkeys(("28", "31", "33"), 5),
    **dict.fromkeys(("18", "24", "25", "26", "27", "29", "30"), 6),
    **dict.fromkeys(("16", "17", "21", "23"), 7),
    **dict.fromkeys(("15", "19", "20", "22"), 8),
    **dict.fromkeys(("07", "08", "09", "10", "11", "12", "14"), 9),
    **dict.fromkeys(("02", "03", "04", "05", "06"), 10),
}
HOKKAIDO, TOKYO, KAGOSHIMA, OKINAWA = "01", "13", "46", "47"


@dataclass(frozen=True, slots=True)
class Transformed:
    """A geometry in its new CRS, with the accuracy of the way there."""

    geometry: BaseGeometry
    srid: int
    accuracy_m: float | None
    """Stated accuracy of the operation in metres; ``None`` when the EPSG data set states none."""


def plane_rectangular_zone(prefecture: str, lon: float, lat: float) -> int:
    """Return the plane rectangular zone (1-19) of a point (degrees, JGD2011 or WGS 84) in a prefecture.

    ``prefecture`` is the 2-digit code. Zones follow the table of 平成14年国土交通省告示第9号. Where the
    notice divides by municipality (Hokkaido) the zone of the nearest central meridian is given, which is
    good for measuring but not the legal zone of every town. Raises ``KeyError`` for an unknown code.

    >>> plane_rectangular_zone("15", 138.85, 37.45)
    8
    """
    if prefecture == HOKKAIDO:
        return _nearest_hokkaido_zone(lon)
    if prefecture == TOKYO:
        return _tokyo_zone(lon, lat)
    if prefecture == OKINAWA:
        return 16 if lon < 126.0 else 17 if lon > 130.0 else 15
    if prefecture == KAGOSHIMA:
        return _kagoshima_zone(lon, lat)
    return _ZONE_OF_PREFECTURE[prefecture]


def _nearest_hokkaido_zone(lon: float) -> int:
    meridians = {11: 140.25, 12: 142.25, 13: 144.25}
    return min(meridians, key=lambda zone: abs(meridians[zone] - lon))


def _tokyo_zone(lon: float, lat: float) -> int:
    if lat >= 28.0:
        return 9
    return 18 if lon < 140.5 else 19 if lon > 143.0 else 14


def _kagoshima_zone(lon: float, lat: float) -> int:
    amami = 27.0 <= lat < 29.0
    eastern_edge = 130.0 + 13.0 / 60.0 if amami else 130.0
    return 1 if 27.0 <= lat <= 32.0 and lon < eastern_edge else 2


def transform(geometry: BaseGeometry, from_srid: int, to_srid: int) -> Transformed:
    """Return ``geometry`` taken from one EPSG system to another, x always east or longitude.

    The most accurate operation whose grids are installed is used; its stated accuracy comes along, so that a
    shift from Tokyo Datum without a grid (about 9 m) is never mistaken for an exact one. Raises
    ``pyproj.exceptions.CRSError`` for a code that EPSG does not know.
    """
    if from_srid == to_srid:
        return Transformed(geometry, to_srid, 0.0)
    transformer, accuracy = _operation(from_srid, to_srid)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return Transformed(shapely.transform(geometry, move), to_srid, accuracy)


@lru_cache(maxsize=64)
def _operation(from_srid: int, to_srid: int) -> tuple[Transformer, float | None]:
    group = TransformerGroup(CRS.from_epsg(from_srid), CRS.from_epsg(to_srid), always_xy=True)
    best = group.transformers[0]
    return best, float(best.accuracy) if best.accuracy >= 0 else None
