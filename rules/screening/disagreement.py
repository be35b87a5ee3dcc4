"""Where committee members disagree: spread per side and points far from everybody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from data.domain.review import Side

OUTLIER_POINTS = 2
"""How far from the median of the others a point stands out: a choice for display, not a requirement."""
FEWEST_FOR_OUTLIERS = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """The final points of one member for one case, on all four sides."""

    case: str
    member: str
    points: Mapping[Side, int]


@dataclass(frozen=True, slots=True)
class SideSpread:
    """How the points of a side lie: their number, mean, ends, and the members who stand out."""

    side: Side
    members: int
    mean: Fraction
    lowest: int
    highest: int
    outliers: tuple[str, ...]

    @property
    def spread(self) -> int:
        """Points between the lowest and the highest."""
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The spread of one case on every side."""

    case: str
    sides: tuple[SideSpread, ...]

    @property
    def widest(self) -> int:
        """The largest spread on any side."""
        return max(side.spread for side in self.sides)


def disagreements(sheets: Iterable[Sheet]) -> tuple[Disagreement, ...]:
    """Return every scored case, the widest spread first; the order of ``sheets`` does not matter."""
    by_case: dict[str, dict[str, Sheet]] = {}
    for sheet in sheets:
        by_case.setdefault(sheet.case, {})[sheet.member] = sheet
    found = [
        Disagreement(case, tuple(_spread(side, of_members) for side in Side))
        for case, of_members in by_case.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.widest, -_sum_of_spreads(each), each.case)))


def _sum_of_spreads(found: Disagreement) -> int:
    return sum(side.spread for side in found.sides)


def _spread(side: Side, sheets: Mapping[str, Sheet]) -> SideSpread:
    points = {member: sheet.points[side] for member, sheet in sheets.items()}
    return SideSpread(
        side=side,
        members=len(points),
        mean=Fraction(sum(points.values()), len(points)),
        lowest=min(points.values()),
        highest=max(points.values()),
        outliers=_outliers(points),
    )


def _outliers(points: Mapping[str, int]) -> tuple[str, ...]:
    if len(points) < FEWEST_FOR_OUTLIERS:
        return ()
    return tuple(
        member
        for member, own in sorted(points.items())
        if abs(own - median(other for name, other in points.items() if name != member)) >= OUTLIER_POINTS
    )
