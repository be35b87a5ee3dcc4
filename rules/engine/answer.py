"""Read a condition against facts: one status, and a step for every comparison made on the way.

Three-valued: not met beats incomplete, incomplete beats met, and what does not apply counts for nothing
(Kleene's strong logic, Introduction to Metamathematics, section 64).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from data.domain.assessment import InputRead, Status, Step
from data.domain.evidence import Fact, Known, Missing
from data.domain.wording import Text
from rules.engine import wording
from rules.engine.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Every,
    Is,
    OnlyIf,
    Relation,
    Some,
    Stated,
)
from rules.engine.formatting import plain, shown
from rules.engine.operands import margin_between, operand_fact, operand_label, operand_read, operand_unit
from rules.engine.reading import Reading

MET, NOT_MET = Status.MET, Status.NOT_MET
INCOMPLETE, NOT_APPLICABLE = Status.INCOMPLETE, Status.NOT_APPLICABLE

HOLDS: dict[Relation, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of a condition and the steps that led to it, in reading order."""

    status: Status
    steps: tuple[Step, ...]


def both(statuses: Iterable[Status]) -> Status:
    """Conjunction: the worst answer wins; nothing but "does not apply" does not apply."""
    found = set(statuses)
    for status in (NOT_MET, INCOMPLETE, MET):
        if status in found:
            return status
    return NOT_APPLICABLE


def either(statuses: Iterable[Status]) -> Status:
    """Disjunction: the best answer wins; open answers keep it open."""
    found = set(statuses)
    for status in (MET, INCOMPLETE, NOT_MET):
        if status in found:
            return status
    return NOT_APPLICABLE


def answer(condition: Condition, reading: Reading) -> Answer:
    """Answer ``condition`` from the facts of ``reading``."""
    match condition:
        case Stated(path):
            return _stated(reading, reading.path(path))
        case Is():
            return _is(reading, condition)
        case Compare():
            return _compare(reading, condition)
        case AllOf(parts):
            answers = [answer(part, reading) for part in parts]
            return Answer(both(a.status for a in answers), _steps(answers))
        case AnyOf():
            return _any_of(reading, condition)
        case Every():
            return _every(reading, condition)
        case Some():
            return _some(reading, condition)
        case OnlyIf():
            return _only_if(reading, condition)
        case _:
            assert_never(condition)


def _steps(answers: Iterable[Answer]) -> tuple[Step, ...]:
    return tuple(step for a in answers for step in a.steps)


def _single(
    status: Status, reason: Text, inputs: tuple[InputRead, ...], remedy: Text | None = None
) -> Answer:
    return Answer(status, (Step(status=status, reason=reason, inputs=inputs, remedy=remedy),))


def _read(reading: Reading, found: Fact) -> InputRead:
    meaning, label = reading.facts.meaning(found.path), reading.facts.label(found.path)
    if isinstance(found, Missing):
        return InputRead(path=found.path, label=label, unit=meaning.unit, missing=found.reason)
    return InputRead(
        path=found.path, label=label, value=plain(found.value), unit=meaning.unit, source=found.source.label
    )


def _missing(reading: Reading, found: Missing, *others: Fact) -> Answer:
    label = reading.facts.label(found.path)
    inputs = tuple(_read(reading, f) for f in (found, *others))
    return _single(INCOMPLETE, wording.missing(label, found.reason), inputs, wording.ask_for(label))


def _stated(reading: Reading, path: str) -> Answer:
    found = reading.facts.at(path)
    if isinstance(found, Missing):
        return _missing(reading, found)
    reason = wording.given(reading.facts.label(path), shown(found.value, reading.facts.meaning(path).unit))
    return _single(MET, reason, (_read(reading, found),))


def _is(reading: Reading, demand: Is) -> Answer:
    found = reading.facts.at(reading.path(demand.path))
    if isinstance(found, Missing):
        return _missing(reading, found)
    label, value = reading.facts.label(found.path), shown(found.value)
    if found.value in demand.allowed:
        return _single(MET, wording.is_as_asked(label, value), (_read(reading, found),))
    asked = wording.one_of([shown(a) for a in demand.allowed])
    remedy = demand.remedy or wording.change_to(label, asked)
    return _single(NOT_MET, wording.is_otherwise(label, value, asked), (_read(reading, found),), remedy)


def _compare(reading: Reading, demand: Compare) -> Answer:
    sides = (operand_fact(reading, demand.left), operand_fact(reading, demand.right))
    for found, other in (sides, sides[::-1]):
        if isinstance(found, Missing):
            return _missing(reading, found, other)
    left, right = (f for f in sides if isinstance(f, Known))
    holds = HOLDS[demand.relation](left.value, right.value)
    words = [
        (operand_label(reading, o, f), shown(f.value, operand_unit(reading, o, f)))
        for o, f in ((demand.left, left), (demand.right, right))
    ]
    reason = wording.compared(words[0], demand.relation, words[1], holds=holds)
    inputs = tuple(operand_read(reading, o, f) for o, f in ((demand.left, left), (demand.right, right)))
    remedy = None if holds else demand.remedy or wording.bring_to(words[0][0], demand.relation, words[1])
    margin = margin_between(left.value, right.value, operand_unit(reading, demand.left, left))
    step = Step(status=MET if holds else NOT_MET, reason=reason, inputs=inputs, remedy=remedy, margin=margin)
    return Answer(step.status, (step,))


def _any_of(reading: Reading, demand: AnyOf) -> Answer:
    answers = [answer(part, reading) for part in demand.parts]
    status = either(a.status for a in answers)
    decisive = [a for a in answers if a.status is status] if status is MET else answers
    return Answer(status, _steps(decisive))


def _every(reading: Reading, demand: Every) -> Answer:
    rows = reading.facts.rows(reading.path(demand.rows))
    if isinstance(rows, Missing):
        return _missing(reading, rows)
    answers = []
    for row in map(reading.within, rows):
        asked = answer(demand.where, row) if demand.where else None
        if asked is None or asked.status is MET:
            answers.append(answer(demand.part, row))
        elif asked.status is INCOMPLETE:
            answers.append(asked)
    return Answer(both(a.status for a in answers), _steps(answers))


def _some(reading: Reading, demand: Some) -> Answer:
    rows = reading.facts.rows(reading.path(demand.rows))
    if isinstance(rows, Missing):
        return _missing(reading, rows)
    answers = [answer(demand.part, reading.within(row)) for row in rows]
    status = either(a.status for a in answers)
    if status is MET:
        return Answer(MET, _steps(a for a in answers if a.status is MET))
    table = reading.facts.label(reading.path(demand.rows))
    step = Step(
        status=status,
        reason=wording.none_found(table, demand.what),
        remedy=wording.add_row(table, demand.what),
    )
    return Answer(status, (step, *_steps(answers)))


def _only_if(reading: Reading, demand: OnlyIf) -> Answer:
    asked = answer(demand.when, reading)
    if asked.status is MET:
        inner = answer(demand.part, reading)
        return Answer(inner.status, (*asked.steps, *inner.steps))
    if asked.status is INCOMPLETE:
        return asked
    inputs = tuple(read for step in asked.steps for read in step.inputs)
    return _single(NOT_APPLICABLE, demand.otherwise, inputs)
