"""Values read as a Japanese officer writes them, exact to the yen and with both calendars."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.filters import VOCABULARIES, day, number, place, value_shown, yen
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.shape import shapes


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "0円"),
        (9_999, "9,999円"),
        (10_000, "1万円（10,000円）"),
        (123_456_789, "1億2,345万6,789円（123,456,789円）"),
        (100_000_000, "1億円（100,000,000円）"),
        (1_000_000_000_000, "10,000億円（1,000,000,000,000円）"),
    ],
)
def test_money_is_readable_and_exact(amount: int, written: str) -> None:
    assert yen(amount) == written


@given(st.integers(min_value=0, max_value=10**15))
def test_every_amount_can_be_read_back_to_the_yen(amount: int) -> None:
    exact = yen(amount).split("（")[-1].strip("）円")
    assert int(exact.replace(",", "")) == amount


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (date(2019, 4, 30), "平成31年4月30日（2019年4月30日）"),
        (date(2019, 5, 1), "令和元年5月1日（2019年5月1日）"),
        (date(2026, 2, 13), "令和8年2月13日（2026年2月13日）"),
    ],
)
def test_days_are_written_in_both_calendars(moment: date, written: str) -> None:
    assert day(moment) == written


def test_english_days_name_the_era_too() -> None:
    assert day("2026-02-13", "en") == "13 February 2026 (Reiwa 8)"


def test_places_are_named_and_unknown_codes_stay_codes() -> None:
    assert place("15000") == "新潟県"
    assert place("15205") == "新潟県柏崎市"
    assert place("99999") == "99999"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (True, None, "はい"),
        (2031, "年度", "令和13年度（2031年度）"),
        (2024, "年", "令和6年（2024年）"),
        (10, "年", "10年"),
        (12_000, "人", "12,000人"),
        (40.5, "%", "40.5%"),
        ("overseas", None, "海外"),
        (["台湾", "ドイツ"], None, "台湾、ドイツ"),
        ([], None, "なし"),
        ("2026-02-13", None, "令和8年2月13日（2026年2月13日）"),
        ("2026-99-99", None, "2026-99-99"),
        ("2026-02-13T08:00:05.25+00:00", None, "令和8年2月13日（2026年2月13日） 17:00:05"),
        ("2026-02-13T17:00", None, "2026-02-13T17:00"),
    ],
)
def test_values_are_written_with_units_and_words(value: object, unit: str | None, written: str) -> None:
    assert value_shown(value, unit) == written


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
def test_numbers_keep_four_decimals(value: float) -> None:
    assert float(number(value).replace(",", "").replace("−", "-")) == pytest.approx(value, abs=6e-5)


def test_every_choice_of_every_plan_type_is_told_in_words() -> None:
    chosen = {shape.choices for model in DOCUMENTS.values() for shape in shapes(model).values()} - {None}
    assert chosen <= set(VOCABULARIES)
