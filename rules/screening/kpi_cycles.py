"""When KPI returns are due by the certified plan, and how a reported value stands to its target.

A plan that states neither dates nor a cycle has no due dates: none are invented. A value not reported is
missing, never zero, and never "not reached".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from data.domain.jp_dates import fiscal_year_of
from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import Direction
from data.domain.plan.sections import Kpi, Monitoring
from data.domain.plan.vocabulary import Vocabulary
from rules.measures.periods import months_later


class ReturnStatus(Vocabulary):
    """Where one return stands on a day."""

    REPORTED = "reported", "報告済", "reported"
    REPORTED_LATE = "reported_late", "報告済（期限後）", "reported late"
    OVERDUE = "overdue", "未報告（期限超過）", "overdue"
    NOT_DUE = "not_due", "期限前", "not due yet"


class Against(Vocabulary):
    """A reported value against the target of the plan."""

    REACHED = "reached", "達成", "target reached"
    NOT_YET = "not_yet", "目標に未達", "below target"
    CANNOT_TELL = "cannot_tell", "判定できない", "cannot tell"


@dataclass(frozen=True, slots=True)
class Actual:
    """A reported value of one KPI for one fiscal year."""

    value: Decimal
    unit: str
    reported_on: date


@dataclass(frozen=True, slots=True)
class DueReturn:
    """One KPI in one fiscal year: when it is due, what was reported, and how that stands to the target."""

    kpi: str
    """JSON pointer, such as ``/kpis/0``."""
    indicator: str
    unit: str | None
    target: Decimal | None
    fiscal_year: int
    due_on: date
    status: ReturnStatus
    days_late: int
    actual: Decimal | None
    against: Against | None
    """``None`` while nothing is reported."""
    progress: Fraction | None
    """Share of the way from baseline to target; ``None`` when it cannot be told."""


def due_dates(document: PlanDocument) -> tuple[date, ...]:
    """Return the day a return is due in each fiscal year of the plan: the last monitoring date of the year.

    Stated dates count before a stated cycle, which runs from the first to the last day of the plan.
    """
    monitoring: Monitoring | None = getattr(document, "monitoring", None)
    if monitoring is None:
        return ()
    days = monitoring.dates or _by_cycle(document, monitoring.cycle_months)
    last = {fiscal_year_of(day): day for day in sorted(days)}
    return tuple(last[year] for year in sorted(last))


def due_returns(
    document: PlanDocument, reported: Mapping[tuple[str, int], Actual], today: date
) -> tuple[DueReturn, ...]:
    """Return every return of a certified plan by year and KPI, as it stands on ``today`` (Japan)."""
    kpis: Sequence[Kpi] = getattr(document, "kpis", None) or ()
    return tuple(
        _standing(f"/kpis/{place}", kpi, day, reported.get((f"/kpis/{place}", fiscal_year_of(day))), today)
        for day in due_dates(document)
        for place, kpi in enumerate(kpis)
    )


def against_target(kpi: Kpi, actual: Decimal, unit: str) -> Against:
    """Compare a value with the target; without target, direction or in another unit it cannot be told."""
    if kpi.target is None or kpi.direction is None or (kpi.unit is not None and unit != kpi.unit):
        return Against.CANNOT_TELL
    reached = actual >= kpi.target if kpi.direction is Direction.INCREASE else actual <= kpi.target
    return Against.REACHED if reached else Against.NOT_YET


def progress(kpi: Kpi, actual: Decimal, unit: str) -> Fraction | None:
    """Return how far the value has come from baseline to target; below zero when it moved away."""
    if against_target(kpi, actual, unit) is Against.CANNOT_TELL or kpi.baseline is None:
        return None
    assert kpi.target is not None  # noqa: S101 - without a target it cannot be told
    way = Fraction(kpi.target) - Fraction(kpi.baseline)
    return (Fraction(actual) - Fraction(kpi.baseline)) / way if way else None


def _by_cycle(document: PlanDocument, months: int | None) -> Iterable[date]:
    period = document.period
    if months is None or period is None or period.start is None or period.end is None:
        return ()
    days, count = [], 1
    while (day := months_later(period.start, months * count)) <= period.end:
        days.append(day)
        count += 1
    return days


def _standing(pointer: str, kpi: Kpi, due_on: date, actual: Actual | None, today: date) -> DueReturn:
    judged_on = actual.reported_on if actual else today
    return DueReturn(
        kpi=pointer,
        indicator=kpi.indicator,
        unit=kpi.unit,
        target=kpi.target,
        fiscal_year=fiscal_year_of(due_on),
        due_on=due_on,
        status=_status(due_on, actual, today),
        days_late=max((judged_on - due_on).days, 0),
        actual=actual.value if actual else None,
        against=against_target(kpi, actual.value, actual.unit) if actual else None,
        progress=progress(kpi, actual.value, actual.unit) if actual else None,
    )


def _status(due_on: date, actual: Actual | None, today: date) -> ReturnStatus:
    if actual is not None:
        return ReturnStatus.REPORTED if actual.reported_on <= due_on else ReturnStatus.REPORTED_LATE
    return ReturnStatus.OVERDUE if today > due_on else ReturnStatus.NOT_DUE
