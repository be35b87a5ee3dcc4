"""Where a zone lies by loaded boundaries: the origin plants are looked for from, and its supply areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services.ground import Ground
from api.services.plant_names import Origin
from data.domain.errors import NotFound
from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.wording import Text
from data.queries import places
from data.queries.places import Touched
from data.reference.places import municipality
from data.reference.power_areas import tso_areas
from geo.measure import area_ha
from rules.measures.gx_place import supply_name

PATH = "zone.supply_areas_drawn"
WHOLLY_COVERED = 0.99
"""Share of the plots that loaded boundaries must cover before they tell all supply areas."""
_PLOTS = Text("区画", "the plots")
_AREA = Text("立地市区町村の区域", "the municipality of the site")
_OFFICE = Text("立地市区町村の役所", "the office of the municipality of the site")
_NO_PLACE = Text("区画の位置がないため照合していません", "not compared, because the plots have no place")
_NO_SITE = Text(
    "立地市区町村の記載がないため照合していません", "not compared: the municipality is not stated"
)
_NO_POINT = Text(
    "立地市区町村の位置が分からないため照合していません", "not compared: the municipality has no known place"
)
_NO_DATABASE = Text(
    "データベースに接続していないため照合していません", "not compared, because there is no database"
)
_NO_BOUNDARIES = Text(
    "市区町村の境界データが、区画の全体には読み込まれていません",
    "municipal boundaries are not loaded for all plots",
)
_LOAD = Text(
    "行政区域データの取込みを管理者に依頼してください。",
    "Ask the administrator to load municipal boundaries.",
)
_BY_BOUNDARIES = Text(
    "区画と重なる市区町村の境界データ", "loaded boundaries of municipalities under the plots"
)


def origin_of_plots(place: BaseGeometry | None) -> Origin | Text:
    """Return the plots as the place distances are measured from, or why there is none."""
    return _NO_PLACE if place is None else Origin(place, _PLOTS)


def origin_of_site(session: Session | None, code: str | None) -> Origin | Text:
    """Return the municipality of a site: its loaded boundary, else the point of its office, else why not."""
    if code is None:
        return _NO_SITE
    boundary = places.footprint_of(session, [code]).geometry if session is not None else None
    if boundary is not None:
        return Origin(boundary, _AREA)
    try:
        office = municipality(code).office
    except NotFound:
        office = None
    return _NO_POINT if office is None else Origin(Point(office), _OFFICE)


def supply_areas(session: Session | None, place: BaseGeometry | None) -> Fact:
    """Return the supply areas of the municipalities that ``place`` (EPSG:4326) lies in, by boundaries.

    Missing unless loaded boundaries cover it, so that an area left out is never taken for one not touched.
    """
    if session is None or place is None:
        return Missing(PATH, _NO_DATABASE if session is None else _NO_PLACE)
    touched = Ground(session, place).municipalities()
    if sum(each.overlap_ha for each in touched) < area_ha(place) * WHOLLY_COVERED:
        return Missing(PATH, _NO_BOUNDARIES, _LOAD)
    names = dict.fromkeys(_areas(touched))
    if not names:
        return Missing(PATH, _NO_BOUNDARIES, _LOAD)
    ids = ", ".join(f"boundaries/{number}" for number in sorted({each.place.edition_id for each in touched}))
    return Known(PATH, tuple(names), SourceRef("layer", _BY_BOUNDARIES, ids))


def _areas(touched: Sequence[Touched]) -> Iterator[str]:
    for each in touched:
        if each.place.code is None:
            continue
        try:
            found = tso_areas(each.place.code)
        except NotFound:
            continue
        yield from (supply_name(area, approximate=found.approximate) for area in found.areas)
