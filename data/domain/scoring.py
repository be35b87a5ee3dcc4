"""How a call lets its committee score: scale, weights and plan types; no source sets these numbers.

They are settings of the operator and shown as such. Only that zones ①–③ are judged from four sides is
documented, so those types are scored unless a call says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

from data.domain.plan.kinds import PlanType
from data.domain.review import Side

SCORED_TYPES = frozenset({PlanType.GX1, PlanType.GX2, PlanType.GX3})
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class ScoringSettings:
    """Whole points from ``lowest`` to ``highest`` on each side, and the weight of each side."""

    lowest: int = LOWEST
    highest: int = HIGHEST
    weights: Mapping[Side, int] = field(default_factory=lambda: MappingProxyType(dict.fromkeys(Side, 1)))
    types: frozenset[PlanType] = SCORED_TYPES

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Self:
        """Read the settings as stored with a call; ``None``: the product's own. Raises ``ValueError``."""
        if stored is None:
            return cls()
        read = cls(
            lowest=int(stored.get("lowest", LOWEST)),
            highest=int(stored.get("highest", HIGHEST)),
            weights=MappingProxyType({side: int(stored.get("weights", {}).get(side, 1)) for side in Side}),
            types=frozenset(PlanType(key) for key in stored["types"]) if "types" in stored else SCORED_TYPES,
        )
        if (
            not 0 <= read.lowest < read.highest
            or min(read.weights.values()) < 0
            or not any(read.weights.values())
        ):
            raise ValueError(stored)
        return read

    def total(self, points: Mapping[Side, int]) -> Fraction:
        """Return the weighted sum of the points on all four sides, exactly."""
        return sum((Fraction(points[side]) * weight for side, weight in self.weights.items()), Fraction(0))

    @property
    def full_marks(self) -> int:
        """The highest total."""
        return self.highest * sum(self.weights.values())
