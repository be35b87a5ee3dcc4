"""KPI returns and sums: missing is not zero, nothing is due that the plan does not say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.plan.plan_b import PlanB
from rules.screening.kpi_cycles import Actual, Against, ReturnStatus, due_dates, due_returns
from rules.screening.portfolio import Entry, Figures, Grouping, figures_of, sums

KPI = {"indicator": "輸出額", "unit": "億円", "direction": "increase", "baseline": 10, "target": 30}
TODAY = date(2028, 6, 1)


def plan(**parts: Any) -> PlanB:
    document = {"plan_type": "B", "title": "計画", "body": "15000", **parts}
    return PlanB.model_validate(document, strict=False)


def with_cycle(months: int | None, dates: list[str] | None = None, **parts: Any) -> PlanB:
    period = {"start": "2026-04-01", "end": "2029-03-31"}
    return plan(period=period, monitoring={"cycle_months": months, "dates": dates}, kpis=[KPI], **parts)


def test_stated_dates_count_and_the_last_of_a_fiscal_year_is_the_due_one() -> None:
    found = due_dates(with_cycle(6, ["2027-09-30", "2028-03-31", "2026-10-01"]))
    assert found == (date(2026, 10, 1), date(2028, 3, 31))


def test_a_cycle_runs_within_the_plan() -> None:
    assert due_dates(with_cycle(12)) == (date(2027, 4, 1), date(2028, 4, 1))


@pytest.mark.parametrize("document", [plan(kpis=[KPI]), with_cycle(None)])
def test_nothing_is_due_that_the_plan_does_not_say(document: PlanB) -> None:
    assert due_returns(document, {}, TODAY) == ()


def test_what_is_not_reported_is_missing_and_late_not_zero() -> None:
    first, second = due_returns(with_cycle(12), {}, date(2027, 6, 1))
    assert (first.status, first.days_late, first.actual, first.against) == (
        ReturnStatus.OVERDUE,
        61,
        None,
        None,
    )
    assert (second.status, second.days_late) == (ReturnStatus.NOT_DUE, 0)


@pytest.mark.parametrize(
    ("value", "unit", "on", "status", "against", "progress"),
    [
        ("20", "億円", date(2027, 4, 1), ReturnStatus.REPORTED, Against.NOT_YET, Fraction(1, 2)),
        ("30", "億円", date(2027, 4, 3), ReturnStatus.REPORTED_LATE, Against.REACHED, Fraction(1)),
        ("0", "億円", date(2027, 4, 1), ReturnStatus.REPORTED, Against.NOT_YET, Fraction(-1, 2)),
        ("30", "百万円", date(2027, 4, 1), ReturnStatus.REPORTED, Against.CANNOT_TELL, None),
    ],
)
def test_a_value_stands_against_its_target(
    value: str, unit: str, on: date, status: ReturnStatus, against: Against, progress: Fraction | None
) -> None:
    reported = {("/kpis/0", 2027): Actual(Decimal(value), unit, on)}
    found = due_returns(with_cycle(12), reported, TODAY)[0]
    assert (found.status, found.against, found.progress) == (status, against, progress)


FIGURES = st.builds(Figures, *[st.none() | st.integers(0, 10**12)] * 3)
GROUPS = st.frozensets(st.tuples(st.sampled_from(Grouping), st.none() | st.sampled_from("xyz")))


@given(st.lists(st.builds(Entry, FIGURES, GROUPS)), st.randoms(use_true_random=False))
def test_sums_tell_how_many_state_a_figure(entries, random) -> None:
    found = sums(entries)
    assert found == sums(random.sample(entries, len(entries)))
    stated = [e.figures.jobs for e in entries if e.figures.jobs is not None]
    assert found[0].jobs.total == (sum(stated) if stated else None)
    assert (found[0].jobs.stated, found[0].jobs.plans) == (len(stated), len(entries))


@pytest.mark.parametrize(
    ("parts", "figures"),
    [
        ({}, Figures(None, None, None)),
        ({"investment": {"total_yen": 0}}, Figures(0, None, None)),
        ({"investment": {"rows": [{"amount_yen": 3}, {"amount_yen": 4}]}}, Figures(7, None, None)),
        ({"investment": {"rows": [{"amount_yen": 3}, {}]}}, Figures(None, None, None)),
        ({"targets": {"value_added_yen": 5}}, Figures(None, 5, None)),
        (
            {"spillover": [{"kind": "jobs", "unit": "人", "baseline": 100, "target": 130}]},
            Figures(None, None, 30),
        ),
        (
            {"spillover": [{"kind": "jobs", "unit": "千人", "baseline": 1, "target": 2}]},
            Figures(None, None, None),
        ),
    ],
)
def test_a_figure_is_what_the_document_states(parts: dict[str, Any], figures: Figures) -> None:
    assert figures_of(plan(**parts)) == figures
