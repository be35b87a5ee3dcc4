"""The panel beside a map: legend and layer switches in one, and the line of sources under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds import PLAN_TYPE_TITLES
from data.domain.wording import Language, Text
from geo.maps import style, swatches
from geo.maps.layers import Attribution, MapContent, PlanShape, plant_key
from geo.maps.markup import joined, tag

SEARCH = Text("地図内の名称を検索", "Search names on this map")
_LEGEND = Text("凡例・表示の切替え", "Legend and layers")
_AREA = Text("計画", "Plan")
_RING = Text("計画区域から{km:g} kmの範囲", "Within {km:g} km of the footprint")
_PLACES = Text("市区町村名", "Names of municipalities")
_PLANTS = {
    True: Text("発電所（脱炭素電源）", "Power plants, decarbonised"),
    False: Text("発電所（脱炭素電源以外）", "Power plants, not decarbonised"),
    None: Text("発電所（脱炭素電源か定まらないもの）", "Power plants, not settled by kind"),
}
_SIZE = Text("記号の大きさ＝設備容量（MW）", "Size of a sign: capacity in MW")
_HOLLOW = Text("設備容量不明", "capacity not known")
_GRID = Text("送電線（区間数）・変電所（数）", "Lines (pieces) and substations (number)")
_CENTRES = Text("データセンター", "Data centres")
_NOTHING = Text(
    "登録データがありません（存在しないことを示すものではありません）。",
    "No data registered, which does not mean that there are none.",
)
_SOURCES = Text("出典", "Sources")
_AS_OF = Text("{day}時点", "as of {day}")
_NO_DATE = Text("時点不明", "date not known")
_BASE_NOTE = Text(
    "背景の海岸線・都道府県境は概略であり、離島等の一部を省略しています。",
    "Coast and prefecture borders in the background are coarse and leave out some islands.",
)


def panel(plan: PlanShape, content: MapContent, language: Language) -> Markup:
    """Return search, legend and layer switches with the number of features of each layer."""
    groups = [
        _area_group(plan, content, language),
        *(_plant_group(content, clean, language) for clean in (True, False, None)),
        _size_group(content, language),
        _voltage_group(content, language),
        _centre_group(content, language),
    ]
    return frame(groups, language)


def frame(groups: Sequence[Markup], language: Language) -> Markup:
    """Return the panel of a map: search, then groups of signs and switches."""
    search = SEARCH.in_language(language)
    return tag(
        "aside",
        tag("label", search, for_="map-search", class_="map-hidden"),
        tag("input", id="map-search", type="search", placeholder=search, autocomplete="off"),
        tag("ul", id="map-found", class_="map-found", aria_live="polite"),
        tag("h2", _LEGEND.in_language(language), class_="map-hidden"),
        joined(*groups),
        class_="map-panel",
        aria_label=_LEGEND.in_language(language),
    )


def _area_group(plan: PlanShape, content: MapContent, language: Language) -> Markup:
    look = style.PLAN_STYLES[plan.plan_type]
    title = PLAN_TYPE_TITLES[plan.plan_type].in_language(language)
    rows = [switch("plan", swatches.area(look.colour, look.dash), title)]
    if content.radius_km is not None:
        ring = _RING.filled(km=content.radius_km).in_language(language)
        rows.append(switch("ring", swatches.line(style.RADIUS_RING, 1.2, "4 4"), ring))
    if content.places:
        rows.append(switch("places", swatches.letters(), _PLACES.in_language(language)))
    return group(_AREA.in_language(language), rows)


def _plant_group(content: MapContent, clean: bool | None, language: Language) -> Markup:
    counts = Counter(plant.kind for plant in content.plants if plant.decarbonised is clean)
    shape = style.plant_shape(clean)
    rows = [
        switch(
            plant_key(kind, clean),
            swatches.mark(shape, style.PLANT_COLOURS[kind], 6.0),
            PLANT_KIND_NAMES[kind].in_language(language),
            f"{counts[kind]:,}",
        )
        for kind in PlantKind
        if counts[kind]
    ]
    if not rows and clean is not True:
        return Markup("")
    return group(_PLANTS[clean].in_language(language), rows or [_nothing(language)])


def _size_group(content: MapContent, language: Language) -> Markup:
    return sizes(language) if content.plants else Markup("")


def sizes(language: Language) -> Markup:
    """Return what the size of a plant's sign means, and that hollow ones have no known capacity."""
    marks = [
        tag("span", swatches.mark("circle", "#c9c6bd", style.plant_radius(mw)), f"{mw:,}", class_="map-size")
        for mw in style.LEGEND_MEGAWATTS
    ]
    hollow = tag(
        "span",
        swatches.mark("circle", style.INK, 4.0, hollow=True),
        _HOLLOW.in_language(language),
        class_="map-size",
    )
    return tag(
        "div",
        tag("p", _SIZE.in_language(language)),
        tag("div", *marks, hollow, class_="map-sizes"),
        class_="map-group map-note",
    )


