"""Cells in order of their score, with ties and with how far the unknown could move each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.siting.exclusion import Exclusions, Standing
from geo.siting.profile import Preset
from geo.siting.scoring import Scores

STEPS = 10_000
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
    steps = steps_of(judged[index])
    at_most = counts_of(steps)
    order = _best(steps, at_most, count)
    chosen, own = steps[order], index[order]
    above = above_of(at_most, chosen)
    tied = above_of(at_most, chosen - 1) - above
    best = 1 + above_of(counts_of(steps_of(scores.low[index])), steps_of(scores.high[own]))
    worst = above_of(counts_of(steps_of(scores.high[index])), steps_of(scores.low[own]) - 1)
    return tuple(
        _ranked(scores, judged, int(index[place]), *positions)
        for place, *positions in zip(
            order, (above + 1).tolist(), tied.tolist(), best.tolist(), worst.tolist(), strict=True
        )
    )


def steps_of(values: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return scores (0–1) rounded to ten-thousandths, as whole numbers: so few that they can be counted."""
    exact = np.multiply(values, STEPS, dtype=np.float64)
    return np.rint(exact, out=exact).astype(np.int16)


def counts_of(steps: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return for each step how many scores are at most that."""
    return np.cumsum(np.bincount(steps, minlength=STEPS + 1), dtype=np.int64)


def above_of(at_most: NDArray[np.int64], steps: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return how many scores are greater than each of ``steps``, from the counts of those ``at_most`` each
    step; a step of −1 has all above it."""
    return np.asarray(at_most[-1] - np.where(steps < 0, 0, at_most[steps]), dtype=np.int64)


def _best(steps: NDArray[np.int16], at_most: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    # The last step of which fewer than ``count`` scores lie above: of its ties only the first are wanted.
    last = int(np.searchsorted(at_most, len(steps) - count, side="right")) if count < len(steps) else 0
    above = np.flatnonzero(steps > last)
    ties = np.flatnonzero(steps == last)
    return np.concatenate([above[np.argsort(-steps[above], kind="stable")], ties])[:count]


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
