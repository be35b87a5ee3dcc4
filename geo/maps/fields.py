"""Which layers the national maps have and how each looks, from plain rows to packed fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from data.domain.assessment import Verdict
from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.wording import Language, Text
from geo.maps import style
from geo.maps.field_files import Field, FieldClass, Told
from geo.maps.layers import DataCentreMark, LineMark, PlantMark, SubstationMark
from geo.site_facts import PrefectureShape

BASE_TOLERANCE, BORDER_TOLERANCE, LINE_TOLERANCE, PLAN_TOLERANCE = 0.006, 0.004, 0.0015, 0.0015
"""Degrees; what an overview needs. A plan's own map has its outline as drawn."""
Columns = dict[str, list[Any]]
PLANT_CLASSES = tuple((kind, clean) for kind in PlantKind for clean in (True, False, None))
CAPACITY = Text("設備容量", "Capacity")
VOLTAGE = Text("最高電圧", "Highest voltage")
_AREA = Text("面積", "Area")
_BODY = Text("作成主体", "Body")
_FIELD = Text("戦略分野・産業", "Field or industry")
_STATUS = Text("確認結果", "Result")
_ROOM, _LEAD, _TSO = (
    Text("公表された余力", "Published room"),
    Text("連系までの期間", "Lead time"),
    Text("事業者", "Operator"),
)
_ROOM_CLASS = Text("需要側の余力（公表値）", "Room for demand, as published")
_MUNICIPALITY, _LAND = Text("市区町村", "municipality"), Text("陸地", "land")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of the overview: footprint in EPSG:4326, area in hectares, words for field and status."""

    id: str
    title: str
    plan_type: PlanType
    body: str
    field: str
    verdict: Verdict | None
    status: Text
    area_ha: float
    is_sample: bool
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True)
class RoomMark:
    """Room for demand that an operator publishes at a place; ``None`` is not stated, never zero."""

    lon: float
    lat: float
    name: str
    tso: str
    room: str | None
    lead_months: int | None


def base_field(prefectures: Sequence[PrefectureShape], language: Language) -> Field:
    """Return the land of the prefectures, simplified together so that borders still meet."""
    shapes = _array([item.geometry for item in prefectures])
    simple = shapely.coverage_simplify(shapes, BASE_TOLERANCE) if len(shapes) else shapes
    inner = [_inner(shape) for shape in shapes]
    names = [item.name.in_language(language) for item in prefectures]
    labels = [(point.x, point.y, name) for point, name in zip(inner, names, strict=True)]
    look = FieldClass("land", _LAND, style.LAND_EDGE, width=0.8, fill=1.0)
    return Field("areas", [look], [0] * len(names), names, simple, labels=labels)


def border_field(shapes: Sequence[shapely.Geometry], names: Sequence[str]) -> Field:
    """Return the borders of municipalities, simplified together."""
    simple = shapely.coverage_simplify(_array(shapes), BORDER_TOLERANCE) if shapes else _array([])
    look = FieldClass("municipality", _MUNICIPALITY, "#8d8a80", width=0.6)
    return Field("areas", [look], [0] * len(names), names, simple)


def plan_field(rows: Sequence[PlanRow], language: Language) -> Field:
    """Return plans and zones: one class a type, with field and status to filter by."""
    types = list(PlanType)
    classes = [
        FieldClass(
            str(item),
            PLAN_TYPE_TITLES[item],
            style.PLAN_STYLES[item].colour,
            width=2.2,
            dash=style.PLAN_STYLES[item].dash,
            fill=0.2,
            pattern=style.PLAN_PATTERNS[item],
        )
        for item in types
    ]
    columns: Columns = {
        "link": [f"/plans/{row.id}" for row in rows],
        "field": [row.field for row in rows],
        "status": [row.status.in_language(language) for row in rows],
        "verdict": [str(row.verdict or "") for row in rows],
        "body": [row.body for row in rows],
        "area": [round(row.area_ha) for row in rows],
    }
    told = [Told("body", _BODY), Told("field", _FIELD), Told("status", _STATUS), Told("area", _AREA, "ha")]
    shapes = shapely.simplify(_array([row.shape for row in rows]), PLAN_TOLERANCE)
    names = [row.title for row in rows]
    return Field("areas", classes, [types.index(row.plan_type) for row in rows], names, shapes, columns, told)


def plant_field(plants: Sequence[PlantMark], language: Language) -> Field:
    """Return plants, largest first; one class a kind and decarbonised mark, hollow without a capacity."""
    ordered = sorted(plants, key=lambda plant: -(plant.capacity_mw or 0.0))
    classes = [
        FieldClass(
            f"{kind}-{style.plant_shape(clean)}",
            PLANT_KIND_NAMES[kind],
            style.PLANT_COLOURS[kind],
            style.plant_shape(clean),
        )
        for kind, clean in PLANT_CLASSES
    ]
    columns: Columns = {
        "mw": [plant.capacity_mw for plant in ordered],
        "r": [style.plant_radius(plant.capacity_mw) for plant in ordered],
    }
    of_class = [PLANT_CLASSES.index((plant.kind, plant.decarbonised)) for plant in ordered]
    shapes = _places([(plant.lon, plant.lat) for plant in ordered])
    told = [Told("mw", CAPACITY, "MW")]
    return Field("points", classes, of_class, [plant.name for plant in ordered], shapes, columns, told)


def substation_field(substations: Sequence[SubstationMark]) -> Field:
    """Return substations, one class a voltage class, the unknown one hollow."""
    rows = _voltage_rows()
    ordered = sorted(substations, key=lambda mark: mark.max_kv or 0.0)
    of_class = [rows.index(style.voltage_class(mark.max_kv)) for mark in ordered]
    columns: Columns = {
        "mw": [mark.max_kv for mark in ordered],
        "r": [rows[place].radius for place in of_class],
    }
    classes = [FieldClass(row.key, row.label, row.colour, "square") for row in rows]
    shapes = _places([(mark.lon, mark.lat) for mark in ordered])
    told = [Told("mw", VOLTAGE, "kV")]
    return Field("points", classes, of_class, [mark.name for mark in ordered], shapes, columns, told)


def line_field(lines: Sequence[LineMark]) -> Field:
    """Return lines, lowest voltage first so that the highest lie on top."""
    rows = _voltage_rows()
    ordered = sorted(lines, key=lambda line: line.max_kv or 0.0)
    of_class = [rows.index(style.voltage_class(line.max_kv)) for line in ordered]
    classes = [FieldClass(row.key, row.label, row.colour, width=row.width, dash=row.dash) for row in rows]
    shapes = shapely.simplify(_array([line.geometry for line in ordered]), LINE_TOLERANCE)
    columns: Columns = {"mw": [line.max_kv for line in ordered]}
    told = [Told("mw", VOLTAGE, "kV")]
    return Field("lines", classes, of_class, [line.name for line in ordered], shapes, columns, told)


def centre_field(centres: Sequence[DataCentreMark], label: Text, language: Language) -> Field:
    """Return data centres as diamonds."""
    look = FieldClass("data-centres", label, style.DATA_CENTRE_COLOUR, "diamond")
    columns: Columns = {"capacity": [mark.capacity_mw for mark in centres], "r": [6.0] * len(centres)}
    shapes = _places([(mark.lon, mark.lat) for mark in centres])
    told = [Told("capacity", CAPACITY, "MW")]
    return Field("points", [look], [0] * len(centres), [m.name for m in centres], shapes, columns, told)


def room_field(rooms: Sequence[RoomMark]) -> Field:
    """Return published room for demand; it is neither reserved nor to be added up."""
    look = FieldClass("room", _ROOM_CLASS, style.ROOM_COLOUR, "hexagon")
    columns: Columns = {
        "tso": [mark.tso for mark in rooms],
        "room": [mark.room for mark in rooms],
        "lead": [mark.lead_months for mark in rooms],
        "r": [6.0] * len(rooms),
    }
    told = [Told("tso", _TSO), Told("room", _ROOM, "MW"), Told("lead", _LEAD, "か月")]
    shapes = _places([(mark.lon, mark.lat) for mark in rooms])
    return Field("points", [look], [0] * len(rooms), [mark.name for mark in rooms], shapes, columns, told)


def _voltage_rows() -> list[style.VoltageClass]:
    return [*style.VOLTAGE_CLASSES, style.UNKNOWN_VOLTAGE]


def _places(coordinates: Sequence[tuple[float, float]]) -> np.ndarray:
    return np.asarray(shapely.points(np.array(coordinates, dtype=float).reshape(-1, 2)), dtype=object)


def _array(shapes: Sequence[shapely.Geometry]) -> np.ndarray:
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return array


def _inner(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    return shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))])
