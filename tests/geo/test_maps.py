"""A map page: nothing of another host in it, nothing in a name that runs, what it shows said in words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from geo.maps import style
from geo.maps.layers import (
    Attribution,
    DataCentreMark,
    LineMark,
    MapContent,
    PlaceLabel,
    PlanShape,
    PlantMark,
    SubstationMark,
)
from geo.maps.markup import local_address, script_json, tag
from geo.maps.plan_map import plan_map

EVIL = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">{{ 7 * 7 }}{% raw %}'
NONCE = "bm9uY2U"

PLAN = PlanShape(shapely.box(138.8, 37.4, 138.9, 37.5), "中越計画（見本）", PlanType.B, "/plans/1")
CONTENT = MapContent(
    plants=(
        PlantMark(138.7, 37.3, "水力発電所", PlantKind.HYDRO, 120.0, True),
        PlantMark(138.71, 37.31, "", PlantKind.SOLAR, None, True),
        PlantMark(138.95, 37.35, "火力", PlantKind.COAL, 900.0, False),
    ),
    substations=(SubstationMark(138.85, 37.45, "南変電所", 275.0), SubstationMark(138.86, 37.46, "", None)),
    lines=(LineMark(shapely.LineString([(138.7, 37.2), (139.0, 37.6)]), 500.0, "幹線"),),
    data_centres=(DataCentreMark(138.84, 37.44, "データ拠点"),),
    places=(PlaceLabel(138.85, 37.45, "長岡市"),),
    radius_km=80.0,
)
SOURCES = (Attribution(Text("発電所", "Plants"), "© OpenStreetMap contributors", "ODbL 1.0"),)


def page(plan: PlanShape = PLAN, content: MapContent = CONTENT) -> str:
    return plan_map(plan, content, SOURCES, "/static", nonce=NONCE)


def evil_page() -> str:
    plan = replace(PLAN, title=EVIL)
    content = replace(
        CONTENT,
        plants=[replace(plant, name=EVIL) for plant in CONTENT.plants],
        substations=[replace(mark, name=EVIL) for mark in CONTENT.substations],
        lines=[replace(line, name=EVIL) for line in CONTENT.lines],
        data_centres=[replace(mark, name=EVIL, status=Text(EVIL, EVIL)) for mark in CONTENT.data_centres],
        places=[PlaceLabel(138.85, 37.45, EVIL)],
    )
    return plan_map(plan, content, [Attribution(Text(EVIL, EVIL), EVIL, EVIL)], "/static", nonce=NONCE)


class Tags(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def data_of(html: str) -> dict:
    block = re.search(r'id="map-data">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    return json.loads(block[1])


def test_the_page_names_no_foreign_host():
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", page()) == []


def test_every_address_of_the_page_is_under_its_own_static_folder_or_host():
    addresses = [
        value
        for _, attributes in Tags(page()).found
        for name, value in attributes.items()
        if name in {"src", "href"} and value
    ]
    assert addresses
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)


def test_the_page_needs_no_inline_style_or_handler_and_its_one_script_carries_the_nonce():
    tags = Tags(page()).found
    assert not [name for name, _ in tags if name == "style"]
    assert not [key for _, attributes in tags for key in attributes if key == "style" or key.startswith("on")]
    running = [a for name, a in tags if name == "script" and "src" not in a and "type" not in a]
    assert [attributes.get("nonce") for attributes in running] == [NONCE]


def test_names_stay_inert_in_text_attributes_and_data():
    html = evil_page()
    tags = Tags(html).found
    assert sum(name == "script" for name, _ in tags) == sum(
        name == "script" for name, _ in Tags(page()).found
    )
    assert not [name for name, _ in tags if name == "img"]
    assert "49" not in re.sub(r"<svg.*?</svg>|<script.*?</script>", "", html, flags=re.DOTALL)
    popup = data_of(html)["layers"]["plant-hydro-circle"]["features"][0]["properties"]["popup"]
    assert not [name for name, _ in Tags(popup).found if name in {"script", "img"}]


@given(st.text(max_size=60))
def test_whatever_the_text_markup_and_script_data_give_it_back_unchanged(text):
    encoded = script_json({"name": text})
    assert json.loads(encoded) == {"name": text}
    assert not set("<>&\u2028\u2029") & set(encoded)
    element = str(tag("p", text, title=text))
    assert "{" not in element
    assert [name for name, _ in Tags(element).found] == ["p"]


def test_links_lead_to_this_host_only():
    assert local_address("/plans/1") == "/plans/1"
    for address in ("//evil.example", "javascript:alert(1)", "/\\evil", "plans/1"):
        with pytest.raises(ValueError, match="own host"):
            local_address(address)


def test_a_page_is_japanese_titled_described_and_says_what_it_shows_without_script():
    html = page()
    assert '<html lang="ja">' in html
    assert "<title>中越計画（見本）</title>" in html
    assert "発電所3件（うち設備容量不明1件）" in html
    assert "<noscript>" in html
    assert "© OpenStreetMap contributors" in html
    assert "時点不明" in html


def test_an_empty_layer_is_told_as_no_data_and_not_as_none_there():
    html = plan_map(PLAN, MapContent(), SOURCES, "/static")
    assert html.count("存在しないことを示すものではありません") == 3


def test_a_capacity_not_known_is_drawn_hollow_and_told_as_not_known():
    feature = data_of(page())["layers"]["plant-solar-circle"]["features"][0]["properties"]
    assert feature["hollow"] is True
    assert feature["radius"] == style.SMALLEST_RADIUS
    assert "不明" in feature["popup"]


def test_the_same_content_gives_the_same_page():
    assert page() == page()


def test_an_unknown_voltage_is_a_class_of_its_own():
    assert style.voltage_class(None).key == "unknown"
    assert [style.voltage_class(kv).key for kv in (500.0, 275.0, 154.0, 66.0, 6.6)] == [
        row.key for row in style.VOLTAGE_CLASSES
    ]


def test_every_kind_and_plan_type_has_a_look_and_looks_differ():
    assert set(style.PLANT_COLOURS) == set(PlantKind) == set(PLANT_KIND_NAMES)
    assert len(set(style.PLANT_COLOURS.values())) == len(PlantKind)
    assert set(style.PLAN_STYLES) == set(PlanType)
    assert {style.plant_shape(mark) for mark in (True, False, None)} == {"circle", "triangle", "hexagon"}


@given(st.floats(0.0, 10_000.0), st.floats(0.0, 10_000.0))
def test_a_larger_plant_is_never_drawn_smaller(one, other):
    small, large = sorted((one, other))
    assert style.plant_radius(small) <= style.plant_radius(large)
