"""What people do to the form itself: deleted sheets, renamed headings, inserted rows, sheets of their own."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from data.domain.errors import InvalidInput
from data.importers.plan_workbook.reading import accept_workbook, read_workbook
from tests.data.plan.documents import GOOD_B, PLACES
from tests.data.workbook.editing import after, edited, entry, set_to, written


def test_a_deleted_sheet_is_told():
    (problem,) = after(lambda book: book.remove(book["KPI"])).problems
    assert problem.field == "KPI"


def test_a_renamed_sheet_is_read_all_the_same():
    read = after(lambda book: setattr(book["KPI"], "title", "指標一覧"))
    assert read.problems == ()
    assert len(read.document["kpis"]) == 1


def test_a_changed_heading_is_refused_because_its_unit_may_have_changed():
    (problem,) = after(lambda book: _head(book, "investment.rows[].amount_yen", "投資額（千円）")).problems
    assert problem.value == "投資額（千円）"
    assert "投資額（円）" in problem.remedy.ja


def test_a_heading_of_other_width_and_spacing_is_the_same_heading():
    assert after(lambda book: _head(book, "investment.rows[].amount_yen", "投資額 (円)")).problems == ()


def test_a_deleted_column_is_told():
    def change(book):
        book["KPI"].delete_cols(entry(book, "kpis[].target").column)

    (problem,) = after(change).problems
    assert "目標値" in problem.message.ja


def test_columns_and_rows_may_be_inserted_and_moved():
    def change(book):
        book["KPI"].insert_cols(3)
        book["KPI"].insert_rows(5, 2)
        book["計画の内容"].insert_rows(5)

    read = after(change)
    assert read.problems == ()
    assert read.document == read_workbook(written()).document


def test_values_in_a_column_of_ones_own_are_told():
    (problem,) = after(lambda book: book["KPI"].cell(5, 30, "メモ")).problems
    assert problem.field == "KPI!AD5"


def test_a_sheet_of_ones_own_is_warned_about_and_a_copy_refused():
    def own(book):
        book.create_sheet("メモ").append(["x"])

    assert [warning.field for warning in after(own).warnings] == ["メモ"]
    (problem,) = after(lambda book: book.copy_worksheet(book["KPI"])).problems
    assert problem.field == "KPI Copy"


def test_a_shape_stays_with_its_row_when_rows_are_inserted_above():
    shape = {"type": "Point", "coordinates": [138.0, 37.0]}
    plan = {
        "plan_type": "GX2",
        "title": "a",
        "body": "15000",
        "plots": [{"name": "北区画", "geometry": shape}],
    }

    def change(book):
        sheet = entry(book, "plots[].name").parent
        sheet.insert_rows(5)
        entry(book, "plots[].name", 0).value = "南区画"

    plots = read_workbook(edited(change, written(plan))).document["plots"]
    assert plots == [{"name": "南区画"}, {"name": "北区画", "geometry": shape}]


def test_another_workbook_and_another_version_are_refused():
    with pytest.raises(InvalidInput) as other:
        read_workbook(edited(lambda book: book.remove(book["_様式"])))
    assert "様式" in other.value.problems[0].message.ja
    with pytest.raises(InvalidInput) as old:
        read_workbook(edited(lambda book: setattr(book["_様式"].cell(2, 2), "value", "0")))
    assert "版" in old.value.problems[0].message.ja


def test_contradictions_are_told_at_their_cells_together_with_unreadable_ones():
    def change(book):
        set_to("period.end", "2020-01-01")(book)
        set_to("kpis[].target", "未確認")(book)
        set_to("companies[].corporate_number", "8990000000019")(book)

    with pytest.raises(InvalidInput) as refused:
        accept_workbook(edited(change), PLACES)
    fields = {problem.field.split("!")[0] for problem in refused.value.problems}
    assert fields == {"計画の内容", "KPI", "個別企業リスト"}


def test_nothing_is_concluded_from_a_list_that_could_not_be_read_whole():
    content = written(GOOD_B | {"joint_bodies": ["16000"], "municipalities": ["15100", "16201"]})
    with pytest.raises(InvalidInput) as refused:
        accept_workbook(edited(set_to("joint_bodies", True), content), PLACES)
    (problem,) = refused.value.problems
    assert problem.field.startswith("一覧!")


def test_choices_are_offered_and_nothing_runs():
    content = written()
    names = CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names
    assert "KPI" in names
    assert b"vbaProject" not in content

    def check(book):
        lists = [rule for rule in book["KPI"].data_validations.dataValidation if rule.type == "list"]
        assert len(lists) == 2
        assert book["KPI"].page_setup.paperSize == 9
        assert book["KPI"].freeze_panes == "C5"
        assert book["KPI"].row_dimensions[1].hidden
        assert book["KPI"].column_dimensions["A"].hidden
        assert "plan.kpis.target" in book.defined_names

    edited(check)


def _head(book, path: str, text: str) -> None:
    cell = entry(book, path)
    cell.parent.cell(4, cell.column).value = text
