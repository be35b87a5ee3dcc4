"""Cells in order of their score, with ties and with how far the unknown could move each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.siting.exclusion import Exclusions, Standing
from geo.siting.profile import Preset
from geo.siting.scoring import Scores

DECIMALS = 4
"""Scores that agree to four decimals are tied: more would order cells by rounding."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate. Tied candidates share a position and the next one counts on after them (1, 1, 3)."""

    index: int
    position: int
    tied: int
    """Candidates with this position, itself included."""
    best_position: int
    """Its position if its unknowns turned out well and everybody else's badly."""
    worst_position: int
    """Its position the other way round."""
    judged: float
    score: float | None
    low: float
    high: float
    completeness: float


def judged_by(scores: Scores, preset: Preset) -> NDArray[np.float32]:
    """Return the end of the range (or the score over what is certain) that ``preset`` goes by."""
    ends = {"low": scores.low, "score": scores.score, "high": scores.high}
    return ends[preset.judged_by]


def candidates(scores: Scores, found: Exclusions, preset: Preset) -> NDArray[np.bool_]:
    """Return which cells are ranked: open, known well enough for ``preset``, with something to judge by."""
    enough = scores.completeness >= np.float32(preset.least_completeness) - np.float32(1e-6)
    ranked = (found.standing == Standing.OPEN) & enough & np.isfinite(judged_by(scores, preset))
    return np.asarray(ranked, dtype=np.bool_)


def good(scores: Scores, found: Exclusions, preset: Preset) -> NDArray[np.bool_]:
    """Return which candidates reach the preset's threshold."""
    return candidates(scores, found, preset) & (judged_by(scores, preset) >= np.float32(preset.good_from))


def rank(scores: Scores, found: Exclusions, preset: Preset, count: int) -> tuple[Ranked, ...]:
    """Return the best ``count`` candidates, best first; among ties the southernmost, then westernmost
    first."""
    judged = judged_by(scores, preset)
    index = np.flatnonzero(candidates(scores, found, preset))
    rounded = _rounded(judged[index])
    low, high = (_rounded(end[index]) for end in (scores.low, scores.high))
    order = _best(rounded, count)
    ascending, low_sorted, high_sorted = np.sort(rounded), np.sort(low), np.sort(high)
    chosen = rounded[order]
    above = len(index) - np.searchsorted(ascending, chosen, side="right")
    tied = np.searchsorted(ascending, chosen, side="right") - np.searchsorted(ascending, chosen, side="left")
    best = 1 + len(index) - np.searchsorted(low_sorted, high[order], side="right")
    worst = len(index) - np.searchsorted(high_sorted, low[order], side="left")
    return tuple(
        _ranked(scores, judged, int(index[place]), *positions)
        for place, *positions in zip(
            order, (above + 1).tolist(), tied.tolist(), best.tolist(), worst.tolist(), strict=True
        )
    )


def _rounded(values: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(np.round(values.astype(np.float64), DECIMALS), dtype=np.float64)


def _best(rounded: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    if count < len(rounded):
        limit = np.partition(rounded, len(rounded) - count)[len(rounded) - count] if count else np.inf
        some = np.flatnonzero(rounded >= limit)
    else:
        some = np.arange(len(rounded))
    return some[np.argsort(-rounded[some], kind="stable")][:count]


def _ranked(
    scores: Scores,
    judged: NDArray[np.float32],
    index: int,
    position: int,
    tied: int,
    best: int,
    worst: int,
) -> Ranked:
    score = float(scores.score[index])
    return Ranked(
        index,
        position,
        tied,
        best,
        worst,
        float(judged[index]),
        score if np.isfinite(score) else None,
        float(scores.low[index]),
        float(scores.high[index]),
        float(scores.completeness[index]),
    )
