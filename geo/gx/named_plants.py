"""Which plants held here may be the one an application names: candidates shown, nothing decided."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from data.reference.catalogues.spelling import NAMES_KEPT, normalise

LEAST_SIMILAR = 60
"""Similarity of names (0 to 100) from which a plant is shown as a candidate: a choice for display."""
MOST_CANDIDATES = 3
SURE, FAIR = 90, 75
"""Similarity from which a candidate of the named kind is called high, or middling: choices for display."""
_GENERAL = re.compile(
    "(?:株式会社|電力|第?[0-9一二三四五]+号機?|原子力|水力|地熱|風力|太陽光|バイオマス|火力|揚水|洋上|陸上|メガソーラー|ソーラーパーク"
    "|ウィンドファーム|発電所|発電)"
)


@dataclass(frozen=True, slots=True)
class KnownPlant:
    """A plant as a layer has it; ``distance_m`` is that to the zone."""

    name: str | None
    kind: str
    capacity_mw: float | None
    distance_m: float


class Certainty(StrEnum):
    """How likely a candidate is meant; none of them identifies it."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plant that may be meant: how alike the names are (0 to 100), whether its kind is the one named."""

    plant: KnownPlant
    similarity: int
    kind_agrees: bool


def candidates(name: str, kinds: Collection[str], plants: Sequence[KnownPlant]) -> tuple[Candidate, ...]:
    """Return the plants whose name is like ``name``, likeliest first, at most ``MOST_CANDIDATES``.

    Names are compared in one spelling (width, kana, variant characters), whole and without general words such
    as 発電所; the better of the two counts. Of equally alike names those of an agreeing kind come first, then
    the nearer. A plant without a name is never a candidate.
    """
    found = [
        Candidate(plant, _similarity(name, plant.name), plant.kind in kinds) for plant in plants if plant.name
    ]
    alike = [each for each in found if each.similarity >= LEAST_SIMILAR]
    order = sorted(alike, key=lambda c: (-c.similarity, not c.kind_agrees, c.plant.distance_m))
    return tuple(order[:MOST_CANDIDATES])


def certainty(candidate: Candidate, among: Sequence[Candidate]) -> Certainty:
    """Return how likely ``candidate`` is meant ``among`` all candidates for the same name.

    High only where it alone is of the kind named and its name at least ``SURE`` alike; two such plants are
    middling each, for nothing here tells them apart.
    """
    if not candidate.kind_agrees or candidate.similarity < FAIR:
        return Certainty.LOW
    rivals = [each for each in among if each.kind_agrees and each.similarity >= SURE]
    alone = candidate.similarity >= SURE and len(rivals) == 1
    return Certainty.HIGH if alone else Certainty.MIDDLE


def _similarity(one: str, other: str) -> int:
    whole = fuzz.ratio(normalise(one), normalise(other))
    own, others = _telling(one), _telling(other)
    return round(max(whole, fuzz.ratio(own, others) if own and others else 0.0))


@lru_cache(maxsize=NAMES_KEPT)
def _telling(name: str) -> str:
    return normalise(_GENERAL.sub("", name))
