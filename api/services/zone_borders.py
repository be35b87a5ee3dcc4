"""The borders of the Tokyo and Osaka areas: joined from loaded boundaries, else from the coarse polygons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services.shelf import Shelves
from data.domain.evidence import SourceRef
from data.domain.wording import Text
from data.queries import places
from data.queries.sources import ids_in_use
from data.reference.polygons import prefecture_polygons
from geo.footprint.limits import FootprintLimits
from geo.measure import area_ha, length_m

AREAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"zone.tokyo_km": ("11", "12", "13", "14"), "zone.osaka_km": ("26", "27", "28", "29")}
)
"""Prefectures taken for 東京圏 and 大阪圏: this product's definition, no document of the scheme gives one."""
COMPLETE = 0.95
"""Part of a prefecture by its coarse area that must be loaded before boundaries are taken for all of it."""
DRAWING_ERROR_M = 25.0
"""Error of a border drawn on maps of 1:25,000, from which the boundaries of N03 come."""
_COARSE = SourceRef(
    "catalogue",
    Text("都道府県の概略図形（1:1000万）", "coarse prefecture polygons (1:10,000,000)"),
    "reference/prefecture_polygons",
)
_LOADED = Text(
    "読み込まれた行政区域の境界（精度は境界の点の平均間隔による）",
    "loaded administrative boundaries (accuracy by the mean spacing of their points)",
)


@dataclass(frozen=True, slots=True)
class Borders:
    """The areas by the path of their distance (EPSG:4326), how accurately they are drawn, and from what."""

    areas: Mapping[str, BaseGeometry]
    accuracy_m: float
    source: SourceRef


_KEPT: Shelves[Borders] = Shelves(2)


def borders_of(session: Session | None) -> Borders:
    """Return the areas from the editions in use where these hold all of their prefectures, else coarse."""
    if session is None:
        return _coarse()
    shelf, key = _KEPT.of(session), ids_in_use(session)
    kept = shelf.get(key, 0)
    if kept is None:
        kept = _joined(session) or _coarse()
        shelf.put(key, 0, kept)
    return kept


def _joined(session: Session) -> Borders | None:
    outlines = places.outlines_of(session, [code for codes in AREAS.values() for code in codes])
    coarse = prefecture_polygons()
    for code in (code for codes in AREAS.values() for code in codes):
        if code not in outlines.shapes or area_ha(outlines.shapes[code]) < area_ha(coarse[code]) * COMPLETE:
            return None
    areas = _areas(outlines.shapes)
    spacing = max(_spacing_m(area) for area in areas.values())
    reference = ", ".join(f"boundaries/{number}" for number in outlines.editions)
    return Borders(areas, max(DRAWING_ERROR_M, spacing), SourceRef("layer", _LOADED, reference))


@cache
def _coarse() -> Borders:
    return Borders(_areas(prefecture_polygons()), FootprintLimits().coast_tolerance_m, _COARSE)


def _areas(shapes: Mapping[str, BaseGeometry]) -> Mapping[str, BaseGeometry]:
    areas = {path: shapely.union_all([shapes[code] for code in codes]) for path, codes in AREAS.items()}
    for area in areas.values():
        shapely.prepare(area)
    return MappingProxyType(areas)


def _spacing_m(area: BaseGeometry) -> float:
    """A border simplified to points far apart may err by as much between them."""
    border = area.boundary
    return length_m(border) / max(int(shapely.get_num_coordinates(border)), 1)
