"""The words a criterion is written in: plain data, one definition for explaining, bulk runs, counter-facts.

A path names a fact (``targets.sales_yen``). Where rows are gone through, a path that begins with a dot is
read from the row at hand (``.target``). Conditions hold no functions and no state; ``rules.engine.answer``
reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
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
class Guide:
    """A number beside a guide (目安) or a border drawn with limited accuracy, as in ``left relation right``.

    Within ``tolerance`` of ``right``, on either side, a person decides: ``needs_review`` with the margin. A
    value that moves in steps smaller than that never jumps from no to yes.
    """

    left: Operand
    relation: Literal[">=", "<="]
    right: Operand
    tolerance: Operand
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class Is:
    """The fact equals one of ``allowed`` (vocabulary members, true, false).

    ``holds`` and ``fails`` are whole sentences for facts that read badly as label and value.
    """

    path: str
    allowed: tuple[object, ...]
    remedy: Text | None = None
    holds: Text | None = None
    fails: Text | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """The list at ``path`` was looked up and holds nothing."""

    path: str
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """Facts laid before the reader; they never decide."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is demanded."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough; ``choice`` names what may be chosen from (輸出目標又は国内シェア目標)."""

    choice: Text
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Every row of the table answers to ``part``; with ``where``, every row for which ``where`` holds.

    No rows at all is ``incomplete``; no row within ``where`` is ``not_applicable``. A row of which ``where``
    cannot be told keeps the answer open, unless ``part`` holds for it either way.
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
    """The row looked for, as a noun phrase: 核となる企業 / core company."""
    nearest: bool = False
    """Whether, where no row does, the row that fails least says why: for rows that hold numbers to mend."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The table has a row for which ``where`` holds; a row not there is not yet stated: ``incomplete``."""

    rows: str
    where: Condition
    what: Text


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """``part`` is demanded only where ``when`` holds; else not applicable, ``otherwise`` being the reason."""

    when: Condition
    part: Condition
    otherwise: Text


@dataclass(frozen=True, slots=True)
class WhenStated:
    """``part`` is demanded where every path is stated, else not applicable.

    For agreement between facts that may each be left out; ``part`` reads nothing but ``paths``, so that
    leaving a fact out cannot close an open answer.
    """

    paths: tuple[str, ...]
    part: Condition


@dataclass(frozen=True, slots=True)
class Doubt:
    """Where ``part`` does not hold, a person decides: ``needs_review`` instead of ``not_met``."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Offer:
    """Something on offer under ``title`` to a plan for which ``part`` holds; ``why`` says why it fits."""

    title: Text
    why: Text
    part: Condition


@dataclass(frozen=True, slots=True)
class Offers:
    """Offers side by side: met as soon as one fits, all of them shown."""

    offers: tuple[Offer, ...]


Leaf = Stated | Compare | Guide | Is | Empty | Show
Group = AllOf | AnyOf | Every | Some | Listed | OnlyIf | WhenStated | Doubt | Offer | Offers
Condition = Leaf | Group


def all_of(*parts: Condition) -> AllOf:
    """Demand every part, in this order; what is itself a demand of several parts is told part by part."""
    flat = (part.parts if isinstance(part, AllOf) else (part,) for part in parts)
    return AllOf(tuple(chain.from_iterable(flat)))


def stated(*paths: str) -> Condition:
    """Demand that every path is stated."""
    return Stated(paths[0]) if len(paths) == 1 else AllOf(tuple(Stated(path) for path in paths))


def fact(path: str) -> FactAt:
    """Name a fact as the side of a comparison."""
    return FactAt(path)
