"""Answers of single demands: stated, one of, compared, empty; each gives one step with all it read."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from data.domain.assessment import Step
from data.domain.evidence import Fact, Known, Missing
from data.domain.wording import Text
from rules.engine import wording
from rules.engine.condition import Compare, Empty, FactAt, Guide, Is, Operand, Relation, Show, Stated
from rules.engine.facts import Facts
from rules.engine.formatting import shown
from rules.engine.inputs import inputs_at, inputs_of, value_words
from rules.engine.logic import INCOMPLETE, MET, NEEDS_REVIEW, NOT_APPLICABLE, NOT_MET, Answer, single
from rules.engine.operands import Side, margin_between, side_of
from rules.engine.reading import Reading
from rules.engine.spots import Spot

HOLDS: dict[Relation, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}


def missing(reading: Reading, found: Missing, *read: Fact) -> Answer:
    """Answer that a fact is missing, naming the field to supply."""
    label = reading.facts.label(found.path)
    inputs = inputs_of(reading.facts, (found, *read))
    remedy = found.ask or wording.ask_for(label)
    return single(INCOMPLETE, wording.missing(label, found.reason), inputs, remedy)


def stated(reading: Reading, demand: Stated) -> Answer:
    """Answer whether a fact is given."""
    facts = reading.facts
    spot, found = facts.found(demand.path, reading.row)
    if isinstance(found, Missing):
        return missing(reading, found)
    told = spot.given
    if told is None:
        inputs = inputs_at(facts, spot, found)
        reason = wording.given(inputs[0].label, value_words(spot, found, inputs[0]))
        told = spot.given = single(MET, reason, inputs)
    return told


def one_of(reading: Reading, demand: Is) -> Answer:
    """Answer whether a fact is one of the allowed values."""
    facts = reading.facts
    spot, found = facts.found(demand.path, reading.row)
    if isinstance(found, Missing):
        return missing(reading, found)
    inputs = inputs_at(facts, spot, found)
    label, value = inputs[0].label, value_words(spot, found, inputs[0])
    if found.value in demand.allowed:
        reason = _said(facts, spot, demand.holds) or wording.is_as_asked(label, value)
        return single(MET, reason, inputs)
    asked = _asked(demand.allowed, tuple(map(type, demand.allowed)))
    reason = _said(facts, spot, demand.fails) or wording.is_otherwise(label, value, asked)
    return single(NOT_MET, reason, inputs, demand.remedy or wording.change_to(label, asked))


@cache
def _asked(allowed: tuple[object, ...], kinds: tuple[type, ...]) -> Text:
    # ``kinds`` tells apart what is equal and reads otherwise: 1 and True.
    return wording.one_of([shown(value) for value in allowed])


def _said(facts: Facts, spot: Spot, sentence: Text | None) -> Text | None:
    return wording.about(facts.label(spot.row.path), sentence) if spot.row and sentence else sentence


def compare(reading: Reading, demand: Compare) -> Answer:
    """Answer a comparison with both values, their units and the margin."""
    sides = _sides(reading, demand.left, demand.right)
    return sides if isinstance(sides, Answer) else _compared(*sides, demand)


def guide(reading: Reading, demand: Guide) -> Answer:
    """Answer a comparison with a guide; near it, a person decides and is told the margin."""
    sides, tolerance = _sides(reading, demand.left, demand.right), side_of(reading, demand.tolerance)
    if isinstance(sides, Answer):
        return sides
    left, right = sides
    if isinstance(tolerance, Missing):
        return _open(reading, tolerance, left)
    margin: Any = operator.sub(left.value, right.value)
    if abs(margin) > tolerance.value:
        found = _compared(left, right, demand)
        step = replace(found.steps[0], inputs=(*found.steps[0].inputs, *tolerance.inputs))
        return Answer(found.status, (step,), (step,))
    near = tolerance.label, tolerance.words
    words = wording.borderline((left.label, left.words), (right.label, right.words), near)
    inputs = (*left.inputs, *right.inputs, *tolerance.inputs)
    return single(NEEDS_REVIEW, words, inputs, margin=margin_between(left, right))


def _sides(reading: Reading, one: Operand, other: Operand) -> tuple[Side, Side] | Answer:
    beside = reading.path(one.path) if isinstance(one, FactAt) else ""
    left, right = side_of(reading, one), side_of(reading, other, beside)
    if isinstance(left, Missing):
        return _open(reading, left, right)
    if isinstance(right, Missing):
        return _open(reading, right, left)
    return left, right


def _compared(left: Side, right: Side, demand: Compare | Guide) -> Answer:
    holds = HOLDS[demand.relation](left.value, right.value)
    said, asked, in_time = (left.label, left.words), (right.label, right.words), left.in_time
    reason = wording.compared(said, demand.relation, asked, holds=holds, in_time=in_time)
    inputs, margin = (*left.inputs, *right.inputs), margin_between(left, right)
    if holds:
        return single(MET, reason, inputs, margin=margin)
    remedy = demand.remedy or wording.bring_to(left.label, demand.relation, asked, in_time=in_time)
    return single(NOT_MET, reason, inputs, remedy, margin)


def empty(reading: Reading, demand: Empty) -> Answer:
    """Answer whether a looked-up list holds nothing, naming what it holds."""
    facts = reading.facts
    spot, found = facts.found(demand.path, reading.row)
    if isinstance(found, Missing):
        return missing(reading, found)
    inputs = inputs_at(facts, spot, found)
    label = inputs[0].label
    if found.value == ():
        return single(MET, wording.holds_nothing(label), inputs)
    words = value_words(spot, found, inputs[0])
    return single(NOT_MET, wording.holds(label, words), inputs, demand.remedy)


def show(reading: Reading, demand: Show) -> Answer:
    """Lay facts before the reader, one step each; missing ones are told as such and decide nothing."""
    facts = reading.facts
    steps: list[Step] = []
    for path in demand.paths:
        spot, found = facts.found(path, reading.row)
        if isinstance(found, Known):
            inputs = inputs_at(facts, spot, found)
            words = wording.given(inputs[0].label, value_words(spot, found, inputs[0]))
            steps.append(Step(NOT_APPLICABLE, words, inputs))
        else:
            words = wording.missing(facts.label(found.path), found.reason)
            steps.append(Step(NOT_APPLICABLE, words, inputs_of(facts, (found,))))
    return Answer(NOT_APPLICABLE, tuple(steps), ())


def _open(reading: Reading, gap: Missing, other: Side | Missing) -> Answer:
    found = missing(reading, gap, *([other] if isinstance(other, Missing) else []))
    if isinstance(other, Missing):
        return found
    step = replace(found.steps[0], inputs=(*found.steps[0].inputs, *other.inputs))
    return Answer(found.status, (step,), (step,))
