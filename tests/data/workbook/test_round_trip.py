"""What is written into a workbook comes back: by our reader, and as plain cells by another library."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import read_plan
from data.domain.plan.shape import ValueKind, shapes
from data.importers.plan_workbook.form import form_of, heading
from data.importers.plan_workbook.reading import accept_workbook, read_workbook
from data.importers.plan_workbook.writing import write_workbook
from tests.data.plan.documents import GOOD_B, PLACES, documents


def _written(plan) -> bytes:
    target = BytesIO()
    write_workbook(plan, target)
    return target.getvalue()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(list(PlanType)))
def test_a_plan_written_to_a_workbook_is_read_back_equal(data, plan_type):
    plan = read_plan(data.draw(documents(DOCUMENTS[plan_type])))
    read = read_workbook(_written(plan))
    assert read.problems == ()
    assert read_plan(read.document) == plan


def test_reading_twice_and_writing_again_changes_nothing():
    first = read_workbook(_written(read_plan(GOOD_B)))
    second = read_workbook(_written(read_plan(first.document)))
    assert first.document == second.document


def test_a_good_workbook_is_accepted_without_warnings():
    accepted = accept_workbook(_written(read_plan(GOOD_B)), PLACES)
    assert accepted.plan == read_plan(GOOD_B)
    assert accepted.warnings == ()


@pytest.mark.parametrize("title", ["髙﨑𠮷①㈱～－", "〃", "同上", "=1+1", "#REF!", "_x0041_", "0123", "'"])
def test_unusual_titles_survive_both_ways(title):
    plan = read_plan(GOOD_B | {"title": title})
    assert read_plan(read_workbook(_written(plan)).document).title == title


def test_a_section_stated_without_content_stays_apart_from_one_left_out():
    plan = read_plan(
        {
            "plan_type": "B",
            "title": "a",
            "body": "15000",
            "kpis": [],
            "export": {},
            "product": {"technologies": []},
        }
    )
    again = read_plan(read_workbook(_written(plan)).document)
    assert again == plan
    assert "markets" not in again.model_dump(exclude_none=True)


def test_a_large_footprint_travels_through_the_hidden_sheet():
    ring = [[138 + n / 10_000, 37 + n / 7_000] for n in range(5_000)]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    plan = read_plan(GOOD_B | {"footprint": shape})
    assert read_workbook(_written(plan)).document["footprint"] == shape


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_every_field_of_the_model_has_exactly_one_place_in_the_form(plan_type):
    form = form_of(plan_type)
    placed = [field.path for sheet in form.sheets for field in sheet.fields]
    apart = {ValueKind.SECTION, ValueKind.GEOMETRY, ValueKind.CONSTANT}
    wanted = {path for path, shape in shapes(form.model).items() if shape.kind not in apart}
    assert len(placed) == len(set(placed))
    assert set(placed) == wanted


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_a_blank_form_asks_only_for_what_is_required(plan_type):
    read = read_workbook(_written(plan_type))
    assert {problem.field for problem in read.problems} == {"計画の内容!D6", "計画の内容!D7"}
    assert read.document == {"plan_type": plan_type.value}


def test_another_library_finds_the_values_with_their_types():
    book = CalamineWorkbook.from_filelike(BytesIO(_written(read_plan(GOOD_B))))
    sheet = book.get_sheet_by_name("KPI").to_python(skip_empty_area=False)
    head, first = sheet[3], sheet[4]
    row = dict(zip(head, first, strict=True))
    assert row["指標＊"] == "域内取引額"
    assert row["目標値"] == 180.5
    assert row["基準日"] == date(2025, 3, 31)
    assert row["増減の向き"] == "増加"
    amounts = book.get_sheet_by_name("投資計画").to_python(skip_empty_area=False)
    assert amounts[4][5] == 2027
    assert "15100" in book.get_sheet_by_name("一覧").to_python(skip_empty_area=False)[4]


def test_headings_carry_units_and_hidden_marks_are_hidden():
    from_model = {heading(field) for sheet in form_of(PlanType.B).sheets for field in sheet.fields}
    assert "投資額（円）" in from_model
    book = CalamineWorkbook.from_filelike(BytesIO(_written(PlanType.B)))
    visible = {sheet.name: str(sheet.visible).endswith("Visible") for sheet in book.sheets_metadata}
    assert visible["はじめに"]
    assert not visible["_様式"]
    assert {name for name, shown in visible.items() if not shown} == {"_様式", "_選択肢"}
