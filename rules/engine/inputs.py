"""What a step records of the facts it read; the only place where a confidential value is held back."""

from __future__ import annotations

from collections.abc import Iterable

from data.domain.assessment import InputRead
from data.domain.evidence import Fact, Known, Missing
from data.domain.wording import Text
from rules.engine.facts import Facts
from rules.engine.formatting import plain, shown

WITHHELD = Text("（非公開）", "(confidential)")


def value_words(facts: Facts, found: Known) -> Text:
    """Write a fact's value for a reader; a confidential one is never written."""
    if facts.meaning(found.path).confidential:
        return WITHHELD
    return shown(found.value, facts.unit(found.path))


def inputs_of(facts: Facts, found: Iterable[Fact]) -> tuple[InputRead, ...]:
    """Return what was read: each fact, and after a computed one the facts it was computed from."""
    read: dict[str, InputRead] = {}
    for each in found:
        read[each.path] = _recorded(facts, each)
        for path in facts.ingredients(each.path):
            if path not in read:
                read[path] = _recorded(facts, facts.at(path))
    return tuple(read.values())


def _recorded(facts: Facts, found: Fact) -> InputRead:
    if isinstance(found, Missing):
        return _record(facts, found)
    if found.path not in facts.records:
        facts.records[found.path] = _record(facts, found)
    return facts.records[found.path]


def _record(facts: Facts, found: Fact) -> InputRead:
    path = found.path
    meaning, label, unit = facts.meaning(path), facts.label(path), facts.unit(path)
    if isinstance(found, Missing):
        return InputRead(path=path, label=label, unit=unit, missing=found.reason)
    return InputRead(
        path=path,
        label=label,
        value=None if meaning.confidential else plain(found.value),
        unit=unit,
        source=found.source.label,
        confidential=meaning.confidential,
    )
