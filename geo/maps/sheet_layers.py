"""What is drawn on a printed map, as SVG in mm: told apart by shape, pattern, width and letter as well."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup

from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.wording import Language, Text
from geo.maps import style, swatches
from geo.maps.fields import PlanRow
from geo.maps.layers import Attribution, DataCentreMark, LineMark, PlantMark, SubstationMark
from geo.maps.markup import joined, tag
from geo.maps.score_style import LABELS, PALE, RAMP, class_labels, score_png
from geo.maps.sheet import Sheet
from geo.maps.siting_map import AREA_COLOUR, SIGNS
from geo.site_facts import PrefectureShape
from geo.siting.picture import Picture, shades_at

MM_PER_PIXEL = 0.2
PIXELS_PER_MM = 5
TOLERANCE_MM = 0.1
FAR_FROM, FAR_FACTOR = 3_000_000, 0.5
Mark = PlantMark | SubstationMark | DataCentreMark
Place = list[float]
Legend = list[tuple[Markup, str]]
GLYPHS = {
    PlantKind.NUCLEAR: "原",
    PlantKind.HYDRO: "水",
    PlantKind.GEOTHERMAL: "熱",
    PlantKind.WIND: "風",
    PlantKind.SOLAR: "陽",
    PlantKind.BIOMASS: "木",
    PlantKind.WASTE: "廃",
    PlantKind.COAL: "炭",
    PlantKind.GAS: "ガ",
    PlantKind.OIL: "油",
    PlantKind.STORAGE: "蓄",
    PlantKind.UNKNOWN: "？",
}
"""One letter a kind, so that a grey copy keeps them apart."""
LETTERED_FROM_MM = 0.9
MOST_LETTERS = 400
_CENTRES, _AREAS = Text("データセンター", "Data centres"), Text("まとまった適地", "Areas of good cells")


@dataclass(frozen=True, slots=True)
class SheetLayer:
    """A drawing with its legend and the sources it has to name."""

    drawing: Markup
    legend: Sequence[tuple[Markup, str]] = ()
    sources: Sequence[Attribution] = ()


@dataclass(frozen=True, slots=True)
class PaperMap:
    """What is printed; ``printed_on`` is the date as readers write it."""

    title: str
    summary: str
    layers: Sequence[SheetLayer]
    printed_on: str


def land(sheet: Sheet, prefectures: Sequence[PrefectureShape], sources: Sequence[Attribution]) -> SheetLayer:
    """Return the land with the borders of prefectures."""
    shapes = _near(sheet, [item.geometry for item in prefectures])
    path = tag("path", d=_outlines(sheet, shapes), fill=style.LAND, stroke="#8f8b80", stroke_width=0.15)
    return SheetLayer(path, (), sources)


def plan_areas(sheet: Sheet, rows: Sequence[PlanRow], language: Language) -> SheetLayer:
    """Return plans and zones, each type with its own pattern and dash."""
    drawn: list[Markup] = []
    legend: Legend = []
    for kind in PlanType:
        shapes = _near(sheet, [row.shape for row in rows if row.plan_type is kind])
        if not len(shapes):
            continue
        look, pattern = style.PLAN_STYLES[kind], style.PLAN_PATTERNS[kind]
        name = f"fill-{kind}"
        outline = tag(
            "path",
            d=_outlines(sheet, shapes),
            fill=f"url(#{name})",
            fill_rule="evenodd",
            stroke=look.colour,
            stroke_width=0.5,
            stroke_dasharray=_dash(look.dash),
        )
        drawn += [_pattern(name, pattern, look.colour), outline]
        legend.append(
            (swatches.area(look.colour, look.dash, pattern), PLAN_TYPE_TITLES[kind].in_language(language))
        )
    return SheetLayer(joined(*drawn), legend)


def line_paths(
    sheet: Sheet, lines: Sequence[LineMark], language: Language, sources: Sequence[Attribution]
) -> SheetLayer:
    """Return lines by voltage, the highest on top and broadest."""
    drawn: list[Markup] = []
    legend: Legend = []
    for look in (style.UNKNOWN_VOLTAGE, *reversed(style.VOLTAGE_CLASSES)):
        members = [line.geometry for line in lines if style.voltage_class(line.max_kv) is look]
        if members:
            path = _outlines(sheet, _near(sheet, members), closed=False)
            width = look.width * MM_PER_PIXEL
            drawn.append(
                tag(
                    "path",
                    d=path,
                    fill="none",
                    stroke=look.colour,
                    stroke_width=width,
                    stroke_dasharray=_dash(look.dash),
                )
            )
            legend.insert(
                0, (swatches.line(look.colour, look.width, look.dash), look.label.in_language(language))
            )
    return SheetLayer(joined(*drawn), legend, sources)


def plant_signs(
    sheet: Sheet, plants: Sequence[PlantMark], language: Language, sources: Sequence[Attribution]
) -> SheetLayer:
    """Return plants by kind; the larger ones carry the letter of their kind."""
    ordered = sorted(plants, key=lambda plant: -(plant.capacity_mw or 0.0))
    places = _places(sheet, ordered)
    far = _far(sheet)
    signs = [
        _sign(
            place,
            style.plant_shape(plant.decarbonised),
            style.PLANT_COLOURS[plant.kind],
            style.plant_radius(plant.capacity_mw) * (far * far if plant.capacity_mw is None else far),
            hollow=plant.capacity_mw is None,
        )
        for place, plant in zip(places, ordered, strict=True)
    ]
    lettered = list(zip(places, ordered, strict=True))[:MOST_LETTERS]
    large = [(place, plant) for place, plant in lettered if _radius(plant) * far >= LETTERED_FROM_MM]
    letters = [_letter(place, plant, far) for place, plant in large]
    there = {(plant.kind, plant.decarbonised) for plant in plants}
    legend = [
        (
            swatches.mark(style.plant_shape(clean), style.PLANT_COLOURS[kind], 5.0),
            f"{GLYPHS[kind]}　{PLANT_KIND_NAMES[kind].in_language(language)}",
        )
        for kind in PlantKind
        for clean in (True, False, None)
        if (kind, clean) in there
    ]
    return SheetLayer(joined(*signs, *letters), legend, sources)


def substation_signs(
    sheet: Sheet, marks: Sequence[SubstationMark], language: Language, sources: Sequence[Attribution]
) -> SheetLayer:
    """Return substations as squares, larger with the voltage, hollow where it is not known."""
    ordered = sorted(marks, key=lambda mark: mark.max_kv or 0.0)
    looks = [style.voltage_class(mark.max_kv) for mark in ordered]
    far = _far(sheet)
    signs = [
        _sign(place, "square", look.colour, look.radius * far, hollow=mark.max_kv is None)
        for place, mark, look in zip(_places(sheet, ordered), ordered, looks, strict=True)
    ]
    legend = [
        (
            swatches.mark("square", look.colour, look.radius, hollow=look.from_kv is None),
            look.label.in_language(language),
        )
        for look in (*style.VOLTAGE_CLASSES, style.UNKNOWN_VOLTAGE)
        if look in looks
    ]
    return SheetLayer(joined(*signs), legend, sources)


def centre_signs(
    sheet: Sheet, marks: Sequence[DataCentreMark], language: Language, sources: Sequence[Attribution]
) -> SheetLayer:
    """Return data centres as diamonds."""
    colour = style.DATA_CENTRE_COLOUR
    signs = [
        _sign(place, "diamond", colour, 6.0 * _far(sheet), hollow=False) for place in _places(sheet, marks)
    ]
    legend = [(swatches.mark("diamond", colour, 6.0), _CENTRES.in_language(language))] if marks else []
    return SheetLayer(joined(*signs), legend, sources)


def score_picture(
    sheet: Sheet, shown: Picture, language: Language, sources: Sequence[Attribution]
) -> SheetLayer:
    """Return the siting score as one picture that fills the frame."""
    width, height = sheet.frame
    x, y = (np.arange(int(side * PIXELS_PER_MM)) + 0.5 for side in (width, height))
    across, down = np.meshgrid(x / PIXELS_PER_MM, y / PIXELS_PER_MM)
    content = score_png(shades_at(shown, *sheet.degrees(across, down)))
    address = "data:image/png;base64," + b64encode(content).decode()
    image = tag("image", href=address, x=0, y=0, width=width, height=height, preserveAspectRatio="none")
    classes = [
        (swatches.fill(colour), label.in_language(language))
        for colour, label in zip(reversed(RAMP), reversed(class_labels()), strict=True)
    ]
    others = [
        (swatches.pattern(*SIGNS[shade], PALE), label.in_language(language))
        for shade, label in LABELS.items()
    ]
    return SheetLayer(image, [*classes, *others], sources)


def area_outlines(sheet: Sheet, shapes: Sequence[shapely.Geometry], language: Language) -> SheetLayer:
    """Return the outlines of areas of good cells, numbered as in the table."""
    placed = sheet.placed(_array(shapes))
    path = tag("path", d=_outlines(sheet, _array(shapes)), fill="none", stroke=AREA_COLOUR, stroke_width=0.4)
    inner = [shapely.point_on_surface(shape) for shape in placed]
    numbers = [_text(str(place), point.x, point.y + 1.0, 3.0) for place, point in enumerate(inner, start=1)]
    return SheetLayer(joined(path, *numbers), [(swatches.area(AREA_COLOUR), _AREAS.in_language(language))])


def _near(sheet: Sheet, shapes: Sequence[shapely.Geometry]) -> np.ndarray:
    array = _array(shapes)
    return array[shapely.intersects(array, shapely.box(*sheet.bounds))] if len(array) else array


def _array(shapes: Sequence[shapely.Geometry]) -> np.ndarray:
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return array


def _outlines(sheet: Sheet, shapes: np.ndarray, *, closed: bool = True) -> str:
    parts = shapely.get_parts(shapely.simplify(sheet.placed(shapes), TOLERANCE_MM))
    rings = shapely.get_rings(parts) if closed else parts
    points, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.searchsorted(ring, np.arange(len(rings) + 1))
    texts = [f"{x:.2f} {y:.2f}" for x, y in points.tolist()]
    end = "Z" if closed else ""
    return "".join(
        f"M{'L'.join(texts[ends[i] : ends[i + 1]])}{end}" for i in range(len(rings)) if ends[i + 1] > ends[i]
    )


def _places(sheet: Sheet, marks: Sequence[Mark]) -> list[Place]:
    points = shapely.points([(mark.lon, mark.lat) for mark in marks]) if marks else np.empty(0, dtype=object)
    found: list[Place] = shapely.get_coordinates(sheet.placed(points)).round(2).tolist()
    return found


def _sign(place: Place, shape: style.Shape, colour: str, radius: float, *, hollow: bool) -> Markup:
    x, y = place
    fill, stroke = ("#fff", colour) if hollow else (colour, "#fff")
    size = radius * MM_PER_PIXEL
    if shape == "circle":
        return tag("circle", cx=x, cy=y, r=round(size, 2), fill=fill, stroke=stroke, stroke_width=0.12)
    points = " ".join(f"{x + dx * size:.2f},{y + dy * size:.2f}" for dx, dy in swatches.CORNERS[shape])
    return tag("polygon", points=points, fill=fill, stroke=stroke, stroke_width=0.12)


def _far(sheet: Sheet) -> float:
    """Signs shrink on small scales, where they would hide each other."""
    return 1.0 if sheet.scale < FAR_FROM else FAR_FACTOR


def _radius(plant: PlantMark) -> float:
    return style.plant_radius(plant.capacity_mw) * MM_PER_PIXEL


def _letter(place: Place, plant: PlantMark, far: float) -> Markup:
    size = round(max(1.8, _radius(plant) * far), 2)
    return _text(GLYPHS[plant.kind], place[0], place[1] + size * 0.36, size)


def _text(words: str, x: float, y: float, size: float) -> Markup:
    cased = {"stroke": "#fff", "paint_order": "stroke", "fill": "#000", "text_anchor": "middle"}
    return tag("text", words, x=round(x, 2), y=round(y, 2), font_size=size, stroke_width=0.3, **cased)


def _dash(dash: str | None) -> str | None:
    return None if dash is None else " ".join(f"{float(part) * MM_PER_PIXEL:g}" for part in dash.split())


def _pattern(name: str, kind: str, colour: str) -> Markup:
    tile = swatches.tile(kind, colour)
    return tag("pattern", tile, id=name, width=2, height=2, patternUnits="userSpaceOnUse")