def _voltage_group(content: MapContent, language: Language) -> Markup:
    """One switch for lines and substations of a class, which belong together on the ground too."""
    lines = Counter(style.voltage_class(item.max_kv).key for item in content.lines)
    substations = Counter(style.voltage_class(item.max_kv).key for item in content.substations)
    rows = []
    for look in (*style.VOLTAGE_CLASSES, style.UNKNOWN_VOLTAGE):
        drawn = [
            (f"line-{look.key}", swatches.line(look.colour, look.width, look.dash), lines[look.key]),
            (
                f"substation-{look.key}",
                swatches.mark("square", look.colour, look.radius, hollow=look.from_kv is None),
                substations[look.key],
            ),
        ]
        keys = " ".join(key for key, _, count in drawn if count)
        signs = joined(*(swatch for _, swatch, _ in drawn))
        counts = " / ".join(f"{count:,}" for _, _, count in drawn)
        if keys:
            rows.append(switch(keys, signs, look.label.in_language(language), counts))
    return group(_GRID.in_language(language), rows or [_nothing(language)])


def _centre_group(content: MapContent, language: Language) -> Markup:
    count = len(content.data_centres)
    swatch = swatches.mark("diamond", style.DATA_CENTRE_COLOUR, 6.0)
    row = switch("data-centres", swatch, _CENTRES.in_language(language), f"{count:,}")
    return group(_CENTRES.in_language(language), [row if count else _nothing(language)])


def _nothing(language: Language) -> Markup:
    return tag("p", _NOTHING.in_language(language), class_="map-nothing")


def class_switch(keys: str, of_class: str, swatch: Markup, label: str, count: str) -> Markup:
    """Return a switch of one class of layers painted from packed files (``keys`` apart by spaces)."""
    box = tag("input", type="checkbox", checked="checked", data_of=keys, data_class=of_class)
    return tag("label", box, swatch, label, class_="map-row map-class", data_count=count)


def choice(key: str, column: str, label: str, everything: str, values: Sequence[str]) -> Markup:
    """Return a list to choose one value of a column by; its first entry shows all."""
    options = [tag("option", everything, value=""), *(tag("option", value, value=value) for value in values)]
    chosen = tag("select", *options, data_of=key, data_filter=column)
    return tag("label", tag("span", label), chosen, class_="map-choice")


def layer_sources(by_layer: Mapping[str, Sequence[Attribution]], language: Language) -> Markup:
    """Return the sources layer by layer; the map's script shows those of the layers that are on."""
    entries = [
        tag(
            "li",
            tag("b", item.title.in_language(language)),
            f" {item.source}（{terms(item, language)}）",
            data_source=key,
        )
        for key, items in by_layer.items()
        for item in items
    ]
    entries.append(tag("li", _BASE_NOTE.in_language(language)))
    heading = tag("h2", _SOURCES.in_language(language))
    return tag("footer", heading, tag("ul", *entries), class_="map-sources")


def group(title: str, rows: Sequence[Markup]) -> Markup:
    """Return rows under a title that belongs to all of them."""
    return tag("fieldset", tag("legend", title), *rows, class_="map-group")


def sign(swatch: Markup, label: str) -> Markup:
    """Return a sign with its meaning, without a switch."""
    return tag("p", swatch, tag("span", label), class_="map-row map-sign")


def switch(key: str, swatch: Markup, label: str, count: str = "", *, on: bool = True) -> Markup:
    """Return a switch of one or more layers (keys apart by spaces) with sign, label and number."""
    box = tag("input", type="checkbox", checked="checked" if on else None, data_layer=key)
    return tag("label", box, swatch, label, class_="map-row", data_count=count or None)


def sources(attributions: Sequence[Attribution], language: Language) -> Markup:
    """Return the sources of everything drawn, as plain text, with licence and date."""
    entries = [
        tag("li", tag("b", item.title.in_language(language)), f" {item.source}（{terms(item, language)}）")
        for item in attributions
    ]
    entries.append(tag("li", _BASE_NOTE.in_language(language)))
    heading = tag("h2", _SOURCES.in_language(language))
    return tag("footer", heading, tag("ul", *entries), class_="map-sources")


def terms(item: Attribution, language: Language) -> str:
    """Return licence and date of a source."""
    if item.as_of is None:
        return f"{item.licence}、{_NO_DATE.in_language(language)}"
    return f"{item.licence}、{_AS_OF.filled(day=item.as_of.isoformat()).in_language(language)}"
