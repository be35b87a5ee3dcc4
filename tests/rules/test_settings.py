"""Operator settings ask a person where no document gives a number; none of them can refuse anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.assessment import Status
from data.domain.evidence import Fact
from data.domain.plan.kinds import PlanType
from rules.engine.condition import Doubt, FactAt, WhenStated
from rules.engine.places import Vocabulary
from rules.rulebooks import PLAN_TYPES, RULE_SETS, assess
from rules.settings import PREFIX, PossibleSetting, possible_settings, setting_fact
from rules.vocabulary import vocabulary_of
from tests.rules.samples import ON, measured, names, sample

DOCUMENTS = {plan_type: document for document, plan_type in PLAN_TYPES.items()}
SETTINGS = list(possible_settings().values())
SAMPLES = [sample(name) for name in names()]
Around = tuple[object, ...]


def reads_of_settings(
    node: object, within: tuple[object, ...] = ()
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every place where a condition reads a setting, with the nodes around it."""
    if isinstance(node, FactAt) and node.path.startswith(PREFIX):
        yield node.path, within
    elif isinstance(node, tuple):
        for part in node:
            yield from reads_of_settings(part, within)
    elif is_dataclass(node):
        for field in fields(node):
            yield from reads_of_settings(getattr(node, field.name), (*within, node))


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_no_setting_can_lead_to_a_refusal(plan_type: PlanType) -> None:
    for rules in RULE_SETS[plan_type]:
        for criterion in rules.criteria:
            for path, within in reads_of_settings(criterion.demand):
                doubts = [node for node in within if isinstance(node, Doubt)]
                optional = [node for node in within if isinstance(node, WhenStated) and path in node.paths]
                assert doubts, f"{criterion.id} lets {path} decide"
                assert optional, f"{criterion.id} asks for {path} as if it were missing evidence"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_acts_on_the_criterion_and_the_plan_types_it_names(setting: PossibleSetting) -> None:
    acting = {
        (plan_type, criterion.id)
        for plan_type, sets in RULE_SETS.items()
        for rules in sets
        for criterion in rules.criteria
        if setting.path in dict(reads_of_settings(criterion.demand))
    }
    assert acting == {(plan_type, setting.criterion) for plan_type in setting.plan_types}
    for plan_type in setting.plan_types:
        vocabulary: Vocabulary = vocabulary_of(DOCUMENTS[plan_type])
        units = {vocabulary.meanings[path].unit for path in setting.facts}
        assert units == {setting.unit}


@given(st.sampled_from(SETTINGS), st.decimals(0, 10**15, places=4), st.data())
def test_a_setting_changes_an_answer_to_needs_review_or_not_at_all(
    setting: PossibleSetting, value: Decimal, data: st.DataObject
) -> None:
    document = data.draw(st.sampled_from([d for d in SAMPLES if PLAN_TYPES[type(d)] in setting.plan_types]))
    without: dict[str, Fact] = measured(document)
    known = setting_fact(setting, value, date(2026, 11, 1), "operator_setting/1")
    before, after = assess(document, without, ON), assess(document, {**without, setting.path: known}, ON)
    for old, new in zip(before.findings, after.findings, strict=True):
        assert new.status in (old.status, Status.NEEDS_REVIEW)
        if new.status is not old.status:
            assert old.criterion == setting.criterion
            assert old.status is Status.MET


def test_a_finding_says_which_setting_acted_its_value_and_since_when() -> None:
    setting = possible_settings()["kpi.cycle_months"]
    document = next(d for d in SAMPLES if PLAN_TYPES[type(d)] is PlanType.B)
    known = setting_fact(setting, Decimal(1), date(2026, 11, 1), "operator_setting/7")
    finding = assess(document, {**measured(document), setting.path: known}, ON).finding("kpi.monitor")
    assert finding.status is Status.NEEDS_REVIEW
    assert "KPIの点検周期の上限（運用設定）" in finding.reason.ja
    assert "operator setting" in finding.reason.en
    read = next(each for step in finding.steps for each in step.inputs if each.path == setting.path)
    assert read.source is not None
    assert "2026-11-01" in read.source.ja
    assert finding.question is not None
