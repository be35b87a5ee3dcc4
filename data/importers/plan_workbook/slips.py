"""Warn of amounts that look wrong by a factor of a thousand; a warning refuses nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from statistics import median_low

from data.domain.errors import Problem
from data.domain.plan.comparison import Change, ChangeKind
from data.domain.wording import Text
from data.importers.plan_workbook.extraction import NumberFound

SUSPICIOUS_RATIO = 500
"""Our own setting: a slip between 円 and 千円 is a factor of 1,000, give or take a factor of two."""
_SIBLINGS = Text("比べるべき値", "its siblings")
_EARLIER = Text("変更前の値", "what stood there before")
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


def slips_since(changes: Iterable[Change], cells: Mapping[str, str]) -> Iterator[Problem]:
    """Compare each amount with what stood there before the workbook; ``cells`` as in ``AcceptedWorkbook``."""
    for change in changes:
        if change.kind is not ChangeKind.CHANGED or change.difference is None:
            continue
        before, after = Decimal(str(change.before)), Decimal(str(change.after))
        if before > 0 and after > 0 and _far(after, before):
            yield _slip(cells.get(change.pointer, change.pointer), change.label, after, before, _EARLIER)


def _odd_pair(first: NumberFound, second: NumberFound) -> Iterator[Problem]:
    if _far(second.value, first.value):
        yield _slip(second.place, second.field.meaning.title, second.value, first.value)


def _outliers(siblings: list[NumberFound]) -> Iterator[Problem]:
    middle = median_low([number.value for number in siblings])
    for number in siblings:
        if _far(number.value, middle):
            yield _slip(number.place, number.field.meaning.title, number.value, middle)


def _far(value: Decimal, others: Decimal) -> bool:
    return not others / SUSPICIOUS_RATIO < value < others * SUSPICIOUS_RATIO


def _slip(place: str, title: Text, value: Decimal, others: Decimal, than: Text = _SIBLINGS) -> Problem:
    larger = value > others
    ratio = value / others if larger else others / value
    return Problem(
        place,
        f"{value:,f}",
        Text(
            f"「{title.ja.strip('「」')}」の値（{value:,f}）が、{than.ja}（{others:,f}）の約"
            f"{'' if larger else '1/'}{ratio:,.0f}{'倍' if larger else ''}です。",
            f"{title.en}: {value:,f} is about {ratio:,.0f} times {'more' if larger else 'less'} "
            f"than {than.en} ({others:,f}).",
        ),
        _REMEDY,
    )
