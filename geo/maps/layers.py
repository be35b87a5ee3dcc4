"""What a map is told to draw, as plain values, and the Folium layers made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Language, Text
from geo.maps import popups, style
from geo.maps.base import DataLayer
from geo.site_facts import PrefectureShape

_DECIMALS = 5
_COARSE_DECIMALS = 3
_BASE_TOLERANCE_DEGREES = 0.006


@dataclass(frozen=True, slots=True)
class PlantMark:
    """A power plant at lon, lat (EPSG:4326); ``None`` means not known."""

    lon: float
    lat: float
    name: str
    kind: PlantKind
    capacity_mw: float | None = None
    decarbonised: bool | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SubstationMark:
    """A substation at lon, lat (EPSG:4326) with its highest voltage in kV."""

    lon: float
    lat: float
    name: str
    max_kv: float | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class LineMark:
    """A transmission line or a piece of one (EPSG:4326) with its highest voltage in kV."""

    geometry: BaseGeometry
    max_kv: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DataCentreMark:
    """A data centre at lon, lat (EPSG:4326); capacity in MW of IT load or supply as its source states it."""

    lon: float
    lat: float
    name: str
    capacity_mw: float | None = None
    status: Text | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceLabel:
    """A name written at lon, lat, such as a municipality's."""

    lon: float
    lat: float
    name: str


