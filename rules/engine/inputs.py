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
    paths = {f.path: f for f in found}
    for path in tuple(paths):
        for ingredient in facts.ingredients(path):
            paths.setdefault(ingredient, facts.at(ingredient))
    return tuple(_read(facts, f) for f in paths.values())


def _read(facts: Facts, found: Fact) -> InputRead:
    meaning, label, unit = facts.meaning(found.path), facts.label(found.path), facts.unit(found.path)
    if isinstance(found, Missing):
        return InputRead(path=found.path, label=label, unit=unit, missing=found.reason)
    return InputRead(
        path=found.path,
        label=label,
        value=None if meaning.confidential else plain(found.value),
        unit=unit,
        source=found.source.label,
        confidential=meaning.confidential,
    )
