"""Dates, years and amounts as offices write them are read exactly or refused, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.amounts import parse_amount
from data.domain.jp_dates import (
    fiscal_year_of,
    format_date,
    format_fiscal_year,
    parse_date,
    parse_serial,
    parse_year,
)
from data.domain.parsing import CUT, LONGEST_WRITTEN, Read, Unreadable, half_width


def test_ten_megabytes_are_no_day_year_or_amount_and_are_refused_after_a_glance():
    for text in ("1" * 10_000_000, "令和8年2月13日" + " " * 10_000_000 + "頃", "１" + "　" * 10_000_000):
        assert len(half_width(text)) <= LONGEST_WRITTEN + len(CUT)
        for parse in (parse_amount, parse_date, partial(parse_year, fiscal=False)):
            assert isinstance(parse(text), Unreadable)


@given(st.dates(date(1912, 7, 30), date(2100, 12, 31)))
def test_a_day_written_in_japanese_is_read_back(day):
    assert parse_date(format_date(day)).value == day


@given(st.integers(1990, 2100))
def test_a_fiscal_year_written_in_japanese_is_read_back(year):
    assert parse_year(format_fiscal_year(year), fiscal=True) == Read(year)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_serial_day_is_its_distance_from_the_epoch(day):
    assert parse_serial((day - date(1899, 12, 30)).days).value == day
    assert parse_serial((day - date(1904, 1, 1)).days, epoch_1904=True).value == day


@pytest.mark.parametrize(
    "text", ["令和元年5月1日", "R1.5.1", "ｒ１／５／１", "2019-05-01", "2019年5月1日", "㋿元年5月1日"]
)
def test_one_day_in_many_spellings(text):
    assert parse_date(text).value == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("text", "offered"),
    [("H31.5.1", "令和元年5月1日"), ("昭和64年1月8日", "平成元年1月8日"), ("R1.4.30", "平成31年4月30日")],
)
def test_a_day_outside_its_era_is_refused_with_the_right_era_offered(text, offered):
    read = parse_date(text)
    assert isinstance(read, Unreadable)
    assert offered in read.remedy.ja


@pytest.mark.parametrize(
    "text", ["8.2.13", "26/2/13", "令和8年2月", "2026-02-30", "2026-13-01", "来年", "12345678", "R①.5.1"]
)
def test_what_is_no_certain_day_is_refused(text):
    assert isinstance(parse_date(text), Unreadable)


@pytest.mark.parametrize(
    ("text", "fiscal", "year"),
    [
        ("令和8年度", True, 2026),
        ("FY2026", True, 2026),
        ("平成31年度", True, 2019),
        ("令和元年度", True, 2019),
        ("2026", False, 2026),
        ("平成31年", False, 2019),
    ],
)
def test_years_are_read_as_offices_count_them(text, fiscal, year):
    assert parse_year(text, fiscal=fiscal) == Read(year)


def test_a_calendar_year_in_a_fiscal_field_is_read_with_a_note():
    read = parse_year("2026年", fiscal=True)
    assert (read.value, read.note is not None) == (2026, True)


@pytest.mark.parametrize("text", ["平成32年度", "26年度", "8", "昭和64年度"])
def test_uncertain_years_are_refused(text):
    assert isinstance(parse_year(text, fiscal=True), Unreadable)


def test_the_fiscal_year_begins_in_april():
    assert (fiscal_year_of(date(2026, 3, 31)), fiscal_year_of(date(2026, 4, 1))) == (2025, 2026)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("１２３，４５６千円", "123456000", "円"),
        ("▲12百万円", "-12000000", "円"),
        ("△5", "-5", None),
        ("(123)", "-123", None),
        ("1.2億円", "120000000", "円"),
        ("3億5,000万円", "350000000", "円"),
        ("1.5兆円", "1500000000000", "円"),
        ("12％", "12", "%"),
        ("45.5ha", "45.5", "ha"),
        ("0", "0", None),
    ],
)
def test_amounts_are_read_exactly_with_their_unit(text, value, unit):
    read = parse_amount(text)
    assert (read.value.value, read.value.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "約3億円",
        "十二億円",
        "1,23",
        "12,3456",
        "3億5億",
        "5000万3億円",
        "1億2000",
        "(5",
        "10²",
        "①",
        "1.2.3",
        "1-2",
        "--5",
    ],
)
def test_what_is_no_single_number_is_refused(text):
    assert isinstance(parse_amount(text), Unreadable)


@pytest.mark.parametrize("text", ["", "　", "－", "―", "なし", "該当なし"])
def test_nothing_stated_is_none_and_never_zero(text):
    assert parse_amount(text).value is None
    assert parse_date(text).value is None
    assert parse_year(text, fiscal=True).value is None


def test_a_dash_is_told_and_a_blank_is_not():
    assert parse_amount("－").note is not None
    assert parse_amount("").note is None


@given(st.decimals(-(10**11), 10**11, places=4, allow_nan=False))
def test_a_number_with_separators_is_read_back(value):
    assert parse_amount(f"{value:,f}").value.value == value
