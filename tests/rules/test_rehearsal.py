"""A draft of the rulebook: read strictly, put over the rules in force, rehearsed with its causes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from api.services import zone_facts
from data.domain.assessment import Status
from data.domain.errors import InvalidInput
from data.domain.evidence import Fact
from data.domain.plan.kinds import PlanType
from rules.books import in_force
from rules.drafts import MARK, Draft, NewValue, read_draft
from rules.engine.values import Threshold
from rules.rehearsal import Outcome, Subject, rehearse, totals
from tests.rules.samples import ON, measured, names, sample

NEXT_YEAR = date(2027, 4, 1)
LAND = """
title: 用地の面積を60haとする案
thresholds:
  gx2.land.area_ha:
    values: [{since: 2027-04-01, value: 60}]
"""
MUNICIPALITIES = """
title: 市区町村の数の案
thresholds:
  b.extent.municipalities:
    values: [{since: 2027-04-01, value: 3}]
"""


@cache
def facts_on(name: str) -> Mapping[str, Fact]:
    return measured(sample(name))


def subject(name: str) -> Subject:
    document = sample(name)

    def by(values: Mapping[str, Threshold]) -> Mapping[str, Fact]:
        return {**facts_on(name), **zone_facts.by_values(document, ON, values)}

    return Subject(name, document.title, document, by)


def draft(*contents: str) -> Draft:
    return read_draft(contents, in_force())


def rehearsed(proposal: Draft, on: date) -> list[Outcome]:
    return list(rehearse(map(subject, names()), in_force(), proposal, on))


def test_a_raised_threshold_changes_the_plans_between_the_old_and_the_new_number_and_is_named_as_the_cause():
    proposal = draft(LAND)
    changed = [outcome for outcome in rehearsed(proposal, NEXT_YEAR) if outcome.changes]
    assert changed
    for outcome in changed:
        assert outcome.subject.plan_type is PlanType.GX2
        assert [change.criterion for change in outcome.changes] == ["gx.land"]
        (change,) = outcome.changes
        assert change.causes == proposal.changes
        assert change.after.status is Status.NOT_MET
        assert "60ha" in change.after.reason.ja


def test_before_its_day_a_draft_changes_nothing():
    assert [o for o in rehearsed(draft(LAND, MUNICIPALITIES), date(2027, 3, 31)) if o.changes] == []


def test_each_change_of_a_draft_with_two_is_told_with_its_own_cause():
    proposal = draft(LAND, MUNICIPALITIES)
    causes = {
        change.criterion: [cause.threshold.key for cause in change.causes if isinstance(cause, NewValue)]
        for outcome in rehearsed(proposal, NEXT_YEAR)
        for change in outcome.changes
    }
    assert causes == {"gx.land": ["gx2.land.area_ha"], "extent": ["b.extent.municipalities"]}


def test_a_number_read_by_a_measure_and_not_by_a_comparison_is_found_as_the_cause():
    proposal = draft(
        "title: 過半を9割に\nthresholds:\n  b.dependence.majority_percent:\n"
        "    values: [{since: 2027-04-01, value: 95}]\n"
    )
    found = {c.criterion for outcome in rehearsed(proposal, NEXT_YEAR) for c in outcome.changes}
    assert found == {"dependence"}


def test_a_radius_of_a_draft_is_measured_anew():
    proposal = draft(
        "title: 半径\nthresholds:\n  gx2.land.radius_km:\n    values: [{since: 2027-04-01, value: 0.5}]\n"
    )
    found = {c.criterion for outcome in rehearsed(proposal, NEXT_YEAR) for c in outcome.changes}
    assert found == {"gx.land"}


def test_a_criterion_that_ends_is_told_as_no_longer_in_force_in_the_types_named_alone():
    proposal = draft("title: 終了\ncriteria:\n  footprint: {until: 2027-04-01, types: [B]}\n")
    outcomes = rehearsed(proposal, NEXT_YEAR)
    assert {o.subject.plan_type for o in outcomes if o.changes} == {PlanType.B}
    assert all(change.after is None for o in outcomes for change in o.changes)


def test_totals_count_what_the_outcomes_show():
    outcomes = rehearsed(draft(LAND), NEXT_YEAR)
    found = totals(outcomes)
    assert found.plans == len(names())
    assert found.changed_plans == sum(bool(outcome.changes) for outcome in outcomes)
    assert sum(found.findings.values()) == sum(len(outcome.changes) for outcome in outcomes)
    assert all(criterion == "gx.land" for criterion, _, _ in found.findings)


def test_a_later_value_does_not_change_the_answer_of_an_earlier_day():
    drafted = draft(LAND, MUNICIPALITIES).put_over(in_force())
    for name in names():
        document = sample(name)
        old = in_force().assess(document, facts_on(name), ON)
        new = drafted.assess(document, facts_on(name), ON)
        assert new.model_copy(update={"rule_set": old.rule_set}) == old
        assert new.rule_set == f"{old.rule_set}{MARK}"


def test_a_draft_leaves_the_rulebook_in_force_as_it_is():
    before = in_force().values["gx2.land.area_ha"]
    draft(LAND).put_over(in_force())
    assert in_force().values["gx2.land.area_ha"] == before
    assert before.on(NEXT_YEAR).value == Decimal(30)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("", ""),
        ("title: 空の案\n", ""),
        ("thresholds: [1]\n", "/thresholds"),
        ("limits: {}\n", "/limits"),
        ("thresholds:\n  gx9.none: {values: []}\n", "/thresholds/gx9.none"),
        ("thresholds:\n  gx2.land.area_ha: 35\n", "/thresholds/gx2.land.area_ha"),
        (
            'thresholds:\n  gx2.land.area_ha:\n    values: [{since: 2027-04-01, value: "35"}]\n',
            "/thresholds/gx2.land.area_ha/values/0/value",
        ),
        (
            "thresholds:\n  gx2.land.area_ha:\n    values: [{since: 2027-02-31, value: 35}]\n",
            "/thresholds/gx2.land.area_ha/values/0/since",
        ),
        (
            "thresholds:\n  gx2.land.area_ha:\n    values: [{since: 2027-04-01, value: 1, document: S99}]\n",
            "/thresholds/gx2.land.area_ha/values/0/document",
        ),
        ("criteria:\n  none.such: {until: 2027-04-01}\n", "/criteria/none.such"),
        ("criteria:\n  gx.land: {}\n", "/criteria/gx.land"),
        ("criteria:\n  gx.land: {until: 2027-04-01, types: [B]}\n", "/criteria/gx.land/types"),
    ],
)
def test_an_unsound_draft_is_refused_at_the_field_with_what_to_do(content: str, field: str):
    with pytest.raises(InvalidInput) as refused:
        draft(content)
    (problem, *_) = refused.value.problems
    assert problem.field == field
    assert problem.remedy.ja
