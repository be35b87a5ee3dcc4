"""Ranks cases by the committee's scores and tells which would change side of the cut line, and by what.

Totals are exact fractions; equal totals share a rank, and equals that the line would part stand on it rather
than being parted by chance. A case without scores has no rank; it is never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.domain.plan.vocabulary import Vocabulary
from data.domain.scoring import ScoringSettings
from rules.screening.disagreement import Sheet


class LineSide(Vocabulary):
    """Where a case stands to the cut line."""

    ABOVE = "above", "選定圏内", "above the line"
    ON_LINE = "on_line", "同点で境界上", "tied on the line"
    BELOW = "below", "選定圏外", "below the line"
    UNSCORED = "unscored", "採点なし", "not scored"


@dataclass(frozen=True, slots=True)
class Cut:
    """The line: the best ``places`` cases, or all of at least ``points``; exactly one is given."""

    places: int | None = None
    points: Fraction | None = None

    def __post_init__(self) -> None:
        if (self.places is None) == (self.points is None):
            raise ValueError("a cut is at a number of places or at points")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A case with its mean total, the number of members who scored it, its rank and side."""

    case: str
    total: Fraction | None
    members: int
    rank: int | None
    side: LineSide


@dataclass(frozen=True, slots=True)
class Change:
    """A case that stands on another side in a variant of the ranking."""

    case: str
    now: LineSide
    then: LineSide


@dataclass(frozen=True, slots=True)
class CutLineReport:
    """The ranking, and what changes without each member and with undecided cases taken either way."""

    ranking: tuple[Ranked, ...]
    without_member: Mapping[str, tuple[Change, ...]]
    """Member left out: cases that would change side; members without any effect are listed with none."""
    undecided: tuple[str, ...]
    """Cases whose requirements are not decided yet."""
    if_undecided_fail: tuple[Change, ...]
    """Changes among the other cases when the undecided ones drop out."""


def cut_line(
    cases: Iterable[str],
    sheets: Sequence[Sheet],
    settings: ScoringSettings,
    cut: Cut,
    undecided: frozenset[str] = frozenset(),
) -> CutLineReport:
    """Return the report on ``cases``; undecided ones are in the ranking as if they met the requirements.

    The order of ``cases`` and ``sheets`` does not matter.
    """
    wanted = sorted(set(cases))
    ranking = rank(wanted, sheets, settings, cut)
    members = sorted({sheet.member for sheet in sheets})
    without = {
        member: _changes(ranking, rank(wanted, [s for s in sheets if s.member != member], settings, cut))
        for member in members
    }
    decided = [case for case in wanted if case not in undecided]
    return CutLineReport(
        ranking=ranking,
        without_member=without,
        undecided=tuple(case for case in wanted if case in undecided),
        if_undecided_fail=_changes(ranking, rank(decided, sheets, settings, cut)),
    )


def rank(
    cases: Iterable[str], sheets: Iterable[Sheet], settings: ScoringSettings, cut: Cut
) -> tuple[Ranked, ...]:
    """Return the cases by mean total over their members, the best first, unscored ones last."""
    totals: dict[str, list[Fraction]] = {case: [] for case in cases}
    for sheet in sheets:
        if sheet.case in totals:
            totals[sheet.case].append(settings.total(sheet.points))
    means = {case: sum(given, Fraction(0)) / len(given) for case, given in totals.items() if given}
    ranked = [
        Ranked(case, mean, len(totals[case]), _rank_of(mean, means), _side(mean, means, cut))
        for case, mean in means.items()
    ]
    unscored = [Ranked(case, None, 0, None, LineSide.UNSCORED) for case, given in totals.items() if not given]
    return (
        *sorted(ranked, key=lambda each: (each.rank, each.case)),
        *sorted(unscored, key=lambda each: each.case),
    )


def _rank_of(mean: Fraction, means: Mapping[str, Fraction]) -> int:
    return 1 + sum(other > mean for other in means.values())


def _side(mean: Fraction, means: Mapping[str, Fraction], cut: Cut) -> LineSide:
    if cut.points is not None:
        return LineSide.ABOVE if mean >= cut.points else LineSide.BELOW
    assert cut.places is not None  # noqa: S101 - a cut without points has places
    better = sum(other > mean for other in means.values())
    as_good = sum(other >= mean for other in means.values())
    if as_good <= cut.places:
        return LineSide.ABOVE
    return LineSide.ON_LINE if better < cut.places else LineSide.BELOW


def _changes(now: Sequence[Ranked], then: Sequence[Ranked]) -> tuple[Change, ...]:
    sides = {each.case: each.side for each in then}
    return tuple(
        Change(each.case, each.side, sides[each.case])
        for each in now
        if each.case in sides and sides[each.case] is not each.side
    )
