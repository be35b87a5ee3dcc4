"""The map of one plan: its footprint and the facilities around it, drawn by ``geo``."""

from __future__ import annotations

from decimal import Decimal

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services.facts import RADIUS_M
from api.services.footprints import prefecture_shapes
from data.domain.datasets import BOUNDARIES, DATA_CENTRES, LINES, PLANTS, SUBSTATIONS
from data.domain.facility import PlantKind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Language, Text
from data.queries import facilities
from data.queries.sources import EditionInfo, editions_in_use
from data.reference.sources import sources
from geo.maps.layers import (
    Attribution,
    DataCentreMark,
    LineMark,
    MapContent,
    PlanShape,
    PlantMark,
    SubstationMark,
)
from geo.maps.plan_map import plan_map

DRAWN = (BOUNDARIES, PLANTS, SUBSTATIONS, LINES, DATA_CENTRES)
NAMELESS = Text("名称不明", "name not known")


def draw(
    shape: BaseGeometry,
    title: str,
    plan_type: PlanType,
    session: Session | None,
    *,
    assets_url: str = "/static",
    nonce: str | None = None,
    language: Language = "ja",
    url: str | None = None,
) -> str:
    """Return an HTML page with the map of a footprint (EPSG:4326); without a session nothing is around it."""
    content = (
        surroundings(session, shape, language) if session else MapContent(prefectures=prefecture_shapes())
    )
    plan = PlanShape(shape, title, plan_type, url)
    return plan_map(plan, content, credits(session), assets_url, nonce, language)


def surroundings(session: Session, shape: BaseGeometry, language: Language) -> MapContent:
    """Return the facilities within ``RADIUS_M`` of a shape as marks."""
    nameless = NAMELESS.in_language(language)
    plants = facilities.near_plants(session, shape, RADIUS_M)
    substations = facilities.near_substations(session, shape, RADIUS_M)
    lines = facilities.near_lines(session, shape, RADIUS_M)
    centres = facilities.near_data_centres(session, shape, RADIUS_M)
    is_cut = plants.cut or substations.cut or lines.cut or centres.cut
    return MapContent(
        prefectures=prefecture_shapes(),
        plants=[plant_mark(near.item, nameless) for near in plants.items],
        substations=[substation_mark(near.item, nameless) for near in substations.items],
        lines=[line_mark(near.item, nameless) for near in lines.items],
        data_centres=[centre_mark(near.item, nameless) for near in centres.items],
        cut_at=facilities.DEFAULT_LIMIT if is_cut else None,
        radius_km=RADIUS_M / 1000.0,
    )


def credits(session: Session | None) -> list[Attribution]:  # noqa: A001 - the word of map makers for it
    """Return the sources a map of one plan has to name: of what is drawn and of where its ground is from."""
    base = sources()["prefecture_polygons"]
    named = [Attribution(base.title, base.publisher, base.licence)]
    loaded = editions_in_use(session, DRAWN) if session else ()
    return named + [credit(edition) for edition in loaded]


def credit(edition: EditionInfo) -> Attribution:
    """Return what has to be said about an edition wherever it is drawn."""
    return Attribution(edition.title, edition.attribution, edition.licence, edition.as_of)


def plant_mark(plant: facilities.Plant, nameless: str = "") -> PlantMark:
    """Return a plant as it is drawn."""
    lon, lat = _point(plant.geometry)
    kind = PlantKind(plant.kind)
    return PlantMark(lon, lat, plant.name or nameless, kind, _number(plant.capacity_mw), plant.decarbonised)


def line_mark(line: facilities.Line, nameless: str = "") -> LineMark:
    """Return a line as it is drawn."""
    return LineMark(line.geometry, _number(line.max_kv), line.name or nameless)


def substation_mark(site: facilities.SubstationSite, nameless: str = "") -> SubstationMark:
    """Return a substation as it is drawn."""
    lon, lat = _point(site.geometry)
    return SubstationMark(lon, lat, site.name or nameless, _number(site.max_kv))


def centre_mark(site: facilities.DataCentreSite, nameless: str = "") -> DataCentreMark:
    """Return a data centre as it is drawn."""
    lon, lat = _point(site.geometry)
    return DataCentreMark(lon, lat, site.name or nameless, _number(site.mw))


def _point(geometry: BaseGeometry) -> tuple[float, float]:
    return float(geometry.x), float(geometry.y)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
