"""The map of one plan: its footprint first, power and data centres around it, every source named."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from data.domain.plan.kinds import PLAN_TYPE_TITLES
from data.domain.wording import Language, Text
from geo.maps import layers, legend
from geo.maps.base import Controls, DataLayer, MapPage, OfflineMap
from geo.maps.layers import Attribution, MapContent, PlanShape
from geo.maps.markup import tag
from geo.maps.strings import map_strings
from geo.measure import area_ha, buffer_m

_MARGIN = 0.35
"""Part of the footprint's extent shown around it on opening."""
_SUMMARY = Text(
    "計画区域（約{area:,.0f} ha）と、周辺の発電所{plants:,}件（うち設備容量不明{unknown:,}件）、"
    "変電所{substations:,}件、送電線{lines:,}区間、データセンター{centres:,}件を示しています。",
    "The footprint (about {area:,.0f} ha) with {plants:,} power plants ({unknown:,} of unknown capacity), "
    "{substations:,} substations, {lines:,} pieces of line and {centres:,} data centres around it.",
)
_CUT = Text(
    "件数が多いため、種類ごとに近いものから{most:,}件までを描いています。ほかにもあります。",
    "There are more: of each kind only the nearest {most:,} are drawn.",
)
_NO_SCRIPT = Text(
    "地図の表示にはJavaScriptが必要です。図に含まれる内容は、この上の説明と計画の画面の表で確認できます。",
    "The map needs JavaScript. The sentence above and the tables of the plan's page tell what it shows.",
)
_STRINGS = {"home": Text("計画区域に戻る", "Back to the footprint")}


def plan_map(
    plan: PlanShape,
    content: MapContent,
    attributions: Sequence[Attribution],
    assets_url: str,
    nonce: str | None = None,
    language: Language = "ja",
) -> str:
    """Return a whole HTML page with the map of a plan, which loads nothing but files under ``assets_url``.

    All geometry is EPSG:4326. ``assets_url`` is where ``api/web/static`` is served (``/static``). With a
    ``nonce`` the page runs under ``default-src 'self'; script-src 'self' 'nonce-…'`` and has no inline style.
    Raises ``ValueError`` when a link of a mark leads off this host.
    """
    page = MapPage(plan.title, language, assets_url, nonce)
    folium_map = OfflineMap(page, _bounds(plan))
    for layer in _all_layers(plan, content, language):
        folium_map.add_child(layer)
    folium_map.add_child(Controls())
    page.strings = map_strings(plan.title, language, _STRINGS)
    page.heading = _heading(plan, content, language)
    page.panel = legend.panel(plan, content, language)
    page.footing = legend.sources(attributions, language)
    return str(page.render())


def _all_layers(plan: PlanShape, content: MapContent, language: Language) -> list[DataLayer]:
    """Return the layers from the bottom up."""
    drawn = [layers.base_layer(content.prefectures, language), layers.plan_layer(plan, language)]
    if content.radius_km is not None:
        drawn.append(layers.ring_layer(buffer_m(plan.geometry, content.radius_km * 1_000.0)))
    drawn += layers.line_layers(content.lines, language)
    drawn += layers.substation_layers(content.substations, language)
    drawn += layers.plant_layers(content.plants, language)
    if content.data_centres:
        drawn.append(layers.data_centre_layer(content.data_centres, language))
    if content.places:
        drawn.append(layers.places_layer(content.places))
    return drawn


def _bounds(plan: PlanShape) -> tuple[float, float, float, float]:
    west, south, east, north = plan.geometry.bounds
    wide, high = (east - west) * _MARGIN, (north - south) * _MARGIN
    return west - wide, south - high, east + wide, north + high


def _heading(plan: PlanShape, content: MapContent, language: Language) -> Markup:
    summary = _SUMMARY.filled(
        area=area_ha(plan.geometry),
        plants=len(content.plants),
        unknown=sum(plant.capacity_mw is None for plant in content.plants),
        substations=len(content.substations),
        lines=len(content.lines),
        centres=len(content.data_centres),
    )
    return tag(
        "header",
        tag("p", PLAN_TYPE_TITLES[plan.plan_type].in_language(language), class_="map-kind"),
        tag("h1", plan.title),
        tag("p", summary.in_language(language), id="map-summary"),
        *_cut(content, language),
        tag("noscript", tag("p", _NO_SCRIPT.in_language(language))),
        class_="map-heading",
    )


def _cut(content: MapContent, language: Language) -> list[Markup]:
    if content.cut_at is None:
        return []
    return [tag("p", _CUT.filled(most=content.cut_at).in_language(language), class_="map-cut")]
