"""Dates, years and fiscal years as Japanese offices write them (和暦 and 西暦): read and written.

The era table is ours: four rows fixed by cabinet orders. The libraries on offer convert between calendars,
but none says that H31.5.1 lies after the end of its era or reads fiscal years and Excel serial days, and that
is what matters here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from data.domain.parsing import Read, Unreadable, half_width, nothing_stated
from data.domain.wording import Text


@dataclass(frozen=True, slots=True)
class _Era:
    name: str
    letter: str
    first: date
    last: date


_ERAS = (
    _Era("令和", "R", date(2019, 5, 1), date.max),
    _Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    _Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    _Era("大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
)
"""First and last day of each era (元号を改める政令 of 2019 and 1989, 改元詔書 of 1926 and 1912)."""

_ERA_NAMES = "|".join(f"{era.name}|{era.letter}" for era in _ERAS)
_MARK = r"[年月./\-]"
_ERA_DATE = re.compile(rf"({_ERA_NAMES})(元|\d{{1,2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}})日?", re.I)
_WESTERN_DATE = re.compile(rf"(\d{{4}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}})日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_DATE = re.compile(rf"\d{{1,2}}{_MARK}\d{{1,2}}{_MARK}\d{{1,2}}日?")
_MONTH_ONLY = re.compile(rf"((?:{_ERA_NAMES})(?:元|\d{{1,2}})|\d{{4}}){_MARK}\d{{1,2}}月?", re.I)
_ERA_YEAR = re.compile(rf"({_ERA_NAMES})(元|\d{{1,2}})(年度|年)?", re.I)
_WESTERN_YEAR = re.compile(r"(FY)?(\d{4})(年度|年)?", re.I)
_SERIAL = re.compile(r"\d{5}")

_DATE_REMEDY = Text(
    "「令和8年2月13日」「R8.2.13」「2026/2/13」「2026-02-13」のいずれかの形で入力してください。",
    "Write it as 2026-02-13, 2026/2/13, 令和8年2月13日 or R8.2.13.",
)
_YEAR_REMEDY = Text(
    "「令和8年度」「2026年度」「FY2026」「2026」のいずれかの形で入力してください。",
    "Write it as 2026, FY2026, 2026年度 or 令和8年度.",
)


def parse_date(text: str) -> Read[date] | Read[None] | Unreadable:
    """Read a day in 和暦 or 西暦, in half or full width, or as an Excel serial day of the 1900 system.

    A day after the end of its era (H31.5.1), a day that does not exist and a year without era or century
    are refused, with the likely day offered.
    """
    nothing = nothing_stated(text)
    if nothing is not None:
        return nothing
    plain = half_width(text)
    if found := _ERA_DATE.fullmatch(plain):
        era, count, month, day = found.groups()
        return _era_day(_era_of(era), _count(count), int(month), int(day))
    if found := _WESTERN_DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain):
        return _day(*(int(part) for part in found.groups()))
    if _SERIAL.fullmatch(plain):
        return parse_serial(int(plain))
    return Unreadable(_why_no_day(plain, text), _DATE_REMEDY)


def parse_serial(days: int, *, epoch_1904: bool = False) -> Read[date] | Unreadable:
    """Read an Excel serial day (from 1899-12-30, or from 1904-01-01); only 1990 to 2100 is believed."""
    start = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    lowest, highest = (date(1990, 1, 1) - start).days, (date(2100, 12, 31) - start).days
    if not lowest <= days <= highest:
        return Unreadable(
            Text(f"数値「{days}」は日付として読めません。", f"The number “{days}” is not a date."),
            _DATE_REMEDY,
        )
    value = start + timedelta(days=days)
    return Read(
        value,
        Text(
            f"数値「{days}」を日付の連番とみなし、{format_date(value)}と読みました。",
            f"The number “{days}” was taken as a serial day, {value.isoformat()}.",
        ),
    )


def parse_year(text: str, *, fiscal: bool) -> Read[int] | Read[None] | Unreadable:
    """Read a fiscal year (``fiscal``) or a calendar year in 和暦 or 西暦 as the western year it begins in.

    An era year is believed when the era and the year overlap, so 平成31年度 and 令和元年度 are both 2019.
    """
    nothing = nothing_stated(text)
    if nothing is not None:
        return nothing
    plain = half_width(text)
    if found := _WESTERN_YEAR.fullmatch(plain):
        prefix, year, suffix = found.groups()
        return _with_kind(int(year), "年度" if prefix else suffix, fiscal)
    if found := _ERA_YEAR.fullmatch(plain):
        name, count, suffix = found.groups()
        era = _era_of(name)
        value = era.first.year + _count(count) - 1
        if not _overlaps(era, value, fiscal):
            return _outside_era_year(era, _count(count), value, fiscal)
        return _with_kind(value, suffix, fiscal)
    return Unreadable(
        Text(f"「{text.strip()}」を年として読めません。", f"“{text.strip()}” is not a year."), _YEAR_REMEDY
    )


def format_date(value: date) -> str:
    """Write a day in 和暦, such as 令和8年2月13日; ``ValueError`` before 1912-07-30."""
    for era in _ERAS:
        if value >= era.first:
            return f"{era.name}{_year_name(value.year - era.first.year + 1)}年{value.month}月{value.day}日"
    raise ValueError(f"no era in the table for {value.isoformat()}")


def format_fiscal_year(year: int) -> str:
    """Write a fiscal year in 和暦, such as 令和8年度; a year of two eras takes the new one (令和元年度)."""
    for era in _ERAS:
        if year >= era.first.year:
            return f"{era.name}{_year_name(year - era.first.year + 1)}年度"
    raise ValueError(f"no era in the table for {year}")


def fiscal_year_of(value: date) -> int:
    """Return the fiscal year (April to March) a day lies in."""
    return value.year if value.month >= 4 else value.year - 1


def _era_of(name: str) -> _Era:
    return next(era for era in _ERAS if name.upper() in (era.name, era.letter))


def _count(written: str) -> int:
    return 1 if written == "元" else int(written)


def _year_name(count: int) -> str:
    return "元" if count == 1 else str(count)


def _day(year: int, month: int, day: int) -> Read[date] | Unreadable:
    try:
        return Read(date(year, month, day))
    except ValueError:
        return Unreadable(_no_such_day(year, month, day), _DATE_REMEDY)


def _no_such_day(year: int, month: int, day: int) -> Text:
    if year >= 1 and 1 <= month <= 12:
        last = monthrange(year, month)[1]
        return Text(
            f"{year}年{month}月{day}日は暦にありません（{year}年{month}月は{last}日までです）。",
            f"{year}-{month:02}-{day:02} does not exist; the month has {last} days.",
        )
    return Text(f"{year}年{month}月{day}日は暦にありません。", f"{year}-{month:02}-{day:02} does not exist.")


def _era_day(era: _Era, count: int, month: int, day: int) -> Read[date] | Unreadable:
    read = _day(era.first.year + count - 1, month, day)
    if isinstance(read, Unreadable) or (count >= 1 and era.first <= read.value <= era.last):
        return read
    written = f"{era.name}{_year_name(count)}年{month}月{day}日"
    return Unreadable(
        Text(
            f"{written}は{_span(era).ja}の外にあります。",
            f"{written} lies outside the era {_span(era).en}.",
        ),
        Text(
            f"{format_date(read.value)}（{read.value.isoformat()}）であれば、そのように書き直してください。",
            f"If {read.value.isoformat()} is meant, write {format_date(read.value)}.",
        ),
    )


def _span(era: _Era) -> Text:
    last = "" if era.last == date.max else f"{era.last.year}年{era.last.month}月{era.last.day}日"
    first = f"{era.first.year}年{era.first.month}月{era.first.day}日"
    last_en = "" if era.last == date.max else era.last.isoformat()
    return Text(f"{era.name}の期間（{first}～{last}）", f"{era.name} ({era.first.isoformat()} to {last_en})")


def _overlaps(era: _Era, year: int, fiscal: bool) -> bool:
    first, last = (
        (date(year, 4, 1), date(year + 1, 3, 31)) if fiscal else (date(year, 1, 1), date(year, 12, 31))
    )
    return year >= era.first.year and first <= era.last and last >= era.first


def _outside_era_year(era: _Era, count: int, year: int, fiscal: bool) -> Unreadable:
    suffix = "年度" if fiscal else "年"
    written = f"{era.name}{_year_name(count)}{suffix}"
    offered = format_fiscal_year(year).removesuffix("年度") + suffix
    return Unreadable(
        Text(
            f"{written}は{_span(era).ja}の外にあります。", f"{written} lies outside the era {_span(era).en}."
        ),
        Text(
            f"{offered}（{year}{suffix}）であれば、そのように書き直してください。",
            f"If {year} is meant, write {offered}.",
        ),
    )


def _with_kind(year: int, suffix: str | None, fiscal: bool) -> Read[int]:
    wanted = "年度" if fiscal else "年"
    if suffix is None or suffix == wanted:
        return Read(year)
    return Read(
        year,
        Text(
            f"この欄は「{wanted}」です。「{suffix}」と書かれた値を{year}{wanted}と読みました。",
            f"This field takes a {'fiscal' if fiscal else 'calendar'} year; the value was taken as {year}.",
        ),
    )


def _why_no_day(plain: str, text: str) -> Text:
    written = text.strip()[:80]
    if _SHORT_DATE.fullmatch(plain):
        return Text(
            f"「{written}」は年が和暦か西暦か分かりません。",
            f"The year of “{written}” has neither era nor century.",
        )
    if _MONTH_ONLY.fullmatch(plain):
        return Text(f"「{written}」には日がありません。", f"“{written}” names no day of the month.")
    return Text(f"「{written}」を日付として読めません。", f"“{written}” is not a date.")
