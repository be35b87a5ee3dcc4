"""Read a condition against facts: one status, and a step for every comparison made on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from data.domain.assessment import Status
from data.domain.evidence import Missing
from rules.engine import leaves, wording
from rules.engine.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Doubt,
    Empty,
    Every,
    Guide,
    Is,
    Listed,
    Offer,
    Offers,
    OnlyIf,
    Show,
    Some,
    Stated,
    WhenStated,
)
from rules.engine.logic import (
    INCOMPLETE,
    MET,
    NEEDS_REVIEW,
    NOT_APPLICABLE,
    NOT_MET,
    Answer,
    alone,
    both,
    either,
    gather,
    headed,
    single,
)
from rules.engine.reading import Reading

_STATUS = attrgetter("status")
_FOUND = (MET, NEEDS_REVIEW)
"""Answers of an alternative that is there, be it for a person to look at."""


def answer(condition: Condition, reading: Reading) -> Answer:
    """Answer ``condition`` from the facts of ``reading``."""
    return _READERS[type(condition)](reading, condition)


def _all_of(reading: Reading, demand: AllOf) -> Answer:
    answers = [_READERS[type(part)](reading, part) for part in demand.parts]
    return gather(both(list(map(_STATUS, answers))), answers)


def _any_of(reading: Reading, demand: AnyOf) -> Answer:
    answers = [answer(part, reading) for part in demand.parts]
    status = either(list(map(_STATUS, answers)))
    if status in _FOUND:
        return gather(status, [a for a in answers if a.status is status])
    nearest = min((a for a in answers if a.status is status), key=lambda a: len(a.because))
    told = status is NOT_MET and any(step.remedy for step in nearest.because)
    remedy = None if told else wording.choose(demand.choice)
    heading = single(status, wording.none_of(demand.choice, status), remedy=remedy)
    steps = tuple(step for a in answers for step in a.steps)
    return Answer(status, (*heading.steps, *steps), (*heading.because, *nearest.because))


def _every(reading: Reading, demand: Every) -> Answer:
    rows = reading.facts.rows(reading.path(demand.rows))
    if isinstance(rows, Missing):
        return leaves.missing(reading, rows)
    answers = [_row(reading.within(row), demand) for row in rows]
    return gather(both(list(map(_STATUS, answers))), answers)


def _row(row: Reading, demand: Every) -> Answer:
    asked = answer(demand.where, row) if demand.where else None
    if asked is None:
        return answer(demand.part, row)
    if asked.status is MET:
        part = answer(demand.part, row)
        return Answer(part.status, (*asked.steps, *part.steps), part.because)
    if asked.status is INCOMPLETE:
        part = answer(demand.part, row)
        return part if part.status is MET else asked
    return Answer(NOT_APPLICABLE, (), ())


def _some(reading: Reading, demand: Some) -> Answer:
    table = reading.path(demand.rows)
    rows = reading.facts.rows(table)
    if isinstance(rows, Missing):
        return leaves.missing(reading, rows)
    answers = [answer(demand.part, reading.within(row)) for row in rows]
    status = either(list(map(_STATUS, answers)))
    if status in _FOUND:
        return gather(status, [a for a in answers if a.status is status])
    if demand.nearest and status is NOT_MET:
        failing = [a for a in answers if a.status is status]
        nearest = min(reversed(failing), key=lambda a: len(a.because))
        return Answer(status, tuple(step for a in answers for step in a.steps), nearest.because)
    heading = _not_there(reading, status, table, demand)
    return headed(heading, answers) if status is INCOMPLETE else alone(heading, answers)


def _listed(reading: Reading, demand: Listed) -> Answer:
    table = reading.path(demand.rows)
    rows = reading.facts.rows(table)
    if isinstance(rows, Missing):
        return leaves.missing(reading, rows)
    answers = [answer(demand.where, reading.within(row)) for row in rows]
    there = [a for a in answers if a.status is MET]
    if there:
        return gather(MET, there)
    inputs = tuple(read for a in answers for step in a.steps for read in step.inputs)
    label = reading.facts.label(table)
    return single(
        INCOMPLETE, wording.none_found(label, demand.what), inputs, wording.add_row(label, demand.what)
    )


def _not_there(reading: Reading, status: Status, table: str, demand: Some) -> Answer:
    label = reading.facts.label(table)
    return single(status, wording.none_found(label, demand.what), remedy=wording.add_row(label, demand.what))


def _only_if(reading: Reading, demand: OnlyIf) -> Answer:
    asked = answer(demand.when, reading)
    if asked.status is MET:
        part = answer(demand.part, reading)
        return Answer(part.status, (*asked.steps, *part.steps), part.because)
    if asked.status is INCOMPLETE:
        return asked
    inputs = tuple(read for step in asked.steps for read in step.inputs)
    return single(NOT_APPLICABLE, demand.otherwise, inputs)


def _when_stated(reading: Reading, demand: WhenStated) -> Answer:
    found = [reading.facts.at(reading.path(path)) for path in demand.paths]
    if any(isinstance(f, Missing) for f in found):
        return Answer(NOT_APPLICABLE, (), ())
    return answer(demand.part, reading)


def _doubt(reading: Reading, demand: Doubt) -> Answer:
    found = answer(demand.part, reading)
    if found.status is not NOT_MET:
        return found
    doubted = {id(step): replace(step, status=NEEDS_REVIEW) for step in found.because}
    steps = tuple(doubted.get(id(step), step) for step in found.steps)
    return Answer(NEEDS_REVIEW, steps, tuple(doubted.values()))


def _offer(reading: Reading, demand: Offer) -> Answer:
    found = answer(demand.part, reading)
    reasons = dict.fromkeys(step.reason for step in found.because)
    lacking = list(reasons) if found.status is not MET else []
    heading = single(found.status, wording.offered(demand.title, demand.why, lacking))
    return Answer(found.status, (*heading.steps, *found.steps), heading.because)


def _offers(reading: Reading, demand: Offers) -> Answer:
    answers = [_offer(reading, offer) for offer in demand.offers]
    return gather(either(list(map(_STATUS, answers))), answers)


_READERS: dict[type[Any], Callable[[Reading, Any], Answer]] = {
    Stated: leaves.stated,
    Is: leaves.one_of,
    Compare: leaves.compare,
    Guide: leaves.guide,
    Empty: leaves.empty,
    Show: leaves.show,
    AllOf: _all_of,
    AnyOf: _any_of,
    Every: _every,
    Some: _some,
    Listed: _listed,
    OnlyIf: _only_if,
    WhenStated: _when_stated,
    Doubt: _doubt,
    Offer: _offer,
    Offers: _offers,
}
"""How each kind of condition is read; a test holds it equal to the kinds there are."""