@dataclass(frozen=True, slots=True)
class PlanShape:
    """The footprint of a plan (EPSG:4326), its title, type and the address of its page on this host."""

    geometry: BaseGeometry
    title: str
    plan_type: PlanType
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where a layer comes from, as text: nothing on a map leads off this host."""

    title: Text
    source: str
    licence: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class MapContent:
    """Everything around the footprint; the legend says so where nothing was given."""

    prefectures: Sequence[PrefectureShape] = ()
    plants: Sequence[PlantMark] = ()
    substations: Sequence[SubstationMark] = ()
    lines: Sequence[LineMark] = ()
    data_centres: Sequence[DataCentreMark] = ()
    places: Sequence[PlaceLabel] = ()
    cut_at: int | None = None
    """Facilities drawn of each kind at most, when there were more; the nearest ones are drawn."""
    radius_km: float | None = None
    """Distance from the footprint within which facilities were looked up; drawn as a dashed ring."""


def base_layer(prefectures: Sequence[PrefectureShape], language: Language) -> DataLayer:
    """Return the quiet base map: land of the prefectures, simplified together so that borders still meet."""
    shapes = np.array([prefecture.geometry for prefecture in prefectures], dtype=object)
    simple = shapely.coverage_simplify(shapes, _BASE_TOLERANCE_DEGREES) if len(shapes) else shapes
    labels = [
        _feature(
            _label_point(prefecture.geometry), _COARSE_DECIMALS, name=prefecture.name.in_language(language)
        )
        for prefecture in prefectures
    ]
    land = [_feature(shape, _COARSE_DECIMALS) for shape in simple]
    data = {"land": _collection(land), "labels": _collection(labels)}
    return DataLayer("base", "base", {**data, "fill": style.LAND, "edge": style.LAND_EDGE})


def _label_point(geometry: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(geometry)
    return shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))])


def plan_layer(plan: PlanShape, language: Language) -> DataLayer:
    """Return the footprint: a light fill under a cased outline."""
    look = style.PLAN_STYLES[plan.plan_type]
    popup = str(popups.plan_popup(plan.title, plan.plan_type, plan.url, language))
    feature = _feature(plan.geometry, _DECIMALS, name=plan.title, popup=popup)
    return DataLayer("plan", "plan", {**_collection([feature]), "colour": look.colour, "dash": look.dash})


def ring_layer(ring: BaseGeometry) -> DataLayer:
    """Return the limit of the search around a footprint as a thin dashed line."""
    feature = _feature(shapely.boundary(ring), _COARSE_DECIMALS)
    return DataLayer("ring", "ring", {**_collection([feature]), "colour": style.RADIUS_RING})


def places_layer(places: Sequence[PlaceLabel]) -> DataLayer:
    """Return names of places as text on the map."""
    features = [_feature(shapely.Point(p.lon, p.lat), _COARSE_DECIMALS, name=p.name) for p in places]
    return DataLayer("places", "labels", _collection(features))


def line_layers(lines: Sequence[LineMark], language: Language) -> list[DataLayer]:
    """Return one layer for each voltage class that occurs, lowest first so that the highest lie on top."""
    layers = []
    for row in (style.UNKNOWN_VOLTAGE, *reversed(style.VOLTAGE_CLASSES)):
        members = [line for line in lines if style.voltage_class(line.max_kv) is row]
        features = [
            _feature(
                line.geometry,
                4,
                name=line.name,
                popup=str(popups.line_popup(line.name, line.max_kv, language)),
            )
            for line in members
        ]
        if features:
            look = {"colour": row.colour, "width": row.width, "dash": row.dash}
            layers.append(DataLayer(f"line-{row.key}", "lines", {**_collection(features), **look}))
    return layers


def plant_layers(plants: Sequence[PlantMark], language: Language) -> list[DataLayer]:
    """Return one layer for each kind and decarbonised mark that occurs; large plants lie under small ones."""
    layers = []
    for kind in PlantKind:
        for clean in (True, False, None):
            members = [plant for plant in plants if plant.kind is kind and plant.decarbonised is clean]
            members.sort(key=lambda plant: -(plant.capacity_mw or 0.0))
            if members:
                look = {"colour": style.PLANT_COLOURS[kind], "shape": style.plant_shape(clean)}
                features = [_plant_feature(plant, language) for plant in members]
                layers.append(DataLayer(plant_key(kind, clean), "marks", {**_collection(features), **look}))
    return layers


def plant_key(kind: PlantKind, decarbonised: bool | None) -> str:
    """Return the key of the layer that plants of this kind and mark are in."""
    return f"plant-{kind}-{style.plant_shape(decarbonised)}"


def _plant_feature(plant: PlantMark, language: Language) -> dict[str, Any]:
    kind = PLANT_KIND_NAMES[plant.kind].in_language(language)
    return _mark(
        plant.lon,
        plant.lat,
        name=plant.name or kind,
        popup=str(
            popups.plant_popup(plant.name, kind, plant.capacity_mw, plant.decarbonised, plant.url, language)
        ),
        radius=style.plant_radius(plant.capacity_mw),
        hollow=plant.capacity_mw is None,
    )


def substation_layers(substations: Sequence[SubstationMark], language: Language) -> list[DataLayer]:
    """Return one layer for each voltage class that occurs, lowest first."""
    layers = []
    for row in (style.UNKNOWN_VOLTAGE, *reversed(style.VOLTAGE_CLASSES)):
        features = [
            _mark(
                mark.lon,
                mark.lat,
                name=mark.name,
                popup=str(popups.substation_popup(mark.name, mark.max_kv, mark.url, language)),
                radius=row.radius,
                hollow=mark.max_kv is None,
            )
            for mark in substations
            if style.voltage_class(mark.max_kv) is row
        ]
        if features:
            look = {"colour": row.colour, "shape": "square"}
            layers.append(DataLayer(f"substation-{row.key}", "marks", {**_collection(features), **look}))
    return layers


def data_centre_layer(centres: Sequence[DataCentreMark], language: Language) -> DataLayer:
    """Return data centres as diamonds."""
    features = [
        _mark(
            mark.lon,
            mark.lat,
            name=mark.name,
            popup=str(popups.data_centre_popup(mark.name, mark.capacity_mw, mark.status, mark.url, language)),
            radius=6.0,
            hollow=False,
        )
        for mark in centres
    ]
    look = {"colour": style.DATA_CENTRE_COLOUR, "shape": "diamond"}
    return DataLayer("data-centres", "marks", {**_collection(features), **look})


def _mark(lon: float, lat: float, *, hollow: bool, **properties: Any) -> dict[str, Any]:
    if hollow:
        properties["hollow"] = True
    return _feature(shapely.Point(lon, lat), _DECIMALS, **properties)


def _feature(geometry: BaseGeometry, decimals: int, **properties: Any) -> dict[str, Any]:
    rounded = shapely.transform(geometry, lambda points: np.round(points, decimals))
    return {"type": "Feature", "geometry": shapely.geometry.mapping(rounded), "properties": properties}


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
