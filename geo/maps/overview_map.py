"""The national maps, of plans and zones or of power: layers load when ticked and are painted on canvas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.wording import Language, Text
from geo.maps import legend, style, swatches
from geo.maps.base import Controls, DataLayer, MapPage, OfflineMap
from geo.maps.fields import PLANT_CLASSES
from geo.maps.layers import Attribution
from geo.maps.markup import joined, local_address, tag
from geo.maps.strings import map_strings

JAPAN = (128.0, 30.6, 146.2, 45.7)
"""The first view, in degrees: the main islands; the far ones are a drag away."""
DRAWN = ("base", "municipalities", "plans", "lines", "substations", "plants", "centres", "room")
"""Layers from the bottom up."""
TITLES = {
    "municipalities": Text("市区町村の境界", "Borders of municipalities"),
    "plans": Text("計画・区域", "Plans and zones"),
    "lines": Text("送電線", "Transmission lines"),
    "substations": Text("変電所", "Substations"),
    "plants": Text("発電所", "Power plants"),
    "centres": Text("データセンター", "Data centres"),
    "room": Text("需要側の系統余力（公表値）", "Room on the grid for demand, as published"),
}
FIELD_STRINGS = {
    "kind": Text("種別", "Kind"),
    "unknown": Text("不明", "not known"),
    "nameless": Text("（名称不明）", "(no name recorded)"),
    "details": Text("詳細を見る", "Details"),
}
_FIELD, _STATUS, _ALL = (
    Text("戦略分野・産業", "Field or industry"),
    Text("確認結果", "Result"),
    Text("すべて", "all"),
)
_GRID = Text("送電線（区間数）・変電所（数）", "Lines (pieces) and substations (number)")
_PLACES = Text("背景と境界", "Background")
_CLEAN = Text(
    "脱炭素電源は丸、それ以外は三角、種別から定まらないものは六角形です。",
    "Circle: decarbonised; triangle: not; hexagon: not settled by its kind.",
)
_NO_SCRIPT = Text(
    "地図の表示にはJavaScriptが必要です。同じ内容を、この地図を載せたページの表で確認できます。",
    "The map needs JavaScript. The page around it tells the same in tables.",
)


@dataclass(frozen=True, slots=True)
class Overview:
    """What a national map offers: addresses of the files by layer, numbers by class, what is on at first."""

    title: str
    summary: str
    files: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]
    shown: frozenset[str]
    fields: Sequence[str] = ()
    statuses: Sequence[str] = ()
    sources: Mapping[str, Sequence[Attribution]] = field(default_factory=dict)
    """Where each layer comes from; shown while the layer is."""


def overview_map(
    scene: Overview, assets_url: str, nonce: str | None = None, language: Language = "ja"
) -> str:
    """Return a whole HTML page with a national map; see ``plan_map`` for assets and nonce."""
    page = MapPage(scene.title, language, assets_url, nonce)
    drawn = OfflineMap(page, JAPAN, scripts=("shuseki-field.js",))
    for key in DRAWN:
        if key in scene.files:
            drawn.add_child(_layer(scene, key))
    drawn.add_child(Controls())
    page.strings = map_strings(scene.title, language, FIELD_STRINGS)
    page.heading = tag(
        "header",
        tag("h1", scene.title),
        tag("p", scene.summary, id="map-summary"),
        tag("noscript", tag("p", _NO_SCRIPT.in_language(language))),
        class_="map-heading",
    )
    page.panel = legend.frame(_groups(scene, language), language)
    page.footing = legend.layer_sources(scene.sources, language)
    return str(page.render())


def _layer(scene: Overview, key: str) -> DataLayer:
    data = {"address": local_address(scene.files[key])}
    if key == "base":
        data |= {"fill": style.LAND, "pane": "land", "quiet": "yes"}
    if key == "municipalities":
        data |= {"pane": "land", "quiet": "yes"}
    return DataLayer(key, "field", data, show=key == "base" or key in scene.shown)


def _groups(scene: Overview, language: Language) -> list[Markup]:
    made = [_plan_group(scene, language)] if "plans" in scene.files else []
    made += [_plant_group(scene, language)] if "plants" in scene.files else []
    made += [_voltage_group(scene, language)] if "lines" in scene.files else []
    others = [
        _master(scene, key, SIGNS[key], language)
        for key in ("centres", "room", "municipalities")
        if key in scene.files
    ]
    return [*made, legend.group(_PLACES.in_language(language), others)]


def _master(scene: Overview, key: str, swatch: Markup, language: Language) -> Markup:
    total = sum(scene.counts.get(key, {}).values())
    words = TITLES[key].in_language(language)
    return legend.switch(key, swatch, words, f"{total:,}", on=key in scene.shown)


def _plan_group(scene: Overview, language: Language) -> Markup:
    counts = scene.counts.get("plans", {})
    rows = [
        legend.class_switch(
            "plans",
            str(item),
            swatches.area(
                style.PLAN_STYLES[item].colour, style.PLAN_STYLES[item].dash, style.PLAN_PATTERNS[item]
            ),
            PLAN_TYPE_TITLES[item].in_language(language),
            f"{counts[str(item)]:,}",
        )
        for item in PlanType
        if counts.get(str(item))
    ]
    chosen = [
        legend.choice(
            "plans", "field", _FIELD.in_language(language), _ALL.in_language(language), scene.fields
        ),
        legend.choice(
            "plans", "status", _STATUS.in_language(language), _ALL.in_language(language), scene.statuses
        ),
    ]
    master = _master(scene, "plans", Markup(""), language)
    return legend.group(TITLES["plans"].in_language(language), [master, *rows, *chosen])


def _plant_group(scene: Overview, language: Language) -> Markup:
    counts = scene.counts.get("plants", {})
    rows = []
    for kind, clean in PLANT_CLASSES:
        key = f"{kind}-{style.plant_shape(clean)}"
        if counts.get(key):
            swatch = swatches.mark(style.plant_shape(clean), style.PLANT_COLOURS[kind], 5.0)
            words = PLANT_KIND_NAMES[kind].in_language(language)
            rows.append(legend.class_switch("plants", key, swatch, words, f"{counts[key]:,}"))
    note = tag("p", _CLEAN.in_language(language), class_="map-nothing")
    master = _master(scene, "plants", Markup(""), language)
    return legend.group(TITLES["plants"].in_language(language), [master, *rows, note, legend.sizes(language)])


def _voltage_group(scene: Overview, language: Language) -> Markup:
    """Lines and substations of a class share a switch, as they belong together on the ground."""
    lines, substations = scene.counts.get("lines", {}), scene.counts.get("substations", {})
    rows = []
    for look in (*style.VOLTAGE_CLASSES, style.UNKNOWN_VOLTAGE):
        if lines.get(look.key) or substations.get(look.key):
            signs = joined(
                swatches.line(look.colour, look.width, look.dash),
                swatches.mark("square", look.colour, look.radius, hollow=look.from_kv is None),
            )
            numbers = f"{lines.get(look.key, 0):,} / {substations.get(look.key, 0):,}"
            label = look.label.in_language(language)
            rows.append(legend.class_switch("lines substations", look.key, signs, label, numbers))
    masters = [_master(scene, key, Markup(""), language) for key in ("lines", "substations")]
    return legend.group(_GRID.in_language(language), [*masters, *rows])


SIGNS = {
    "lines": swatches.line(style.VOLTAGE_CLASSES[0].colour, style.VOLTAGE_CLASSES[0].width),
    "substations": swatches.mark("square", style.VOLTAGE_CLASSES[0].colour, 5.0),
    "plants": swatches.mark("circle", style.PLANT_COLOURS[PlantKind.SOLAR], 5.0),
    "centres": swatches.mark("diamond", style.DATA_CENTRE_COLOUR, 6.0),
    "room": swatches.mark("hexagon", style.ROOM_COLOUR, 6.0),
    "municipalities": swatches.line("#8d8a80", 1.0),
}
