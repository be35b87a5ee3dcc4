"""Shows which entries of the catalogues a plan's own name of a technology may mean; it never chooses one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.domain.wording import Text
from data.reference.catalogues.entries import Entry
from data.reference.catalogues.scoring import MATCH_KIND_NAMES, MatchKind, scores_with_words
from data.reference.catalogues.search import refuse_too_long

MOST_CANDIDATES = 10
"""Candidates shown at most, beside all exact ones."""

_NOT_TECHNOLOGIES = frozenset({"support"})
_KEPT = 4096
_LEAST_POINTS = 55


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name may mean; ``exact`` says no more than that the spelling alone differs."""

    entry: Entry
    status: Literal["exact", "candidate"]
    score: int
    """0 to 100; it ranks the candidates and decides nothing."""
    kind: MatchKind
    matched: str

    @property
    def why(self) -> Text:
        """Return the reason in words."""
        return MATCH_KIND_NAMES[self.kind]


@lru_cache(maxsize=_KEPT)
def match(name: str) -> tuple[Candidate, ...]:
    """Return the entries that ``name`` may mean, exact ones first, then by score; empty when none is near.

    One name may be exact in several catalogues: all are given. Support measures are no technologies and left
    out. A person confirms a candidate. An empty answer says that nothing was found, not that the technology
    is of no promise. Raises ``InvalidInput`` for a name of more than 200 characters.
    """
    refuse_too_long(name, "name")
    found = [
        Candidate(
            entry=score.entry,
            status="exact" if score.kind is MatchKind.EXACT else "candidate",
            score=score.points,
            kind=score.kind,
            matched=score.matched,
        )
        for score in scores_with_words(name)
        if score.points >= _LEAST_POINTS and score.entry.catalogue not in _NOT_TECHNOLOGIES
    ]
    exact = [candidate for candidate in found if candidate.status == "exact"]
    near = [candidate for candidate in found if candidate.status == "candidate"]
    return (*exact, *near[:MOST_CANDIDATES])
