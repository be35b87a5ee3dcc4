"""Packed layers unpack to what went in, stay small, and say which values are not known."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.domain.assessment import Verdict
from data.domain.facility import PlantKind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from geo.maps.field_files import Field, FieldClass, pack
from geo.maps.fields import PLANT_CLASSES, PlanRow, border_field, line_field, plan_field, plant_field
from geo.maps.layers import LineMark, PlantMark
from geo.maps.overview_map import Overview, overview_map
from geo.maps.plan_map import plan_map
from geo.maps.words import Capacity, Grid, plans_in_words, power_in_words

LOOK = FieldClass("x", Text("類", "class"), "#000000")


def read(field: Field) -> dict:
    return json.loads(gzip.decompress(pack(field, "ja").content))


@given(st.lists(st.tuples(st.floats(122, 154), st.floats(20, 46)), max_size=40))
def test_points_come_back_to_a_metre(places):
    shapes = np.asarray(shapely.points(np.array(places, dtype=float).reshape(-1, 2)), dtype=object)
    body = read(Field("points", [LOOK], [0] * len(places), [""] * len(places), shapes))
    lon, lat = np.cumsum(body["x"]) / body["steps"], np.cumsum(body["y"]) / body["steps"]
    assert np.allclose(np.column_stack([lon, lat]), np.array(places).reshape(-1, 2), atol=6e-6)


def test_areas_keep_their_holes_and_their_owner():
    ring = shapely.box(139, 35, 140, 36).difference(shapely.box(139.4, 35.4, 139.6, 35.6))
    shapes = np.array([shapely.box(130, 33, 131, 34), ring], dtype=object)
    body = read(Field("areas", [LOOK], [0, 0], ["a", "b"], shapes))
    assert body["owner"] == [0, 1, 1]
    first = np.array(body["paths"][0]).reshape(-1, 2).cumsum(axis=0) / body["steps"]
    assert shapely.Polygon(first).equals(shapes[0])


def test_a_plant_without_a_capacity_is_null_and_not_zero():
    plants = [
        PlantMark(139, 35, "甲", PlantKind.SOLAR, None, True),
        PlantMark(139, 36, "乙", PlantKind.COAL, 5.0, False),
    ]
    body = read(plant_field(plants, "ja"))
    assert body["columns"]["mw"] == [5.0, None]
    assert [PLANT_CLASSES[place] for place in body["c"]] == [(PlantKind.COAL, False), (PlantKind.SOLAR, True)]


def test_borders_are_simplified_together_so_that_neighbours_still_meet():
    edge = [(140, 35 + i / 500 + (i % 2) / 5000) for i in range(500)]
    left = shapely.Polygon([(139, 35), *edge, (139, 36)])
    right = shapely.Polygon([(141, 35), *edge, (141, 36)])
    simple = border_field([left, right], ["左", "右"]).shapes
    assert shapely.get_num_coordinates(simple).sum() < 50
    assert shapely.area(shapely.intersection(*simple)) == pytest.approx(0, abs=1e-12)


def plan_row(**changed) -> PlanRow:
    given = {
        "id": "00000000-0000-0000-0000-000000000001",
        "title": "計画{{7*7}}<b>",
        "plan_type": PlanType.B,
        "body": "新潟県",
        "field": "",
        "verdict": Verdict.NEEDS_REVIEW,
        "status": Text("判断待ち", "Needs review"),
        "area_ha": 1234.4,
        "is_sample": True,
        "shape": shapely.box(138.8, 37.3, 139.0, 37.5),
    }
    return PlanRow(**{**given, **changed})


def test_a_plan_carries_its_page_and_what_is_filtered_by():
    body = read(plan_field([plan_row()], "en"))
    assert body["columns"]["link"] == ["/plans/00000000-0000-0000-0000-000000000001"]
    assert body["columns"]["status"] == ["Needs review"]
    assert body["classes"][body["c"][0]]["key"] == "B"
    assert len({item["pattern"] for item in body["classes"]}) == len(PlanType)


def test_words_add_up_the_rows_and_say_what_is_left_out():
    rows = [plan_row(), plan_row(title="広い計画", area_ha=9000.0, plan_type=PlanType.GX1)]
    told = "".join(text.ja for text in plans_in_words(rows, 3))
    for part in ("2件", "10,234 ha", "広い計画", "区域が未確定の計画3件", "見本"):
        assert part in told
    clean = Capacity(plants=2, known=1, mw=30.0)
    power = "".join(text.ja for text in power_in_words(clean, clean, Grid(0, 0, lines=1, dark=1, centres=0)))
    assert "合計30 MW" in power
    assert "電圧不明1区間" in power
    assert "0とせず" in power


def test_the_page_of_a_national_map_is_small_and_links_to_its_own_host_alone():
    scene = Overview(
        "全国<地図>",
        "要約",
        {"base": "/maps/data/base.json", "plans": "/maps/data/plans.json"},
        {},
        frozenset({"plans"}),
    )
    page = overview_map(scene, "/static", "abc", "ja")
    assert len(page) < 20_000
    assert "全国&lt;地図&gt;" in page
    with pytest.raises(ValueError, match="own host"):
        overview_map(Overview("x", "", {"base": "//evil.example/x"}, {}, frozenset()), "/static")


def test_lines_of_higher_voltage_lie_on_top():
    lines = [LineMark(shapely.LineString([(139, 35), (140, 36)]), kv, "") for kv in (500.0, None, 66.0)]
    assert [line_field(lines).columns["mw"][place] for place in range(3)] == [None, 66.0, 500.0]


def test_a_plan_map_says_when_there_was_more_than_it_draws():
    from tests.geo.test_maps import CONTENT, PLAN, SOURCES  # noqa: PLC0415 - large samples of another file

    cut = plan_map(PLAN, replace(CONTENT, cut_at=1000), SOURCES, "/static")
    assert "1,000件まで" in cut
    assert "1,000件まで" not in plan_map(PLAN, CONTENT, SOURCES, "/static")


def test_what_is_not_loaded_is_not_told_as_none():
    nothing = Capacity(0, 0, 0.0)
    told = power_in_words(nothing, nothing, Grid(0, 0, 0, 0, 0))
    assert not any("0" in text.ja for text in told[:2])
    assert "読み込まれていない" in told[0].ja
    assert "読み込まれていない" in told[1].ja
