"""Every change offered meets its criterion on a copy; for numbers one unit less does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.assessment import Finding, Status
from data.domain.evidence import Fact
from data.domain.plan.document import PlanDocument
from rules.counterfacts.changes import Plan
from rules.counterfacts.search import Change, Counterfacts, counterfacts
from rules.rulebooks import assess, rule_set_for
from tests.rules.cases_reader import Case, cases
from tests.rules.samples import ON, measured, sample

FAILING = [
    (case, criterion)
    for case in cases()
    for criterion, status in case.expect.items()
    if status == Status.NOT_MET
]
NAMES = [f"{case.plan_type}-{criterion}-{number}" for number, (case, criterion) in enumerate(FAILING)]
REACHED = (Status.MET, Status.NEEDS_REVIEW)
FOUND: dict[tuple[int, str], tuple[Plan, Counterfacts]] = {}
MEASURED: dict[str, Mapping[str, Fact]] = {}


def plan_of(document: PlanDocument, facts: Mapping[str, Fact]) -> Plan:
    return Plan(document, facts, lambda changed: facts)


def of_case(case: Case, criterion: str) -> tuple[Plan, Counterfacts]:
    key = id(case), criterion
    if key not in FOUND:
        plan = plan_of(*case.facts())
        FOUND[key] = plan, counterfacts(plan, rule_set_for(case.plan_type, case.on), criterion, case.on)
    return FOUND[key]


def found_with(plan: Plan, changes: Mapping[str, object], case: Case, criterion: str) -> Finding:
    copy = plan.changed(changes)
    return assess(copy.document, copy.measured, case.on).finding(criterion)


@pytest.mark.parametrize(("case", "criterion"), FAILING, ids=NAMES)
def test_every_change_offered_meets_the_criterion_on_a_copy_or_it_is_said_why_there_is_none(
    case: Case, criterion: str
):
    plan, found = of_case(case, criterion)
    assert bool(found.offers) != (found.why_none is not None)
    for offer in found.offers:
        after = found_with(plan, {change.path: change.value for change in offer.changes}, case, criterion)
        assert after.status is offer.status
        assert after.status in REACHED


@pytest.mark.parametrize(("case", "criterion"), FAILING, ids=NAMES)
def test_no_single_change_can_be_left_out_of_an_offer(case: Case, criterion: str):
    plan, found = of_case(case, criterion)
    for offer in found.offers:
        for left_out in offer.changes:
            rest = {c.path: c.value for c in offer.changes if c is not left_out}
            assert found_with(plan, rest, case, criterion).status is Status.NOT_MET


def test_most_failing_cases_have_an_offer():
    offered = [bool(of_case(case, criterion)[1].offers) for case, criterion in FAILING[::3]]
    assert sum(offered) * 2 > len(offered)


@settings(max_examples=25)
@given(st.integers(1, 2_000), st.integers(0, 3_000))
def test_a_target_not_above_its_baseline_is_raised_by_the_smallest_step_and_one_less_fails(
    baseline: int, below: int
):
    base = sample("01-niigata-medical-parts")
    stated = {"spillover[0].baseline": baseline, "spillover[0].target": baseline - below}
    plan = changed_by(base, stated)
    found = counterfacts(plan, rule_set_for(base.plan_type, ON), "spill.region", ON)
    (change,) = next(o for o in found.offers if o.changes[0].path == "spillover[0].target").changes
    assert change.value == baseline + 1
    assert one_less_fails(plan, change, "spill.region")


@settings(max_examples=25)
@given(st.integers(1, 10**13))
def test_exports_above_sales_come_down_to_the_sales_to_the_yen(excess: int):
    base = sample("01-niigata-medical-parts")
    sales = base.model_dump()["targets"]["sales_yen"]
    plan = changed_by(base, {"export.amount_yen": sales + excess})
    found = counterfacts(plan, rule_set_for(base.plan_type, ON), "promise.position", ON)
    (change,) = next(o for o in found.offers if o.changes[0].path == "export.amount_yen").changes
    assert change.value == sales
    assert one_less_fails(plan, change, "promise.position", step=-1)


def test_land_short_of_the_guide_is_told_in_hectares_beyond_the_tolerance():
    case = next(c for c, criterion in FAILING if criterion == "gx.land" and "円の外" in c.name)
    _, found = of_case(case, "gx.land")
    area = next(o for o in found.offers if o.changes[0].path.endswith("area_ha")).changes[0]
    assert area.value == Decimal("33.01")


def test_a_day_of_support_that_is_missing_is_told_as_the_day():
    case = next(c for c, criterion in FAILING if criterion == "commit.support" and "一日でも" in c.name)
    plan, found = of_case(case, "commit.support")
    change = next(o for o in found.offers if o.changes[0].path == "support[0].end").changes[0]
    assert isinstance(change.value, date)
    less = {change.path: change.value - timedelta(days=1)}
    assert found_with(plan, less, case, "commit.support").status is Status.NOT_MET


def test_what_was_observed_is_never_offered_for_changing():
    for case, criterion in FAILING[::2]:
        for offer in of_case(case, criterion)[1].offers:
            assert not [c for c in offer.changes if "baseline" in c.path or c.path.endswith("kind")]


def test_a_criterion_made_worse_elsewhere_is_told():
    case = next(c for c, criterion in FAILING if criterion == "spill.region" and "始まる前の年度" in c.name)
    _, found = of_case(case, "spill.region")
    period = next(o for o in found.offers if o.changes[0].path == "period.start")
    assert [finding.criterion for finding in period.worse] == ["commit.support"]


def changed_by(document: PlanDocument, changes: Mapping[str, object]) -> Plan:
    changed = plan_of(document, measured_once(document)).changed(changes)
    assert changed is not None
    return changed


def measured_once(document: PlanDocument) -> Mapping[str, Fact]:
    return MEASURED.setdefault(document.title, measured(document))


def one_less_fails(plan: Plan, change: Change, criterion: str, step: int = 1) -> bool:
    assert isinstance(change.value, int | Decimal)
    nearer = plan.changed({change.path: change.value - step})
    return assess(nearer.document, nearer.measured, ON).finding(criterion).status is Status.NOT_MET
