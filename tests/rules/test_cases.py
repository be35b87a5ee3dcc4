"""Every case that officers wrote holds, and no answer a criterion can give is without a case."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from data.domain.assessment import Status
from rules.rulebooks import register
from tests.rules.cases_reader import Case, cases

ALL = cases()
UNREACHABLE = yaml.safe_load(
    (Path(__file__).parent / "cases" / "unreachable-b.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", ALL, ids=[f"{c.file}-{n}" for n, c in enumerate(ALL)])
def test_a_case_gives_the_findings_it_expects(case: Case):
    found = case.assessed()
    statuses = {criterion: str(found.finding(criterion).status) for criterion in case.expect}
    assert statuses == dict(case.expect), case.name


@pytest.mark.parametrize("case", [c for c in ALL if c.says], ids=lambda c: c.name)
def test_the_reason_says_what_the_case_asks_it_to_say(case: Case):
    found = case.assessed()
    for criterion, words in case.says.items():
        reason = found.finding(criterion).reason.ja
        assert [word for word in words if word not in reason] == [], f"{case.name}: {reason}"


def test_every_answer_a_criterion_can_give_has_a_case():
    covered = {(criterion, status) for case in ALL for criterion, status in case.expect.items()}
    asked = {(c.id, str(status)) for c in register() for status in Status}
    excused = {(criterion, status) for criterion, reasons in UNREACHABLE.items() for status in reasons}
    assert asked - covered - excused == set()


def test_no_answer_is_excused_that_a_case_reaches():
    covered = {(criterion, status) for case in ALL for criterion, status in case.expect.items()}
    assert {(c, s) for c, reasons in UNREACHABLE.items() for s in reasons} & covered == set()


def test_the_names_of_cases_tell_them_apart():
    names = [case.name for case in ALL]
    assert len(names) == len(set(names))
