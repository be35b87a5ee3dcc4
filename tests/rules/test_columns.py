"""Answers by column are the answers of the one engine: for every case and any change of a sample."""

from __future__ import annotations

import copy
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.assessment import Assessment, Status
from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import read_plan
from rules.books import in_force
from rules.engine import answer as explained
from rules.engine.columns import answers as by_column
from rules.engine.columns.blocks import blocks
from rules.engine.columns.exact import apart, exact_column, holds, totals
from rules.engine.columns.frames import Batch
from rules.engine.columns.verdicts import verdicts
from rules.engine.condition import Compare, TotalOf, fact
from rules.engine.facts import Facts
from rules.engine.leaves import HOLDS
from rules.rulebooks import RULE_SETS, assess, facts_on, rule_set_for
from tests.rules.cases_reader import cases
from tests.rules.samples import ON, measured, names, of_type, sample
from tests.rules.test_logic_laws import FIELDS, PLANS, without

RELATIONS = st.sampled_from(sorted(HOLDS))
NUMBERS = st.one_of(
    st.none(),
    st.integers(-(10**30), 10**30),
    st.integers(-1000, 1000),
    st.decimals(-(10**12), 10**12, allow_nan=False, places=4),
    st.floats(-100, 100).map(lambda number: round(number, 3)),
)


def of(found: Assessment) -> dict[str, Status]:
    return {finding.criterion: finding.status for finding in found.findings}


@cache
def facts_of_cases() -> dict[tuple[PlanType, date], list[Facts]]:
    found: dict[tuple[PlanType, date], list[Facts]] = defaultdict(list)
    for case in cases():
        document, facts = case.facts()
        found[case.plan_type, case.on].append(facts_on(document, facts, case.on))
    return found


def batch_of(facts: list[Facts]) -> Batch:
    return Batch([each.document for each in facts], facts.__getitem__)


@pytest.mark.parametrize("plan_type", sorted(RULE_SETS))
def test_every_case_of_the_rulebook_gets_by_column_what_it_gets_explained(plan_type: PlanType):
    for (of_plans, on), facts in facts_of_cases().items():
        if of_plans is not plan_type:
            continue
        rules = rule_set_for(plan_type, on)
        found = verdicts(rules, batch_of(facts))
        for plan in range(len(facts)):
            assessed = found.explained(plan, plan_type)
            assert found.statuses(plan) == of(assessed)
            assert found.overall()[plan] is assessed.verdict


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(names()), st.data()), min_size=1, max_size=6), st.integers(1, 4))
def test_mixed_plans_with_facts_left_out_get_by_column_what_they_get_explained(drawn, block):
    plans = []
    for name, data in drawn:
        content = PLANS[name]
        for path in data.draw(st.lists(st.sampled_from(FIELDS[name]), max_size=3, unique=True)):
            content = _left_out(content, path)
        document = read_plan(content)
        plans.append((document, measured(document)))
    expected = [of(assess(document, facts, ON)) for document, facts in plans]
    got: dict[int, dict[str, Status]] = {}
    for places in blocks(range(len(plans)), lambda place: plans[place][0].plan_type, block):
        found = in_force().columns(plans[places[0]][0].plan_type, [plans[p] for p in places], ON)
        got |= {place: found.statuses(number) for number, place in enumerate(places)}
    assert [got[place] for place in range(len(plans))] == expected


def _left_out(content: Any, path: tuple[str | int, ...]) -> Any:
    try:
        return without(content, path)
    except (KeyError, IndexError):
        return content


@settings(deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1), RELATIONS)
def test_columns_compare_as_exactly_as_single_values(pairs, relation):
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    found = holds(exact_column(left), relation, exact_column(right))
    expected = [None not in pair and HOLDS[relation](_decimal(pair[0]), _decimal(pair[1])) for pair in pairs]
    assert found.tolist() == expected


@settings(deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1), st.integers(0, 100))
def test_a_tolerance_is_as_exact_by_column(pairs, slack):
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    found = apart(exact_column(left), exact_column(right), exact_column([Decimal(slack) / 10]))
    expected = [_further(Fraction(slack, 10), *pair) for pair in pairs]
    assert found.tolist() == expected


def _further(slack: Fraction, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    return abs(Fraction(_decimal(left)) - Fraction(_decimal(right))) > slack


def _decimal(number: Any) -> Decimal:
    return Decimal(str(number))


def test_hundredths_that_binary_fractions_lose_add_up():
    cells = exact_column([Decimal("5.92"), Decimal("10.20"), Decimal(1), None])
    total = totals(cells, np.array([0, 2, 4]), np.array([2, 2, 0]))
    assert holds(total, ">=", exact_column([Decimal("16.12")])).tolist() == [True, False, False]
    assert total.known.tolist() == [True, False, True]


def test_a_day_is_not_compared_with_a_number():
    with pytest.raises(TypeError, match="DAY and NUMBER"):
        holds(exact_column([date(2026, 6, 1)]), "<", exact_column([2026]))


def test_sums_beyond_the_room_of_a_machine_word_stay_exact():
    cells = exact_column([2**62, 2**62, 2**62, 1])
    total = totals(cells, np.array([0]), np.array([4]))
    assert total.numbers.tolist() == [3 * 2**62 + 1]


def test_both_readers_know_the_same_kinds_of_condition():
    assert set(by_column._LEAVES) | set(by_column._GROUPS) == set(explained._READERS)
    assert set(by_column._LEAVES) & set(by_column._GROUPS) == set()


def test_a_batch_refuses_plans_of_two_types_or_days():
    plans = [sample(of_type(plan_type)[0]) for plan_type in (PlanType.A, PlanType.B)]
    with pytest.raises(ValueError, match="one type on one day"):
        batch_of([facts_on(plan, measured(plan), ON) for plan in plans])
    days = [facts_on(plans[0], {}, day) for day in (ON, ON + timedelta(days=1))]
    with pytest.raises(ValueError, match="one type on one day"):
        batch_of(days).facts(1)


def test_a_trace_tells_what_each_demand_answered_for_each_row():
    names_of_b = of_type(PlanType.B)
    facts = [facts_on(sample(name), measured(sample(name)), ON) for name in names_of_b]
    found = verdicts(rule_set_for(PlanType.B, ON), batch_of(facts), trace=True)
    rows = [trace for trace in found.traces["kpi.set"] if trace.rows == "kpis[]"]
    listed = [len(facts[plan].document.kpis or ()) for plan in range(len(facts))]  # type: ignore[attr-defined]
    assert rows
    assert all(np.bincount(trace.plans, minlength=len(facts)).tolist() == listed for trace in rows)


def test_plans_are_taken_block_by_block() -> None:
    taken = iter(range(7))
    alike = blocks(taken, lambda number: number % 2, size=2)
    assert next(alike) == [0, 2]
    assert next(taken) == 3
    assert list(alike) == [[1, 5], [4, 6]]


def test_a_total_is_read_in_the_plan_also_from_within_a_row():
    content = copy.deepcopy(dict(PLANS["01-niigata-medical-parts"]))
    document = read_plan(content)
    batch = batch_of([facts_on(document, measured(document), ON)])
    demand = Compare(TotalOf("investment.rows", "amount_yen"), "==", fact("investment.total_yen"))
    rows = by_column.Sheet(batch, batch.table("kpis", batch.plans).rows)
    assert by_column.answers(demand, rows).tolist() == [by_column.MET] * len(content["kpis"])
