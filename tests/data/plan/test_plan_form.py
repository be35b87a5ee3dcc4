"""A page's form: what it shows reads back as the same values, and nothing typed is guessed at or lost."""

from __future__ import annotations

import pytest

from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.notation import from_yaml
from data.domain.plan.reading import read_plan
from data.importers.plan_form import places_named, read_section, typed_of
from tests.architecture.files import ROOT

SAMPLES = sorted((ROOT / "data" / "samples").glob("*.yaml"))
B = DOCUMENTS[PlanType.B]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_survives_the_form(path) -> None:
    document = read_plan(from_yaml(path.read_bytes())).model_dump(mode="json", exclude_none=True)
    model = DOCUMENTS[PlanType(document["plan_type"])]
    for name in model.model_fields:
        stored = document.get(name)
        reading = read_section(model, name, typed_of(model, name, stored), stored)
        assert (reading.value, reading.problems) == (stored, []), name


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１２３，４５６千円", 123_456_000),
        ("1.2億円", 120_000_000),
        ("12億3400万円", 1_234_000_000),
        ("０", 0),
        ("", None),
        ("　", None),
        ("－", None),
    ],
)
def test_amounts_are_read_as_offices_write_them_and_a_blank_is_no_zero(typed: str, value: int | None) -> None:
    reading = read_section(B, "investment", {"/investment/total_yen": [typed]}, None)
    assert reading.problems == []
    assert (reading.value or {}).get("total_yen") == value


def test_names_with_rare_characters_stay_as_typed() -> None:
    name = "髙﨑𠮷①㈱～－ <b>"
    reading = read_section(B, "title", {"/title": [name]}, None)
    assert reading.value == name


def test_what_the_form_did_not_send_stays_as_it_is_stored() -> None:
    stored = {"name": "製品", "technologies": [{"name": "技術"}]}
    reading = read_section(B, "product", {"/product/name": ["改名"]}, stored)
    assert reading.value == {"name": "改名", "technologies": [{"name": "技術"}]}


def test_blank_rows_are_left_out_and_problems_point_to_the_row_as_typed() -> None:
    typed = {
        "rows:/kpis": ["1"],
        "was:/kpis/0": [""],
        "/kpis/0/indicator": [" "],
        "was:/kpis/3": [""],
        "/kpis/3/indicator": ["域内調達率"],
        "/kpis/3/target": ["たくさん"],
    }
    reading = read_section(B, "kpis", typed, None)
    assert reading.value == [{"indicator": "域内調達率"}]
    assert [problem.field for problem in reading.problems] == ["/kpis/3/target"]
    assert reading.places["/kpis/0"] == "/kpis/3"


def test_a_table_whose_rows_were_all_removed_is_empty_and_one_not_shown_is_kept() -> None:
    stored = [{"indicator": "域内調達率"}]
    assert read_section(B, "kpis", {"rows:/kpis": ["1"]}, stored).value is None
    assert read_section(B, "kpis", {}, stored).value == stored


def test_places_are_found_by_name_full_name_and_kana_and_never_guessed() -> None:
    assert (
        places_named("上越市") == places_named("新潟県上越市") == places_named("ジョウエツシ") == ("15222",)
    )
    assert len(places_named("府中市")) == 2
    assert places_named("上越") == ()
    typed = {"rows:/companies": ["1"], "/companies/0/name": ["甲"], "/companies/0/municipality": ["府中市"]}
    (problem,) = read_section(B, "companies", typed, None).problems
    assert "13206" in problem.remedy.ja
    assert "34208" in problem.remedy.ja
