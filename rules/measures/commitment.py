"""How far standing support covers the plan period, and how far apart the monitoring dates lie."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from data.domain.evidence import Missing
from data.domain.plan.fields import Day, Section, ShortText, means
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure
from rules.measures.periods import months_later, plan_period

Span = tuple[date, date]
"""First and last day, both included."""

_DAY = timedelta(days=1)
_NO_DATE_LEFT = Text(
    "審査日以降の点検予定日が記載されていません", "no date on or after the day of assessment"
)


class MonitoringGap(Section):
    """The time from one look at the KPIs to the next, within the plan period."""

    span: Annotated[ShortText, means("区間", "span")]
    due: Annotated[Day, means("次の点検の期限", "day by which the next is due")]
    next: Annotated[Day, means("実際の次の点検日又は計画終了日", "next date, or end of the plan")]


def uncovered(period: Span, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of ``period`` that no span covers, in order; a reversed span covers nothing."""
    gaps, reached = [], period[0]
    for start, end in sorted(spans):
        if start > reached:
            gaps.append((reached, min(start - _DAY, period[1])))
        reached = max(reached, end + _DAY) if start <= end else reached
        if reached > period[1]:
            break
    if reached <= period[1]:
        gaps.append((reached, period[1]))
    return tuple(gap for gap in gaps if gap[0] <= gap[1])


def _gaps(facts: Asked, row: str) -> object:
    period, rows = plan_period(facts), facts.rows("support")
    if isinstance(period, Missing):
        return period
    if isinstance(rows, Missing):
        return rows
    spans, undated = [], None
    for desk in rows:
        dates = facts.known(f"{desk}.start", f"{desk}.end")
        if isinstance(dates, Missing):
            undated = undated or dates
        else:
            spans.append(dates)
    gaps = uncovered(period, [(start, end) for start, end in spans])
    return undated if gaps and undated else tuple(_span_words(gap) for gap in gaps)


def _span_words(span: Span) -> str:
    return f"{span[0].isoformat()}～{span[1].isoformat()}"


def _monitoring_gaps(facts: Asked, row: str) -> object:
    period, stated = plan_period(facts), facts.known("monitoring.cycle_months", "monitoring.dates")
    if isinstance(period, Missing):
        return period
    if isinstance(stated, Missing):
        return stated
    cycle, dates = stated
    (start, end) = period
    looks = (start, *sorted(day for day in set(dates) if start < day < end), end)
    return tuple(
        MonitoringGap(span=_span_words((a, b)), due=months_later(a, cycle), next=b)
        for a, b in pairwise(looks)
    )


def _next_date(facts: Asked, row: str) -> object:
    dates = facts.known("monitoring.dates")
    if isinstance(dates, Missing):
        return dates
    ahead = [day for day in dates[0] if day >= facts.on]
    return min(ahead) if ahead else Missing("monitoring.dates", _NO_DATE_LEFT)


MEASURES = (
    Measure(
        "support_cover.gaps",
        means("計画期間のうち支援体制のない期間", "parts of the plan period without support"),
        _gaps,
    ),
    Measure(
        "monitoring_gaps",
        means("点検の間隔", "monitoring gaps"),
        _monitoring_gaps,
        MonitoringGap,
    ),
    Measure(
        "monitoring.next_date",
        means("次の点検予定日", "next monitoring date"),
        _next_date,
    ),
)
