"""How the order of candidates moves when weights do: each weight alone, down and up by the same share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from geo.siting.exclusion import Exclusions
from geo.siting.profile import Preset
from geo.siting.ranking import above_of, candidates, counts_of, judged_by, steps_of
from geo.siting.scoring import IndicatorScores, weigh


@dataclass(frozen=True, slots=True)
class Movement:
    """A candidate's position with the weights as given, and the best and worst of all trials.

    ``mover`` names the indicator whose weight moved it farthest; ``None`` when nothing moved it. ``unranked``
    counts the trials in which too little of the weight is certain to rank the cell at all.
    """

    index: int
    position: int
    best: int
    worst: int
    mover: str | None
    unranked: int


def movements(
    parts: IndicatorScores,
    weights: Mapping[str, float],
    found: Exclusions,
    preset: Preset,
    index: Sequence[int],
    swing: float,
) -> tuple[Movement, ...]:
    """Return for the ranked cells ``index`` where they end up when each weight changes by ± ``swing`` (0–1).

    Raises ``InvalidInput`` for a swing that is not between 0 and 1, ``ValueError`` for a cell that is not
    ranked.
    """
    if not 0.0 < swing < 1.0:
        message = Text("重みの変動幅は0より大きく1より小さい数です。", "The swing lies between 0 and 1.")
        remedy = Text("例えば0.2（±20%）を入力してください。", "Give 0.2 for 20 % either way, say.")
        raise InvalidInput.of([Problem("/swing", swing, message, remedy)])
    cells = np.asarray(index, dtype=np.int64)
    start = _positions(parts, weights, found, preset, cells)
    if np.isnan(start).any():
        raise ValueError("a cell that is not ranked has no position to move from")
    trials = list(_trials(weights, swing))
    table = np.array([_positions(parts, trial, found, preset, cells) for _, trial in trials])
    names = [name for name, _ in trials]
    return tuple(
        _movement(int(cell), int(start[place]), table[:, place], names) for place, cell in enumerate(cells)
    )


def _trials(weights: Mapping[str, float], swing: float) -> Iterator[tuple[str, dict[str, float]]]:
    for name, weight in weights.items():
        if weight > 0.0:
            for factor in (1.0 - swing, 1.0 + swing):
                yield name, {**weights, name: weight * factor}


def _positions(
    parts: IndicatorScores,
    weights: Mapping[str, float],
    found: Exclusions,
    preset: Preset,
    cells: NDArray[np.int64],
) -> NDArray[np.float64]:
    scores = weigh(parts, weights)
    ranked = candidates(scores, found, preset)
    judged = judged_by(scores, preset)
    at_most = counts_of(steps_of(judged[ranked]))
    known = ranked[cells]
    positions = np.full(len(cells), np.nan)
    positions[known] = 1.0 + above_of(at_most, steps_of(judged[cells[known]]))
    return positions


def _movement(cell: int, start: int, positions: NDArray[np.float64], names: list[str]) -> Movement:
    ranked = positions[~np.isnan(positions)]
    moved = np.abs(np.nan_to_num(positions, nan=start) - start)
    return Movement(
        cell,
        start,
        int(min(start, *ranked)) if len(ranked) else start,
        int(max(start, *ranked)) if len(ranked) else start,
        names[int(moved.argmax())] if moved.max() > 0 else None,
        int(np.isnan(positions).sum()),
    )
