"""What a step records of the facts it read; the only place where a confidential value is held back."""

from __future__ import annotations

from collections.abc import Iterable

from data.domain.assessment import InputRead
from data.domain.evidence import Fact, Known, Missing
from data.domain.wording import Text
from rules.engine.facts import Facts
from rules.engine.formatting import plain, shown
from rules.engine.spots import Spot

WITHHELD = Text("（非公開）", "(confidential)")


def value_words(spot: Spot, found: Known, record: InputRead) -> Text:
    """Write the value at ``spot`` for a reader, as ``record``ed; a confidential one is never written."""
    words = spot.words
    if words is None:
        words = spot.words = WITHHELD if record.confidential else shown(found.value, record.unit)
    return words


def inputs_at(facts: Facts, spot: Spot, found: Fact) -> tuple[InputRead, ...]:
    """Return what was read at ``spot``: the fact, and after a computed one what it was computed from."""
    inputs = spot.inputs
    if inputs is None:
        if spot.ingredients:
            inputs = spot.inputs = _with_ingredients(facts, spot, found)
        else:
            inputs = spot.inputs = (spot.record or _recorded(facts, found, spot),)
    return inputs


def inputs_of(facts: Facts, found: Iterable[Fact]) -> tuple[InputRead, ...]:
    """Return what was read: each fact, be it the one at its path or a gap told in its stead, once."""
    return tuple({record.path: record for each in found for record in _inputs_of(facts, each)}.values())


def _inputs_of(facts: Facts, found: Fact) -> tuple[InputRead, ...]:
    spot = facts.spot(found.path)
    return inputs_at(facts, spot, found) if spot.fact is found else _with_ingredients(facts, spot, found)


def _with_ingredients(facts: Facts, spot: Spot, found: Fact) -> tuple[InputRead, ...]:
    read = {spot.path: _recorded(facts, found, spot)}
    for path in spot.ingredients:
        if path not in read:
            its, ingredient = facts.found(path)
            there = its if ingredient.path == path else facts.spot(ingredient.path)
            read[path] = its.record or _recorded(facts, ingredient, there)
    return tuple(read.values())


def _recorded(facts: Facts, found: Fact, spot: Spot) -> InputRead:
    if spot.fact is found and spot.record is not None:
        return spot.record
    meaning = spot.place.meaning
    label = meaning.title if spot.row is None else spot.label or facts.label_at(spot)
    unit = facts.unit_at(spot) if spot.place.beside else meaning.unit
    if isinstance(found, Missing):
        record = InputRead(spot.path, label, None, unit, found.reason)
    else:
        held_back = meaning.confidential
        value = None if held_back else plain(found.value)
        record = InputRead(spot.path, label, value, unit, None, found.source.label, held_back)
    if spot.fact is found:
        spot.record = record
    return record
