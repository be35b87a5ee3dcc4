"""Cells as officers fill them in: Japanese dates, amounts with units, ditto marks, slips."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.data.workbook.editing import after, edited, entry, set_to, written


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("令和8年2月13日", "2026-02-13"),
        ("R8.2.13", "2026-02-13"),
        ("２０２６／２／１３", "2026-02-13"),
        (datetime(2026, 2, 13), "2026-02-13"),
        (46066, "2026-02-13"),
        (20260213, "2026-02-13"),
    ],
)
def test_a_day_may_be_typed_in_many_ways(typed, stored):
    read = after(set_to("period.start", typed, number_format="General" if isinstance(typed, int) else None))
    assert read.problems == ()
    assert read.document["period"]["start"] == stored


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("１２３，４５６千円", 123_456_000),
        ("1.2億円", 120_000_000),
        ("3,000", 3000),
        (0, 0),
        (1.5e9, 1_500_000_000),
    ],
)
def test_yen_may_be_typed_with_units(typed, yen):
    assert after(set_to("investment.total_yen", typed)).document["investment"]["total_yen"] == yen


def test_blank_and_dash_are_not_zero():
    blank = after(set_to("investment.total_yen", None))
    dash = after(set_to("investment.total_yen", "－"))
    assert "total_yen" not in blank.document["investment"]
    assert "total_yen" not in dash.document["investment"]
    assert blank.warnings == ()
    assert [warning.field for warning in dash.warnings] == [_place("investment.total_yen")]


def test_a_percent_format_counts_as_percent():
    read = after(set_to("share.percent", 0.12, number_format="0%"))
    assert read.document["share"]["percent"] == 12


def test_a_binary_fraction_is_read_as_typed():
    assert str(after(set_to("kpis[].target", 0.1 + 0.2)).document["kpis"][0]["target"]) == "0.3"


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        ("period.start", "H31.5.1", "令和元年5月1日"),
        ("period.start", "2026-02-31", "令和8年2月13日"),
        ("investment.total_yen", "約3億円", "算用数字"),
        ("investment.total_yen", "3人", "見出し"),
        ("investment.total_yen", True, "説明"),
        ("kpis[].target", "200億円", "単位"),
        ("kpis[].direction", "横ばい", "増加"),
        ("companies[].core", "たぶん", "はい"),
        ("companies[].corporate_number", "79900000000", "13桁"),
        ("investment.total_yen", "#N/A", "数式"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_cell_with_a_remedy(path, typed, told):
    (problem,) = after(set_to(path, typed)).problems
    assert problem.field == _place(path)
    assert told in problem.remedy.ja
    assert problem.message.en
    assert problem.remedy.en


def test_a_unit_that_agrees_with_the_row_is_accepted():
    assert after(set_to("spillover[].target", "1,000人")).document["spillover"][0]["target"] == 1000


def test_a_number_typed_as_a_code_keeps_its_lost_zero_and_says_so():
    read = after(set_to("municipalities", 1100))
    assert read.document["municipalities"][0] == "01100"
    assert len(read.warnings) == 1


def test_a_six_digit_code_is_refused_with_its_five_digits_offered():
    (problem,) = after(set_to("municipalities", "151009")).problems
    assert "15100" in problem.remedy.ja
    assert problem.field == _place("municipalities")


def test_a_ditto_mark_repeats_the_cell_above():
    def change(book):
        entry(book, "kpis[].indicator", 1).value = "雇用者数"
        entry(book, "kpis[].unit", 1).value = "〃"
        entry(book, "kpis[].baseline", 1).value = "〃"

    row = after(change).document["kpis"][1]
    assert (row["unit"], row["baseline"]) == ("億円", 120)


def test_a_ditto_mark_with_nothing_above_is_a_problem():
    fields = [problem.field for problem in after(set_to("kpis[].indicator", "〃")).problems]
    assert fields[0] == _place("kpis[].indicator")


def test_cells_merged_downwards_state_the_same_value_in_each_row():
    def change(book):
        top = entry(book, "kpis[].unit", 0)
        entry(book, "kpis[].indicator", 1).value = "雇用者数"
        top.parent.merge_cells(f"{top.coordinate}:{entry(book, 'kpis[].unit', 1).coordinate}")

    assert [row["unit"] for row in after(change).document["kpis"]] == ["億円", "億円"]


def test_a_formula_without_a_saved_result_is_a_problem_not_a_blank():
    (problem,) = after(set_to("investment.total_yen", "=1+1")).problems
    assert "計算結果" in problem.message.ja


def test_equal_problems_are_told_once_with_all_their_cells():
    def change(book):
        for row in range(8):
            entry(book, "kpis[].indicator", row).value = f"指標{row}"
            entry(book, "kpis[].direction", row).value = "横ばい"

    (problem,) = after(change).problems
    assert problem.field == "KPI!D5, D6, D7, D8, D9 +3"


def test_an_amount_a_thousand_times_its_siblings_is_warned_about_but_not_refused():
    def change(book):
        for row, amount in enumerate((2_000_000, 3_000_000, 2_500_000_000)):
            entry(book, "investment.rows[].amount_yen", row).value = amount

    read = after(change)
    assert read.problems == ()
    assert [warning.field for warning in read.warnings] == ["投資計画!E7"]


def test_a_confidential_value_is_not_repeated_in_a_problem():
    (problem,) = after(set_to("investment.rows[].corporate_number", "秘密の番号")).problems
    assert "秘密の番号" not in repr(problem)


def _place(path: str) -> str:
    places: list[str] = []
    edited(
        lambda book: places.append(f"{entry(book, path).parent.title}!{entry(book, path).coordinate}"),
        written(),
    )
    return places[0]
