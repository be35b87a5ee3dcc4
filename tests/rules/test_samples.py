"""The sample plans give the findings written beside them, pass the door, and differ in what they fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from data.domain.assessment import Status, Verdict
from data.domain.corporate_number import is_valid
from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import accept_plan, document_in
from data.reference.places import municipalities, prefectures
from tests.rules.samples import FOLDER, assessed, names, of_type, sample

PLACES = {f"{code}000": p.name.ja for code, p in prefectures().items()} | {
    code: body.name for code, body in municipalities().items()
}
LEAST = dict.fromkeys(PlanType, 2) | {PlanType.B: 8, PlanType.C: 3, PlanType.GX1: 1, PlanType.GX2: 3}
"""How many samples of a plan type there are at least."""


@pytest.mark.parametrize("name", names())
def test_a_sample_gives_the_findings_written_beside_it(name: str):
    expected = yaml.safe_load((FOLDER / "expected" / f"{name}.yaml").read_text(encoding="utf-8"))
    found = assessed(name)
    assert {f.criterion: str(f.status) for f in found.findings} == expected["findings"]
    assert str(found.verdict) == expected["verdict"]


@pytest.mark.parametrize("name", names())
def test_a_sample_is_accepted_and_marked_as_one(name: str):
    document = accept_plan(document_in(FOLDER / f"{name}.yaml"), PLACES)
    assert document.title.endswith("（見本）")


def corporate_numbers(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (found for key, found in value.items() if key == "corporate_number")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from corporate_numbers(inner)


@pytest.mark.parametrize("name", names())
def test_corporate_numbers_of_samples_are_sound_and_of_the_range_set_aside(name: str):
    numbers = list(corporate_numbers(document_in(FOLDER / f"{name}.yaml")))
    assert numbers
    assert all(n is not None and is_valid(n) and n[1:9] == "99999900" for n in numbers)


@pytest.mark.parametrize("plan_type", sorted(LEAST))
def test_one_sample_states_all_that_is_asked_and_the_others_differ_in_what_they_fail(plan_type: PlanType):
    defects = {
        name: frozenset(
            (f.criterion, f.status)
            for f in assessed(name).findings
            if f.status in (Status.NOT_MET, Status.INCOMPLETE)
        )
        for name in of_type(plan_type)
    }
    assert len(defects) >= LEAST[plan_type]
    assert len([name for name, found in defects.items() if not found]) == 1
    assert len(set(defects.values())) == len(defects)


def test_samples_show_every_verdict_short_of_a_judgement():
    assert {assessed(name).verdict for name in names()} == {
        Verdict.NEEDS_REVIEW,
        Verdict.NOT_ELIGIBLE,
        Verdict.NEEDS_EVIDENCE,
    }


def test_samples_come_from_different_bodies_and_some_draw_their_own_footprint():
    documents = [sample(name) for name in names()]
    assert len({document.body for document in documents}) == len(documents)
    assert sum(document.footprint is not None for document in documents) >= 2
