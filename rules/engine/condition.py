"""The words a criterion is written in: plain data, so that one definition serves explanation, bulk runs and counter-facts.

A path names a fact (``targets.sales_yen``). Inside ``Every`` and ``Some`` a path that begins with a dot is read
from the row at hand (``.target``). Conditions hold no functions and no state; ``rules.engine.answer`` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.domain.wording import Text

Relation = Literal[">=", ">", "<=", "<", "=="]


@dataclass(frozen=True, slots=True)
class FactAt:
    """The fact at ``path``."""

    path: str


@dataclass(frozen=True, slots=True)
class ValueOf:
    """The dated value ``key`` of ``rules/thresholds``, as in force on the day of the assessment."""

    key: str


@dataclass(frozen=True, slots=True)
class TotalOf:
    """The sum of ``column`` over all rows of a table; missing as soon as one row lacks it."""

    rows: str
    column: str


Operand = FactAt | ValueOf | TotalOf


@dataclass(frozen=True, slots=True)
class Stated:
    """The fact is given. Absence is ``incomplete``."""

    path: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers or two days stand in ``relation``; exact, never through binary fractions."""

    left: Operand
    relation: Relation
    right: Operand
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class Is:
    """The fact equals one of ``allowed`` (vocabulary members, true, false)."""

    path: str
    allowed: tuple[object, ...]
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is demanded."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough; ``choice`` says in words what may be chosen from."""

    choice: Text
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Every row of the table answers to ``part``; with ``where``, every row for which ``where`` holds.

    No rows at all is ``incomplete``; no row within ``where`` is ``not_applicable``.
    """

    rows: str
    part: Condition
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Some:
    """At least one row answers to ``part``. Rows that cannot be told keep the answer open."""

    rows: str
    part: Condition
    what: Text
    """The row looked for, as a noun phrase: 核となる企業 / a core company."""


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """``part`` is demanded only where ``when`` holds; else not applicable, with ``otherwise`` as the reason."""

    when: Condition
    part: Condition
    otherwise: Text


Condition = Stated | Compare | Is | AllOf | AnyOf | Every | Some | OnlyIf


def all_of(*parts: Condition) -> AllOf:
    """Demand every part, in this order."""
    return AllOf(parts)


def stated(*paths: str) -> Condition:
    """Demand that every path is stated."""
    return Stated(paths[0]) if len(paths) == 1 else AllOf(tuple(Stated(path) for path in paths))


def fact(path: str) -> FactAt:
    """Name a fact as the side of a comparison."""
    return FactAt(path)
