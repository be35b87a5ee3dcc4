"""A criterion: one clause of a document, what a program can decide of it, and what it leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.domain.assessment import Citation, Kind
from data.domain.wording import Text
from rules.engine.condition import Condition


@dataclass(frozen=True, slots=True)
class Criterion:
    """One clause, in force from ``since`` until the day before ``until``.

    ``demand`` is the mechanical part. Where it holds and a ``question`` is given, the answer is
    ``needs_review``; ``doubt`` is asked where the demand itself leaves the answer to a person.
    """

    id: str
    title: Text
    side: Text
    citations: tuple[Citation, ...]
    demand: Condition
    since: date
    question: Text | None = None
    doubt: Text | None = None
    kind: Kind = Kind.REQUIREMENT
    until: date | None = None
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a criterion without a source: every finding cites that of its criterion."""
        if not self.citations:
            raise ValueError(f"criterion {self.id} cites no source")

    def in_force(self, on: date) -> bool:
        """Tell whether the clause applies on ``on``."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The criteria for one plan type under one version, in the order of the document's clauses."""

    version: str
    since: date
    criteria: tuple[Criterion, ...]
