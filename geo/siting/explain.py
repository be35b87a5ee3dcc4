"""Why a cell stands where it stands: every indicator with value, curve, weight, part and source, in two
languages."""

from __future__ import annotations

import math
from dataclasses import dataclass

from data.domain.wording import Text
from geo.siting.columns import REASON_NAMES, Reason
from geo.siting.curves import Curve, Decay, Linear
from geo.siting.exclusion import STANDING_NAMES, Exclusions, Standing, reasons
from geo.siting.layers import Edition
from geo.siting.profile import Basis, Exclusion, Indicator, NearestPlace
from geo.siting.scoring import IndicatorScores, Scores
from geo.siting.study import StudyResult


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of one cell. Ranges stand where the value is not known exactly; ``high`` None: open
    end."""

    id: str
    title: Text
    unit: Text
    value_low: float | None
    value_high: float | None
    unknown: Text | None
    curve: Text
    score_low: float
    score_high: float
    weight: float
    share: float
    """Weight as a share of all weights, 0–1."""
    part_low: float
    part_high: float
    """What it adds to the cell's score range: score times share."""
    edition: Edition | None
    basis: Basis
    sentence: Text


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """An exclusion that holds for the cell or cannot be told."""

    id: str
    reason: Text
    holds: bool | None
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class CellExplanation:
    """Everything that made a cell's score; ``score`` is None when not one indicator is certain."""

    code: int
    place: str
    lon: float
    lat: float
    standing: Text
    excluded: bool
    exclusions: tuple[ExclusionLine, ...]
    indicators: tuple[IndicatorLine, ...]
    score: float | None
    low: float
    high: float
    completeness: float
    summary: Text


def explain(
    result: StudyResult, parts: IndicatorScores, scores: Scores, found: Exclusions, index: int
) -> CellExplanation:
    """Return the explanation of the cell at ``index`` of ``result.cells``."""
    cells = result.cells
    lines = tuple(
        _indicator_line(result, item, parts, scores, index, place)
        for place, item in enumerate(result.profile.indicators)
    )
    score = float(scores.score[index])
    standing = Standing(int(found.standing[index]))
    return CellExplanation(
        code=int(cells.code_of(index)),
        place=result.places[cells.place[index]],
        lon=float(cells.lon[index]),
        lat=float(cells.lat[index]),
        standing=STANDING_NAMES[standing],
        excluded=standing is Standing.EXCLUDED,
        exclusions=_exclusion_lines(result, found, index),
        indicators=lines,
        score=None if math.isnan(score) else score,
        low=float(scores.low[index]),
        high=float(scores.high[index]),
        completeness=float(scores.completeness[index]),
        summary=_summary(scores, index, standing, lines),
    )


def describe_curve(curve: Curve, unit: Text) -> Text:
    """Return a curve in words, with its points in the indicator's unit."""
    if isinstance(curve, Decay):
        return Text(
            f"0で1点、{curve.half:g}{unit.ja}増えるごとに半減",
            f"1 at 0, halved every {curve.half:g} {unit.en}",
        )
    ja = "、".join(f"{value:g}{unit.ja}で{score:g}点" for value, score in curve.points)
    en = ", ".join(f"{score:g} at {value:g} {unit.en}" for value, score in curve.points)
    if isinstance(curve, Linear):
        return Text(f"{ja}（間は直線）", f"{en}; straight between")
    return Text(f"それ未満は{curve.below:g}点、{ja}以上", f"{curve.below:g} below; from there on {en}")


def _indicator_line(
    result: StudyResult, item: Indicator, parts: IndicatorScores, scores: Scores, index: int, place: int
) -> IndicatorLine:
    column = result.columns[item.id]
    low, high = float(column.low[index]), float(column.high[index])
    reason = Reason(int(column.reason[index]))
    least, most = float(parts.low[place][index]), float(parts.high[place][index])
    weight = float(scores.weights.get(item.id, 0.0))
    share = weight / sum(scores.weights.values())
    return IndicatorLine(
        id=item.id,
        title=item.title,
        unit=item.unit,
        value_low=low if math.isfinite(low) else None,
        value_high=high if math.isfinite(high) else None,
        unknown=None if reason is Reason.KNOWN else REASON_NAMES[reason],
        curve=describe_curve(item.curve, item.unit),
        score_low=least,
        score_high=most,
        weight=weight,
        share=share,
        part_low=least * share,
        part_high=most * share,
        edition=_edition(result, item),
        basis=item.basis,
        sentence=_sentence(item, low, high, reason, least, most),
    )


def _edition(result: StudyResult, item: Indicator | Exclusion) -> Edition | None:
    if isinstance(item, Indicator) and isinstance(item.measure, NearestPlace):
        return None
    layer = item.layer if isinstance(item, Exclusion) else getattr(item.measure, "layer", "")
    return result.editions.get(layer)


def _exclusion_lines(result: StudyResult, found: Exclusions, index: int) -> tuple[ExclusionLine, ...]:
    holding, doubtful = reasons(found, index)
    rows = [(item, True) for item in holding] + [(item, None) for item in doubtful]
    return tuple(ExclusionLine(item.id, item.reason, holds, _edition(result, item)) for item, holds in rows)


def _sentence(item: Indicator, low: float, high: float, reason: Reason, least: float, most: float) -> Text:
    points = f"{least:.2f}" if least == most else f"{least:.2f}–{most:.2f}"
    if math.isnan(low):
        why = REASON_NAMES[reason]
        return Text(
            f"{item.title.ja}は不明です（{why.ja}）。評価は{points}の幅で扱います。",
            f"{item.title.en}: not known ({why.en}). Scored as a range, {points}.",
        )
    value = _value(low, high, item.unit)
    return Text(
        f"{item.title.ja}は{value.ja}、評価は{points}です。", f"{item.title.en}: {value.en}, scored {points}."
    )


def _value(low: float, high: float, unit: Text) -> Text:
    if math.isinf(low):
        return Text("該当なし（レイヤに地物がありません）", "none (the layer holds no such feature)")
    if low == high:
        return Text(f"{_number(low)}{unit.ja}", f"{_number(low)} {unit.en}")
    if math.isinf(high):
        return Text(f"{_number(low)}{unit.ja}以上", f"at least {_number(low)} {unit.en}")
    first, last = _number(low), _number(high)
    return Text(f"{first}～{last}{unit.ja}", f"{first} to {last} {unit.en}")


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _summary(scores: Scores, index: int, standing: Standing, lines: tuple[IndicatorLine, ...]) -> Text:
    low, high = float(scores.low[index]), float(scores.high[index])
    complete = float(scores.completeness[index])
    unknown = [line.title for line in lines if line.unknown is not None and line.weight > 0.0]
    missing = Text("", "")
    if unknown:
        ja, en = "、".join(title.ja for title in unknown), ", ".join(title.en for title in unknown)
        missing = Text(f"確定していない指標: {ja}。", f" Not certain: {en}.")
    name = STANDING_NAMES[standing]
    return Text(
        f"区分は「{name.ja}」、評価点は{low:.2f}～{high:.2f}、判明率は{complete:.0%}です。{missing.ja}",
        f"Standing: {name.en}; score {low:.2f} to {high:.2f}; {complete:.0%} certain.{missing.en}",
    )
