"""Regional blocks, METI bureaus and supply areas: every body has its own, and the exceptions are kept."""

from __future__ import annotations

import pytest

from data.domain.errors import NotFound
from data.reference.places import municipalities, prefectures
from data.reference.power_areas import tso_area_table, tso_areas
from data.reference.regions import meti_bureau, meti_bureaus, regional_block, regional_blocks
from data.reference.tables import read_csv


def keys(code5: str) -> list[str]:
    return [area.key for area in tso_areas(code5).areas]


@pytest.mark.parametrize(("load", "count"), [(regional_blocks, 10), (meti_bureaus, 9)])
def test_blocks_and_bureaus_share_the_prefectures_out_without_rest(load, count):
    table = load()
    assert len(table) == count
    assert sorted(code for item in table.values() for code in item.prefectures) == list(prefectures())


def test_every_municipality_has_a_block_a_bureau_and_at_least_one_supply_area():
    for code5, body in municipalities().items():
        assert regional_block(body.prefecture)
        assert meti_bureau(code5)
        assert 1 <= len(tso_areas(code5).areas) <= 2


@pytest.mark.parametrize(
    ("code5", "bureau"),
    [
        ("15100", "kanto"),
        ("20201", "kanto"),
        ("19201", "kanto"),
        ("22130", "kanto"),
        ("18201", "kinki"),
        ("16201", "chubu"),
        ("24201", "chubu"),
        ("47201", "okinawa"),
    ],
)
def test_bureaus_follow_their_own_borders(code5, bureau):
    assert meti_bureau(code5).key == bureau


@pytest.mark.parametrize(
    ("code5", "areas"),
    [
        ("15100", ["tohoku"]),
        ("18202", ["hokuriku"]),
        ("18442", ["kansai"]),
        ("18204", ["kansai"]),
        ("22206", ["tokyo"]),
        ("22103", ["chubu"]),
        ("22139", ["chubu"]),
        ("22210", ["tokyo", "chubu"]),
        ("22207", ["tokyo", "chubu"]),
        ("24562", ["kansai"]),
        ("28212", ["kansai", "chugoku"]),
        ("37364", ["chugoku"]),
        ("38356", ["chugoku"]),
        ("21362", ["chubu", "kansai"]),
        ("01100", ["hokkaido"]),
        ("47201", ["okinawa"]),
    ],
)
def test_supply_areas_follow_the_municipality_not_the_prefecture(code5, areas):
    assert keys(code5) == areas


def test_a_municipality_that_a_border_crosses_is_approximate_and_says_why():
    for code5 in municipalities():
        supply = tso_areas(code5)
        if len(supply.areas) > 1:
            assert supply.approximate
        if supply.approximate:
            assert supply.note is not None
            assert supply.basis == "municipality"


def test_fukui_and_shizuoka_are_stated_by_municipality_throughout():
    for body in municipalities().values():
        if body.prefecture in {"18", "22"}:
            assert tso_areas(body.code5).basis == "municipality"
    assert not any({"18", "22"} & set(area.prefectures) for area in tso_area_table().values())


def test_the_table_of_exceptions_names_each_body_once_and_rightly():
    rows = read_csv("tso_municipalities.csv")
    assert len({row["code5"] for row in rows}) == len(rows)
    assert [r for r in rows if municipalities()[r["code5"]].name != r["name"]] == []
    assert {key for row in rows for key in row["areas"].split()} <= set(tso_area_table())
    assert len(tso_area_table()) == 10


@pytest.mark.parametrize("ask", [tso_areas, meti_bureau])
def test_an_unknown_code_is_refused(ask):
    with pytest.raises(NotFound):
        ask("99999")
