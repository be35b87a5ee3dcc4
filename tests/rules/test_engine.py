"""The engine reads every kind of condition, compares exactly, and gives away nothing confidential."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, get_args

import pytest

from data.domain.assessment import Status
from data.domain.evidence import Missing
from data.domain.plan.fields import Number, Section, means
from data.domain.plan.kinds import PlanType
from data.domain.plan.meaning import meanings
from data.domain.plan.plan_b import PlanB
from data.domain.plan.rows import Rows
from data.domain.wording import Text
from rules.engine import answer as answers
from rules.engine.answer import answer
from rules.engine.condition import (
    Compare,
    Condition,
    Every,
    Is,
    OnlyIf,
    Some,
    TotalOf,
    WhenStated,
    fact,
    stated,
)
from rules.engine.facts import Facts
from rules.engine.places import Vocabulary
from rules.engine.reading import Reading
from rules.rulebooks import NoRuleSet, assess, register, rule_set_for
from tests.rules.conditions import parts_of
from tests.rules.samples import ON, assessed, measured, names, sample


class Part(Section):
    share: Annotated[Number | None, means("割合", "share", unit="ha")] = None
    chosen: Annotated[bool | None, means("対象か", "chosen")] = None


class Whole(Section):
    floor: Annotated[Number | None, means("基準", "floor", unit="ha")] = None
    parts: Annotated[Rows[Part] | None, means("区画", "parts")] = None


def reading(content: str) -> Reading:
    return Reading(Facts(Whole.model_validate_json(content), {}, Vocabulary(meanings(Whole), {}), ON))


SUM_REACHES_FLOOR = Compare(TotalOf("parts", "share"), ">=", fact("floor"))


def test_sums_compare_exactly_where_binary_fractions_would_fail():
    assert 5.92 + 10.20 < 16.12
    found = answer(
        SUM_REACHES_FLOOR, reading('{"floor": 16.12, "parts": [{"share": 5.92}, {"share": 10.20}]}')
    )
    assert found.status is Status.MET
    assert found.steps[0].margin == "0ha"


def test_a_sum_one_step_below_fails_and_shows_both_numbers_with_units():
    found = answer(
        SUM_REACHES_FLOOR, reading('{"floor": 16.1201, "parts": [{"share": 5.92}, {"share": 10.2}]}')
    )
    assert found.status is Status.NOT_MET
    assert "16.12ha ＜ 16.1201ha" in found.steps[0].reason.ja


def test_a_sum_with_a_missing_row_is_open_and_names_the_row():
    found = answer(SUM_REACHES_FLOOR, reading('{"floor": 1, "parts": [{"share": 5}, {}]}'))
    assert found.status is Status.INCOMPLETE
    assert "区画（2行目）の割合" in found.steps[0].reason.ja


CHOSEN = Is(".chosen", (True,))
BIG = Compare(fact(".share"), ">", fact("floor"))


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ('[{"chosen": true, "share": 5}]', Status.MET),
        ('[{"chosen": true, "share": 1}]', Status.NOT_MET),
        ('[{"chosen": false, "share": 1}]', Status.NOT_APPLICABLE),
        ('[{"share": 5}]', Status.MET),
        ('[{"share": 1}]', Status.INCOMPLETE),
        ("[]", Status.INCOMPLETE),
        ('[{"share": 1}, {"chosen": true, "share": 1}]', Status.NOT_MET),
    ],
)
def test_every_row_that_is_asked_must_answer(rows: str, status: Status):
    found = answer(Every("parts", BIG, CHOSEN), reading(f'{{"floor": 2, "parts": {rows}}}'))
    assert found.status is status


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ('[{"chosen": false}, {"chosen": true}]', Status.MET),
        ('[{"chosen": false}, {}]', Status.INCOMPLETE),
        ('[{"chosen": false}]', Status.NOT_MET),
    ],
)
def test_one_row_is_enough_and_an_open_row_keeps_it_open(rows: str, status: Status):
    found = answer(Some("parts", CHOSEN, Text("対象", "chosen part")), reading(f'{{"parts": {rows}}}'))
    assert found.status is status


def test_a_misspelt_path_is_an_error_and_not_a_missing_fact():
    with pytest.raises(KeyError, match="flor"):
        answer(stated("flor"), reading("{}"))


def test_every_kind_of_condition_has_a_reader():
    kinds = {kind for group in get_args(Condition) for kind in (get_args(group) or (group,))}
    assert set(vars(answers)["_READERS"]) == kinds


def test_conditions_are_plain_data():
    for criterion in register():
        for part in parts_of(criterion.demand):
            assert is_dataclass(part)
            assert not any(callable(getattr(part, each.name)) for each in fields(part))
            assert isinstance(hash(part), int)
            assert not isinstance(part, types.FunctionType)


def test_agreement_of_open_facts_reads_only_the_facts_it_waits_for():
    for criterion in register():
        for part in parts_of(criterion.demand):
            if isinstance(part, WhenStated):
                read = {inner.path for inner in parts_of(part.part) if hasattr(inner, "path")}
                assert {p for p in read if not p.startswith("agreement.")} <= set(part.paths)


def test_what_applies_only_on_a_condition_waits_for_the_condition():
    demand = OnlyIf(Is("parts[0].chosen", (True,)), stated("floor"), Text("対象外。", "not asked."))
    assert answer(demand, reading('{"parts": [{}]}')).status is Status.INCOMPLETE
    assert answer(demand, reading('{"parts": [{"chosen": false}]}')).status is Status.NOT_APPLICABLE


def test_no_record_holds_a_confidential_value():
    document = sample(names()[0])
    assert isinstance(document, PlanB)
    assert document.investment is not None
    assert document.investment.rows
    secret = document.investment.rows[0].model_copy(
        update={
            "company": "秘匿見本株式会社",
            "purpose": "秘匿見本株式会社の工場",
            "corporate_number": "4999999009999",
        }
    )
    investment = document.investment.model_copy(update={"rows": (secret, *document.investment.rows[1:])})
    document = document.model_copy(update={"investment": investment})
    found = assess(document, measured(document), ON)
    record = found.model_dump_json()
    assert found.finding("content.investment").status is Status.NOT_MET
    assert "秘匿見本" not in record
    assert "4999999009999" not in record
    marked = [read for f in found.findings for read in f.inputs if read.confidential]
    assert marked
    assert all(read.value is None for read in marked)


def test_a_plan_of_a_day_before_the_first_rule_set_is_told_so():
    with pytest.raises(NoRuleSet, match="2026-05-31"):
        rule_set_for(PlanType.B, date(2026, 5, 31))
    assert rule_set_for(PlanType.B, date(2026, 6, 1)).version == "B-2026-06-01"
    with pytest.raises(NoRuleSet):
        rule_set_for(PlanType.GX4, date(2025, 12, 21))


def test_a_measured_fact_nobody_defined_is_an_error():
    document = sample(names()[0])
    with pytest.raises(KeyError, match=r"land\.colour"):
        assess(document, {"land.colour": Missing("land.colour", Text("なし", "none"))}, ON)


def test_every_comparison_carries_both_sides_and_every_defect_a_remedy():
    for name in names():
        for finding in assessed(name).findings:
            assert finding.steps or finding.status is Status.NOT_APPLICABLE
            for step in finding.steps:
                if step.margin is not None:
                    assert len(step.inputs) >= 2
            if finding.status in (Status.NOT_MET, Status.INCOMPLETE) and finding.kind != "information":
                assert finding.remedy is not None, (name, finding.criterion)


def test_the_same_plan_gives_the_same_record():
    document = sample(names()[0])
    first, second = (assess(document, measured(document), ON).model_dump_json() for _ in range(2))
    assert first == second


def test_numbers_in_a_record_are_those_written():
    record = assessed(names()[0]).finding("kpi.set")
    values = {read.path: read.value for read in record.inputs}
    assert values["kpis[4].target"] == 0.6
    assert Decimal(str(values["kpis[4].baseline"])) == Decimal("1.8")
