"""Fiscal years and calendar months, and the plan period counted in them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from data.domain.evidence import Missing
from data.domain.plan.fields import means
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure

FIRST_MONTH = 4
MONTHS_PER_YEAR = 12
REVERSED = Text("終了日が開始日より前です", "it ends before it starts")


def fiscal_year(day: date) -> int:
    """Return the fiscal year (April to March) a day lies in."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def months_later(day: date, months: int) -> date:
    """Return the day ``months`` calendar months later; the last day of a month leads to a last day.

    A day the month does not have (31 April) is the month's last, as in article 143 of the Civil Code.
    """
    years, month = divmod(day.month - 1 + months, MONTHS_PER_YEAR)
    year, month = day.year + years, month + 1
    last = monthrange(year, month)[1]
    ends_its_month = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if ends_its_month else min(day.day, last))


def plan_period(facts: Asked) -> tuple[date, date] | Missing:
    """Return first and last day of the plan, or what is missing of them."""
    match facts.known("period.start", "period.end"):
        case Missing() as gap:
            return gap
        case (start, end) if end < start:
            return Missing("period.end", REVERSED)
        case (start, end):
            return start, end
    raise AssertionError("two paths give two values")


def _first(facts: Asked, row: str) -> object:
    start = facts.known("period.start")
    return start if isinstance(start, Missing) else fiscal_year(start[0])


def _last(facts: Asked, row: str) -> object:
    end = facts.known("period.end")
    return end if isinstance(end, Missing) else fiscal_year(end[0])


MEASURES = (
    Measure(
        "period.first_fiscal_year",
        means("計画期間の最初の年度", "first fiscal year of the plan", unit="年度"),
        _first,
    ),
    Measure(
        "period.last_fiscal_year",
        means("計画期間の最後の年度", "last fiscal year of the plan", unit="年度"),
        _last,
    ),
)
