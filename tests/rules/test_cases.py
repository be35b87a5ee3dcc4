"""Every case that officers wrote holds, and no answer a criterion can give is without a case."""

from __future__ import annotations

import pytest
import yaml

from data.domain.assessment import Status
from data.domain.plan.kinds import PlanType
from rules.rulebooks import RULE_SETS
from tests.rules.cases_reader import CASES, Case, cases

ALL = cases()
COVERED = {(case.plan_type, criterion, status) for case in ALL for criterion, status in case.expect.items()}
TYPES = sorted(RULE_SETS)


def excused(plan_type: PlanType) -> set[tuple[PlanType, str, str]]:
    path = CASES / f"unreachable-{plan_type.lower()}.yaml"
    reasons = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {(plan_type, criterion, status) for criterion, of in reasons.items() for status in of}


@pytest.mark.parametrize("case", ALL, ids=[f"{c.file}-{n}" for n, c in enumerate(ALL)])
def test_a_case_gives_the_findings_it_expects(case: Case):
    found = case.assessed()
    statuses = {criterion: str(found.finding(criterion).status) for criterion in case.expect}
    assert statuses == dict(case.expect), case.name


@pytest.mark.parametrize("case", [c for c in ALL if c.says], ids=lambda c: f"{c.plan_type}: {c.name}")
def test_the_reason_says_what_the_case_asks_it_to_say(case: Case):
    found = case.assessed()
    for criterion, words in case.says.items():
        reason = found.finding(criterion).reason.ja
        assert [word for word in words if word not in reason] == [], f"{case.name}: {reason}"


@pytest.mark.parametrize("plan_type", TYPES)
def test_every_answer_a_criterion_can_give_has_a_case(plan_type: PlanType):
    criteria = [criterion for rules in RULE_SETS[plan_type] for criterion in rules.criteria]
    asked = {(plan_type, criterion.id, str(status)) for criterion in criteria for status in Status}
    assert asked - COVERED - excused(plan_type) == set()


@pytest.mark.parametrize("plan_type", TYPES)
def test_no_answer_is_excused_that_a_case_reaches(plan_type: PlanType):
    assert excused(plan_type) & COVERED == set()


@pytest.mark.parametrize("plan_type", TYPES)
def test_the_names_of_cases_tell_them_apart(plan_type: PlanType):
    names = [case.name for case in ALL if case.plan_type is plan_type]
    assert names
    assert len(names) == len(set(names))
