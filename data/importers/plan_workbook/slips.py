"""Warn of amounts that look wrong by a factor of a thousand; a warning refuses nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from statistics import median_low

from data.domain.errors import Problem
from data.domain.wording import Text
from data.importers.plan_workbook.extraction import NumberFound

SUSPICIOUS_RATIO = 500
"""Our own setting: a slip between 円 and 千円 is a factor of 1,000, give or take a factor of two."""
_REMEDY = Text(
    "円、千円、百万円の取り違えがないか確認してください。", "Check for a mix-up of 円, 千円 and 百万円."
)


def slips(numbers: Iterable[NumberFound]) -> Iterator[Problem]:
    """Compare the yen amounts of a column with their median, and two unitless numbers of a row."""
    columns: dict[str, list[NumberFound]] = defaultdict(list)
    rows: dict[tuple[str | int, ...], list[NumberFound]] = defaultdict(list)
    for number in numbers:
        unit = number.field.meaning.unit
        if number.value > 0 and unit is None:
            rows[number.location[:-1]].append(number)
        elif number.value > 0 and (unit or "").startswith("円"):
            columns[number.field.path].append(number)
    yield from chain.from_iterable(_outliers(column) for column in columns.values() if len(column) > 2)
    yield from chain.from_iterable(_odd_pair(*row) for row in rows.values() if len(row) == 2)


def _odd_pair(first: NumberFound, second: NumberFound) -> Iterator[Problem]:
    if _far(second.value, first.value):
        yield _slip(second, first.value)


def _outliers(siblings: list[NumberFound]) -> Iterator[Problem]:
    middle = median_low([number.value for number in siblings])
    for number in siblings:
        if _far(number.value, middle):
            yield _slip(number, middle)


def _far(value: Decimal, others: Decimal) -> bool:
    return not others / SUSPICIOUS_RATIO < value < others * SUSPICIOUS_RATIO


def _slip(number: NumberFound, others: Decimal) -> Problem:
    larger = number.value > others
    ratio = number.value / others if larger else others / number.value
    title = number.field.meaning.title
    return Problem(
        number.place,
        f"{number.value:,f}",
        Text(
            f"「{title.ja}」の値（{number.value:,f}）が、比べるべき値（{others:,f}）の約"
            f"{'' if larger else '1/'}{ratio:,.0f}{'倍' if larger else ''}です。",
            f"{title.en}: {number.value:,f} is about {ratio:,.0f} times {'more' if larger else 'less'} "
            f"than its siblings ({others:,f}).",
        ),
        _REMEDY,
    )
