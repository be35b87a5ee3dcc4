"""Which single demands of a condition stand in its way, alternatives side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from data.domain.assessment import Status
from data.domain.evidence import Missing
from rules.engine.answer import answer
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
    Leaf,
    OnlyIf,
    Some,
    WhenStated,
)
from rules.engine.reading import Reading

WORST_FIRST = (Status.NOT_MET, Status.NEEDS_REVIEW)


class Obstacle(NamedTuple):
    """A single demand that fails, and the row it is read in."""

    demand: Leaf
    row: str


def obstacles(condition: Condition, reading: Reading) -> Iterator[Obstacle]:
    """Yield the demands of which one has to be met next; none where something is missing instead."""
    if answer(condition, reading).status not in WORST_FIRST:
        return
    if isinstance(condition, Compare | Guide | Is | Empty):
        yield Obstacle(condition, reading.row)
    elif type(condition) in _WITHIN:
        yield from _WITHIN[type(condition)](reading, condition)


def _all_of(reading: Reading, demand: AllOf) -> Iterator[Obstacle]:
    """All parts are demanded, so it is enough to name the obstacles of the worst of them."""
    yield from _first(reading, [(part, reading) for part in demand.parts])


def _any_of(reading: Reading, demand: AnyOf) -> Iterator[Obstacle]:
    for part in demand.parts:
        yield from obstacles(part, reading)


def _every(reading: Reading, demand: Every) -> Iterator[Obstacle]:
    rows = [reading.within(row) for row in _rows(reading, demand.rows)]
    asked = [row for row in rows if demand.where is None or answer(demand.where, row).status is Status.MET]
    yield from _first(reading, [(demand.part, row) for row in asked])


def _some(reading: Reading, demand: Some) -> Iterator[Obstacle]:
    for row in _rows(reading, demand.rows):
        yield from obstacles(demand.part, reading.within(row))


def _only_if(reading: Reading, demand: OnlyIf) -> Iterator[Obstacle]:
    yield from obstacles(demand.part, reading)


def _inside(reading: Reading, demand: Doubt | WhenStated) -> Iterator[Obstacle]:
    yield from obstacles(demand.part, reading)


def _first(reading: Reading, parts: list[tuple[Condition, Reading]]) -> Iterator[Obstacle]:
    for status in WORST_FIRST:
        for part, where in parts:
            if answer(part, where).status is status:
                yield from obstacles(part, where)
                return


def _rows(reading: Reading, table: str) -> tuple[str, ...]:
    rows = reading.facts.rows(reading.path(table))
    return () if isinstance(rows, Missing) else rows


_WITHIN: dict[type[Any], Callable[[Reading, Any], Iterator[Obstacle]]] = {
    AllOf: _all_of,
    AnyOf: _any_of,
    Every: _every,
    Some: _some,
    OnlyIf: _only_if,
    WhenStated: _inside,
    Doubt: _inside,
}
"""Where the obstacles of a group lie; what may only be open, shown or offered has none."""
