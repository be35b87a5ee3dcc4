"""Finds entries of the catalogues by any part of their name, Japanese or English, however it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.reference.catalogues.entries import Entry
from data.reference.catalogues.scoring import MATCH_KIND_NAMES, MatchKind, Score, scores

LONGEST_NAME = 200
"""Characters; the longest short text a plan may carry."""

_KEPT = 1024
_LEAST_POINTS = 50


@dataclass(frozen=True, slots=True)
class CatalogueHit:
    """An entry that was found, how well it fits (0 to 100) and why."""

    entry: Entry
    score: int
    kind: MatchKind
    matched: str
    """What fitted, see ``Score``; of several typed words, what the weakest of them found."""

    @property
    def why(self) -> Text:
        """Return the reason in words."""
        return MATCH_KIND_NAMES[self.kind]


@lru_cache(maxsize=_KEPT)
def search(query: str, limit: int = 20) -> tuple[CatalogueHit, ...]:
    """Return up to ``limit`` entries of all catalogues that fit ``query``, the best first.

    Two characters suffice (量子). Words parted by spaces must all fit, together or one by one. An empty query
    finds nothing. Raises ``InvalidInput`` for a query of more than ``LONGEST_NAME`` characters.
    """
    refuse_too_long(query, "query")
    found = {score.entry.id: _hit(score) for score in scores(query)}
    for hit in _all_words(query.split()):
        known = found.get(hit.entry.id)
        if known is None or hit.score > known.score:
            found[hit.entry.id] = hit
    ranked = sorted(found.values(), key=lambda hit: -hit.score)
    return tuple(hit for hit in ranked if hit.score >= _LEAST_POINTS)[:limit]


def refuse_too_long(text: str, field: str) -> None:
    """Raise ``InvalidInput`` naming ``field`` when ``text`` has more than ``LONGEST_NAME`` characters."""
    if len(text) <= LONGEST_NAME:
        return
    message = Text(
        f"{LONGEST_NAME}字以内で入力してください（{len(text)}字あります）",
        f"at most {LONGEST_NAME} characters are allowed, {len(text)} were given",
    )
    remedy = Text("製品・技術の名称だけを入力してください", "Give only the name of the product or technology")
    raise InvalidInput.of([Problem(field, f"{text[:LONGEST_NAME]}…", message, remedy)])


def _all_words(words: list[str]) -> list[CatalogueHit]:
    if len(words) < 2:
        return []
    by_word = [{score.entry.id: score for score in scores(word)} for word in words]
    shared = set.intersection(*(set(found) for found in by_word))
    hits = []
    for entry_id in by_word[0]:
        if entry_id in shared:
            weakest = min((found[entry_id] for found in by_word), key=lambda score: score.points)
            hits.append(
                CatalogueHit(weakest.entry, min(weakest.points, 90), MatchKind.CONTAINS, weakest.matched)
            )
    return hits


def _hit(score: Score) -> CatalogueHit:
    return CatalogueHit(score.entry, score.points, score.kind, score.matched)
