"""The map of a siting scenario: scores as picture tiles, the largest good areas, reasons at a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from data.domain.wording import Language, Text
from geo.maps import legend, swatches
from geo.maps.base import Controls, DataLayer, MapPage, OfflineMap
from geo.maps.layers import Attribution, base_layer
from geo.maps.markup import joined, local_address, tag
from geo.maps.overview_map import FIELD_STRINGS, TITLES
from geo.maps.overview_map import SIGNS as FACILITY_SIGNS
from geo.maps.score_style import DOT, HATCH, LABELS, PALE, RAMP, class_labels
from geo.maps.strings import map_strings
from geo.site_facts import PrefectureShape
from geo.siting.picture import Shade

AREA_COLOUR = "#b3123e"
_SCORE = Text("評価点（濃いほど高い）", "Score (darker is higher)")
_SHOW_SCORE = Text("評価点を表示", "Show scores")
_AREAS = Text("まとまった適地", "Areas of good cells")
_LARGEST = Text("面積の大きい順", "the largest")
_HELP = Text(
    "色のついたメッシュを押すと、評価の理由を表示します。",
    "Press a coloured cell to read why it stands where it stands.",
)
_NO_SCRIPT = Text(
    "地図の表示にはJavaScriptが必要です。同じ内容を評価のページの表で確認できます。",
    "The map needs JavaScript. The tables of the scenario's page tell the same.",
)
_STRINGS = {
    "reason": Text("評価の理由をすべて見る", "All reasons"),
    "noCell": Text("ここは評価した陸地ではありません", "Not among the land that was screened"),
}
_FACILITIES = Text("電力・データセンター（選ぶと読み込みます）", "Power and data centres, loaded when ticked")
_DECIMALS = 4
FACILITIES = ("lines", "substations", "plants", "centres")
"""Layers of facilities from the bottom up; none is loaded before it is ticked."""
SIGNS = {
    Shade.UNKNOWN: ("hatch", HATCH),
    Shade.EXCLUDED: ("dots", DOT),
    Shade.SET_ASIDE: ("back", DOT),
}
"""The pattern of each shade that is no score."""


@dataclass(frozen=True, slots=True)
class AreaMark:
    """An area of good cells (EPSG:4326): title and lines of its popup."""

    geometry: BaseGeometry
    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class SitingScene:
    """What the map shows. Addresses are on this host; ``tiles`` has places for z, x and y."""

    title: str
    summary: str
    tiles: str
    at: str
    """Asked with ``?lon=&lat=`` for the reasons of the cell there."""
    cell_page: str
    """Page of a cell's reasons; the code is appended."""
    bounds: tuple[float, float, float, float]
    areas: Sequence[AreaMark]
    prefectures: Sequence[PrefectureShape]
    files: Mapping[str, str] = field(default_factory=dict)
    """Addresses of the packed layers of ``FACILITIES``."""
    counts: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, Sequence[Attribution]] = field(default_factory=dict)
    """Where each of those comes from; shown while it is."""


def siting_map(
    scene: SitingScene,
    attributions: Sequence[Attribution],
    assets_url: str,
    nonce: str | None = None,
    language: Language = "ja",
) -> str:
    """Return a whole HTML page with the map of a scenario; see ``plan_map`` for assets and nonce."""
    page = MapPage(scene.title, language, assets_url, nonce)
    drawn = OfflineMap(page, scene.bounds, scripts=("shuseki-field.js",))
    drawn.add_child(base_layer(scene.prefectures, language))
    tiles = {name: local_address(getattr(scene, name)) for name in ("tiles", "at", "cell_page")}
    drawn.add_child(DataLayer("score", "tiles", tiles))
    drawn.add_child(DataLayer("areas", "areas", _areas(scene.areas)))
    for key in _offered(scene):
        drawn.add_child(DataLayer(key, "field", {"address": local_address(scene.files[key])}, show=False))
    drawn.add_child(Controls())
    page.strings = map_strings(scene.title, language, {**FIELD_STRINGS, **_STRINGS})
    page.heading = _heading(scene, language)
    groups = [_score_group(language), _area_group(scene, language), *_facility_group(scene, language)]
    page.panel = legend.frame(groups, language)
    page.footing = legend.layer_sources({"base": attributions, **scene.sources}, language)
    return str(page.render())


def _offered(scene: SitingScene) -> list[str]:
    return [key for key in FACILITIES if scene.counts.get(key)]


def _facility_group(scene: SitingScene, language: Language) -> list[Markup]:
    rows = [
        legend.switch(
            key, FACILITY_SIGNS[key], TITLES[key].in_language(language), f"{scene.counts[key]:,}", on=False
        )
        for key in reversed(_offered(scene))
    ]
    return [legend.group(_FACILITIES.in_language(language), rows)] if rows else []


def _areas(areas: Sequence[AreaMark]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(_rounded(area.geometry)),
            "properties": {"name": area.title, "popup": str(_popup(area))},
        }
        for area in areas
    ]
    return {"type": "FeatureCollection", "features": features, "colour": AREA_COLOUR}


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: np.round(points, _DECIMALS))


def _popup(area: AreaMark) -> Markup:
    return joined(tag("h2", area.title), *(tag("p", line) for line in area.lines))


def _heading(scene: SitingScene, language: Language) -> Markup:
    return tag(
        "header",
        tag("h1", scene.title),
        tag("p", scene.summary, id="map-summary"),
        tag("noscript", tag("p", _NO_SCRIPT.in_language(language))),
        class_="map-heading",
    )


def _score_group(language: Language) -> Markup:
    classes = [
        legend.sign(swatches.fill(colour), label.in_language(language))
        for colour, label in zip(reversed(RAMP), reversed(class_labels()), strict=True)
    ]
    others = [
        legend.sign(swatches.pattern(*SIGNS[shade], PALE), label.in_language(language))
        for shade, label in LABELS.items()
    ]
    box = legend.switch("score", Markup(""), _SHOW_SCORE.in_language(language))
    note = tag("p", _HELP.in_language(language), class_="map-nothing")
    return legend.group(_SCORE.in_language(language), [box, *classes, *others, note])


def _area_group(scene: SitingScene, language: Language) -> Markup:
    swatch, count = swatches.area(AREA_COLOUR), f"{len(scene.areas):,}"
    row = legend.switch("areas", swatch, _LARGEST.in_language(language), count)
    return legend.group(_AREAS.in_language(language), [row])
