"""What a measure is: a fact computed from other facts, and what it may ask to compute it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from data.domain.evidence import Fact, Missing
from data.domain.plan.fields import Meaning, Section
from rules.engine.values import Threshold

Worked = TypeVar("Worked")


class Asked(Protocol):
    """The facts on one plan, as measures ask for them; ``rules.engine.facts.Facts`` says what each gives."""

    on: date
    values: Mapping[str, Threshold]

    def at(self, path: str) -> Fact: ...

    def known(self, *paths: str) -> tuple[Any, ...] | Missing: ...

    def rows(self, path: str) -> tuple[str, ...] | Missing: ...

    def once(self, work: Callable[[Asked], Worked]) -> Worked: ...

    def defines(self, path: str) -> bool: ...

    def meaning(self, path: str) -> Meaning: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact computed from other facts: what it is called, its unit, and the calculation.

    ``path`` is ``area.name``, or ``table[].name`` for a fact of each row. ``compute`` gets the facts and the
    row at hand (empty for a fact of the plan) and returns the value, or ``Missing`` naming the field it
    lacks.
    ``row_type`` is the type of the rows where the value is a table.
    """

    path: str
    meaning: Meaning
    compute: Callable[[Asked, str], object]
    row_type: type[Section] | None = None
