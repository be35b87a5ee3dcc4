"""What a step records of the facts it read; the only place where a confidential value is held back."""

from __future__ import annotations

from collections.abc import Iterable

from data.domain.assessment import InputRead
from data.domain.evidence import Fact, Known, Missing
from data.domain.wording import Text
from rules.engine.facts import Facts, Spot
from rules.engine.formatting import plain, shown

WITHHELD = Text("（非公開）", "(confidential)")


def value_words(facts: Facts, found: Known) -> Text:
    """Write a fact's value for a reader; a confidential one is never written."""
    spot = facts.spot(found.path)
    if spot.words is None:
        spot.words = WITHHELD if spot.place.meaning.confidential else shown(found.value, facts.unit_at(spot))
    return spot.words


def inputs_of(facts: Facts, found: Iterable[Fact]) -> tuple[InputRead, ...]:
    """Return what was read: each fact, and after a computed one the facts it was computed from."""
    read = [_with_ingredients(facts, each) for each in found]
    if len(read) == 1:
        return read[0]
    return tuple({record.path: record for records in read for record in records}.values())


def _with_ingredients(facts: Facts, found: Fact) -> tuple[InputRead, ...]:
    spot = facts.spot(found.path)
    if spot.inputs is None or spot.fact is not found:
        read = {found.path: _recorded(facts, found, spot)}
        for path in spot.ingredients:
            if path not in read:
                ingredient = facts.at(path)
                read[path] = _recorded(facts, ingredient, facts.spot(ingredient.path))
        if spot.fact is not found:
            return tuple(read.values())
        spot.inputs = tuple(read.values())
    return spot.inputs


def _recorded(facts: Facts, found: Fact, spot: Spot) -> InputRead:
    if spot.fact is not found:
        return _record(facts, found, spot)
    if spot.record is None:
        spot.record = _record(facts, found, spot)
    return spot.record


def _record(facts: Facts, found: Fact, spot: Spot) -> InputRead:
    label, unit = facts.label_at(spot), facts.unit_at(spot)
    if isinstance(found, Missing):
        return InputRead(spot.path, label, None, unit, found.reason)
    confidential = spot.place.meaning.confidential
    value = None if confidential else plain(found.value)
    return InputRead(spot.path, label, value, unit, None, found.source.label, confidential)
