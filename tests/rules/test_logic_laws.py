"""Laws of the engine that hold for every plan: three-valued logic, order, missing facts, thresholds."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.assessment import Kind, Status
from data.domain.plan.reading import document_in, read_plan
from data.domain.plan.shape import shapes
from rules.engine.logic import WORST_FIRST, both, either
from rules.rulebooks import assess
from tests.rules.samples import FOLDER, ON, measured, names, sample

STATUSES = st.sampled_from(list(Status))
PLANS = {name: document_in(FOLDER / f"{name}.yaml") for name in names()}
DECIDED = (Status.MET, Status.NOT_MET, Status.NEEDS_REVIEW, Status.NOT_APPLICABLE)


def findings(content: Any) -> dict[str, Status]:
    document = read_plan(content)
    return {f.criterion: f.status for f in assess(document, measured(document), ON).findings}


def fields(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every field and table a document states, but not the rows: a row left out is another statement."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from fields(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from fields(item, (*path, index))


def without(content: Any, path: tuple[str | int, ...]) -> Any:
    changed = copy.deepcopy(content)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder.pop(path[-1])
    return changed


BODIES = ("body", "joint_bodies")
"""Who makes the plan: without one of them it is another plan, on other ground."""


def may_be_left_out(name: str, path: tuple[str | int, ...]) -> bool:
    """Whether the document can be read without the field and stays a plan for the same ground."""
    known = shapes(type(sample(name)))
    pattern = re.sub(r"\.\[\]", "[]", ".".join("[]" if isinstance(p, int) else p for p in path))
    return pattern in known and not known[pattern].required and path[0] not in ("footprint", *BODIES)


FIELDS = {name: [p for p in fields(plan) if may_be_left_out(name, p)] for name, plan in PLANS.items()}


@given(st.lists(STATUSES), st.lists(STATUSES))
def test_conjunction_and_disjunction_do_not_depend_on_order_or_grouping(some, more):
    for combine in (both, either):
        assert combine([*some, *more]) is combine([*more, *some])
        assert combine([combine(some), *more]) is combine([*some, *more])


@given(st.lists(STATUSES, min_size=1))
def test_a_conjunction_is_as_bad_as_its_worst_part_and_a_disjunction_as_good_as_its_best(statuses):
    told = [s for s in statuses if s is not Status.NOT_APPLICABLE]
    if not told:
        assert both(statuses) is either(statuses) is Status.NOT_APPLICABLE
        return
    assert WORST_FIRST.index(both(statuses)) == min(map(WORST_FIRST.index, told))
    assert WORST_FIRST.index(either(statuses)) == max(map(WORST_FIRST.index, told))


def test_an_open_part_is_decided_only_where_both_its_answers_agree():
    for rest in product((Status.MET, Status.NOT_MET), repeat=2):
        for combine in (both, either):
            possible = {combine([*rest, part]) for part in (Status.MET, Status.NOT_MET)}
            assert combine([*rest, Status.INCOMPLETE]) is (
                possible.pop() if len(possible) == 1 else Status.INCOMPLETE
            )


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(names()), st.data())
def test_leaving_facts_out_never_turns_incomplete_into_a_verdict(name, data):
    content = PLANS[name]
    for path in data.draw(st.lists(st.sampled_from(FIELDS[name]), min_size=1, max_size=3, unique=True)):
        before = findings(content)
        try:
            content = without(content, path)
        except (KeyError, IndexError):
            continue
        after = findings(content)
        opened = {c for c, status in before.items() if status is Status.INCOMPLETE}
        assert {c for c in opened if after[c] in DECIDED} == set(), path


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(names()), st.data())
def test_leaving_a_fact_out_never_refuses_a_plan(name, data):
    path = data.draw(st.sampled_from(FIELDS[name]))
    before, after = findings(PLANS[name]), findings(without(PLANS[name], path))
    assert {c for c in before if after[c] is Status.NOT_MET} <= {
        c for c in before if before[c] is Status.NOT_MET
    }, path


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(names()), st.integers(0, 2**32))
def test_the_order_of_rows_never_matters(name, seed):
    content = copy.deepcopy(PLANS[name])
    shuffle = random.Random(seed).shuffle
    tables = [v for v in content.values() if isinstance(v, list)]
    tables += [v for s in content.values() if isinstance(s, dict) for v in s.values() if isinstance(v, list)]
    for table in tables:
        if table and not isinstance(table[0], list):
            shuffle(table)
    assert findings(content) == findings(PLANS[name])


SHARES = st.lists(st.integers(0, 40), min_size=1, max_size=5)


@settings(max_examples=80, deadline=None)
@given(SHARES, st.data())
def test_an_unknown_share_gives_a_verdict_only_where_every_possible_share_gives_it(shares, data):
    places = [data.draw(st.sampled_from(["region", "overseas"])) for _ in shares]
    hidden = data.draw(st.integers(0, len(shares) - 1))
    rows: list[dict[str, Any]] = [
        {"item": str(n), "essential": False, "value_added_share": share, "target_source": place}
        for n, (share, place) in enumerate(zip(shares, places, strict=True))
    ]
    known = {**PLANS["01-niigata-medical-parts"], "value_chain": rows}
    rest = 100 - sum(s for n, s in enumerate(shares) if n != hidden)
    if rest < 0:
        return
    unknown = copy.deepcopy(known)
    del unknown["value_chain"][hidden]["value_added_share"]
    told = findings(unknown)["dependence"]
    if told is Status.INCOMPLETE:
        return
    for share in range(0, rest + 1, 7):
        rows[hidden]["value_added_share"] = share
        assert findings(known)["dependence"] in (told, Status.INCOMPLETE)


@settings(max_examples=40, deadline=None)
@given(st.decimals(59, 10**6, places=4), st.decimals(0, 10**6, places=4))
def test_a_higher_target_is_never_worse(target, more):
    def status(value: Decimal) -> Status:
        content = copy.deepcopy(dict(PLANS["01-niigata-medical-parts"]))
        content["spillover"][0]["target"] = float(value)
        content["kpis"][0]["target"] = float(value)
        return findings(content)["spill.region"]

    order = (Status.NOT_MET, Status.INCOMPLETE, Status.NEEDS_REVIEW, Status.MET)
    assert order.index(status(min(target + more, Decimal(10**6)))) >= order.index(status(target))


def test_neither_remark_nor_information_refuses():
    document = read_plan(PLANS["10-nagano-photonics"])
    found = assess(document, measured(document), ON)
    assert found.finding("extent").status is Status.NOT_MET
    assert found.finding("extent").kind is Kind.REMARK
    assert str(found.verdict) == "needs_evidence"
