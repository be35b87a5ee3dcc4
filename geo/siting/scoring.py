"""Columns to scores: each indicator through its curve, weighted; what is unknown widens the range, never
counts as 0.

Changing weights needs the scores of the indicators only, not the indicators again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from geo.siting.columns import Column
from geo.siting.curves import Curve
from geo.siting.digest import text_digest
from geo.siting.profile import Profile
from geo.siting.study import StudyResult

Scores32 = NDArray[np.float32]
BLOCK = 1 << 17
"""Cells worked on at a time: what is in between then stays in the processor's cache, not in memory."""


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorScores:
    """Per indicator and cell the least and greatest score (0–1); equal where the score is certain."""

    ids: tuple[str, ...]
    low: tuple[Scores32, ...]
    high: tuple[Scores32, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Per cell: ``score`` over the certain indicators (NaN when none is), the range with unknowns at 0 and at
    1, and ``completeness``, the share of the weight that is certain (0–1)."""

    weights: Mapping[str, float]
    score: Scores32
    low: Scores32
    high: Scores32
    completeness: Scores32


def indicator_scores(result: StudyResult) -> IndicatorScores:
    """Return every indicator's column put through its curve."""
    pairs = [_through_curve(result.columns[item.id], item.curve) for item in result.profile.indicators]
    ids = tuple(item.id for item in result.profile.indicators)
    return IndicatorScores(ids, tuple(low for low, _ in pairs), tuple(high for _, high in pairs))


def weigh(scores: IndicatorScores, weights: Mapping[str, float]) -> Scores:
    """Return the weighted scores of all cells. An indicator that ``weights`` leaves out has weight 0.

    Raises ``InvalidInput`` for an unknown indicator, a negative or infinite weight, or all weights zero.
    """
    _refuse_bad_weights(scores.ids, weights)
    total = sum(weights.values())
    shares = [np.float32(weights.get(name, 0.0) / total) for name in scores.ids]
    count = len(scores.low[0])
    ends = tuple(np.empty(count, dtype=np.float32) for _ in range(4))
    for part in _blocks(count):
        for end, values in zip(ends, _weighed(scores, shares, part), strict=True):
            np.clip(values, 0.0, 1.0, out=end[part])
    return Scores(dict(weights), *ends)


def _weighed(
    scores: IndicatorScores, shares: Sequence[np.float32], cells: slice
) -> tuple[Scores32, Scores32, Scores32, Scores32]:
    """Return score, low end, high end and completeness of some cells."""
    low, high, known, certain = (np.zeros_like(scores.low[0][cells]) for _ in range(4))
    for least, most, share in zip(scores.low, scores.high, shares, strict=True):
        if share == 0.0:
            continue
        part = least[cells] * share
        low += part
        if most is least:
            high += part
            known += part
            certain += share
        else:
            high += most[cells] * share
            same = least[cells] == most[cells]
            known += np.where(same, part, np.float32(0.0))
            certain += same * share
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(certain > 0, known / certain, np.float32(np.nan)).astype(np.float32)
    return score, low, high, certain


def _blocks(count: int) -> Iterator[slice]:
    return (slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK))


def scenario_id(study_id: str, preset_id: str, weights: Mapping[str, float]) -> str:
    """Return the name of a study read with a preset and weights: who repeats it gets the same result.

    >>> scenario_id("a", "open", {"x": 1.0, "y": 2.0}) == scenario_id("a", "open", {"y": 2.0, "x": 1.0})
    True
    """
    stated = [f"{name}={float(weights[name])!r}" for name in sorted(weights)]
    return text_digest("scenario", study_id, preset_id, *stated)


def weights_of(profile: Profile, changes: Mapping[str, float]) -> dict[str, float]:
    """Return the profile's weights with some changed; raises ``InvalidInput`` as ``weigh`` does."""
    weights = {**profile.weights, **changes}
    _refuse_bad_weights(tuple(profile.weights), weights)
    return weights


def _through_curve(column: Column, curve: Curve) -> tuple[Scores32, Scores32]:
    count = len(column.low)
    if np.isnan(column.low).all():
        return np.broadcast_to(np.float32(0.0), count), np.broadcast_to(np.float32(1.0), count)
    least, most = np.empty(count, dtype=np.float32), np.empty(count, dtype=np.float32)
    for part in _blocks(count):
        low = column.low[part].astype(np.float64)
        high = low if column.high is column.low else column.high[part].astype(np.float64)
        least[part], most[part] = curve.over(low, high)
    return (least, least) if np.array_equal(least, most) else (least, most)


def _refuse_bad_weights(ids: tuple[str, ...], weights: Mapping[str, float]) -> None:
    problems = []
    for name, weight in weights.items():
        if name not in ids:
            message = Text("その名前の指標はありません。", "There is no indicator of that name.")
            remedy = Text(f"指標: {'、'.join(ids)}", f"Indicators: {', '.join(ids)}")
            problems.append(Problem(f"/weights/{name}", weight, message, remedy))
        elif not (np.isfinite(weight) and weight >= 0.0):
            message = Text("重みは0以上の数です。", "A weight is a number of at least 0.")
            remedy = Text("0以上の数を入力してください。", "Give a number of at least 0.")
            problems.append(Problem(f"/weights/{name}", weight, message, remedy))
    if not problems and not sum(weights.values()) > 0.0:
        message = Text("すべての重みが0です。", "All weights are zero.")
        remedy = Text(
            "一つ以上の指標に正の重みを付けてください。", "Give at least one indicator a weight above 0."
        )
        problems.append(Problem("/weights", dict(weights), message, remedy))
    if problems:
        raise InvalidInput.of(problems)
