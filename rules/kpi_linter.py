"""Warns of KPIs that cannot show success: a hint while drafting, never a finding, never a refusal.

Each warning names its rule, rests on S2 line 1972 (concrete KPIs, regular monitoring) and offers a rewrite.
The trend is judged only where past values are given; without them it is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from data.domain.assessment import Citation
from data.domain.embedded import read_yaml
from data.domain.plan.kinds import Direction
from data.domain.plan.sections import Kpi
from data.domain.wording import Text
from rules.engine.sources import cite
from rules.measures.names import normalised

WHOLE = Decimal(100)
LEAP = Decimal(500)
"""A target this many times its baseline is asked about: units differ by a thousand, rarely plans."""
_POINTS_OF_A_TREND = 2
_MOST_NAMED = 3

History = Mapping[date, Decimal]
"""Past values of an indicator, in the unit of the KPI."""


class KpiRule(StrEnum):
    """What a warning rests on."""

    ACTIVITY = "activity-count"
    BASELINE = "missing-baseline"
    DENOMINATOR = "missing-denominator"
    UNIT = "unit-slip"
    UNMEASURABLE = "unmeasurable"
    TREND = "below-trend"
    TREND_UNKNOWN = "trend-unknown"


@dataclass(frozen=True, slots=True)
class Advice:
    """One warning; ``path`` is its place in the document: a KPI (``kpis[2]``) or all of them (``kpis``)."""

    path: str
    rule: KpiRule
    message: Text
    rewrite: Text

    @property
    def citation(self) -> Citation:
        """Return where concrete KPIs are asked for."""
        return cite("S2", "1972")


def advise(kpis: Sequence[Kpi] | None, history: Mapping[str, History] | None = None) -> tuple[Advice, ...]:
    """Return the warnings on all KPIs in their order; ``history`` holds past values by indicator.

    That the trend of some is not known is said once, for the table (``kpis``).
    """
    past, stated = history or {}, kpis or ()
    found = [
        advice
        for index, kpi in enumerate(stated)
        for advice in _of(kpi, f"kpis[{index}]", past.get(kpi.indicator))
    ]
    unknown = [kpi.indicator for kpi in stated if not _has_trend(past.get(kpi.indicator))]
    return (*found, _without_trend(unknown)) if unknown else tuple(found)


def _of(kpi: Kpi, path: str, past: History | None) -> Iterator[Advice]:
    for found in (_activity(kpi), _unmeasurable(kpi), _denominator(kpi), _unit(kpi), _baseline(kpi)):
        if found is not None:
            yield Advice(path, *found)
    trend = _trend(kpi, past) if past is not None and _has_trend(past) else None
    if trend is not None:
        yield Advice(path, *trend)


def _has_trend(past: History | None) -> bool:
    return past is not None and len(past) >= _POINTS_OF_A_TREND


def _without_trend(indicators: Sequence[str]) -> Advice:
    first, more = indicators[:_MOST_NAMED], len(indicators) - _MOST_NAMED
    ja = "、".join(f"「{name}」" for name in first) + (f"ほか{more}件" if more > 0 else "")
    en = ", ".join(f"“{name}”" for name in first) + (f" and {more} more" if more > 0 else "")
    return Advice(
        "kpis",
        KpiRule.TREND_UNKNOWN,
        Text(
            f"{ja}の過去の推移がないため、目標が推移を上回るかは確かめていません。",
            f"Past values of {en} are not given, so no target is held against a trend.",
        ),
        Text("過去3年程度の実績値を用意してください。", "Have the values of some three past years ready."),
    )


_Found = tuple[KpiRule, Text, Text] | None


def _activity(kpi: Kpi) -> _Found:
    if not _has(kpi.indicator, "activities"):
        return None
    return (
        KpiRule.ACTIVITY,
        Text(
            f"「{kpi.indicator}」は活動の量で、活動によって生じた成果を測りません。",
            f"“{kpi.indicator}” counts an activity, not what came of it.",
        ),
        Text(
            "活動の結果を測る指標に改めてください（例：参加事業者のうち新たな取引を始めた事業者の割合（%））。",
            "Measure the result, such as the share of participants that began new dealings (%).",
        ),
    )


def _unmeasurable(kpi: Kpi) -> _Found:
    if not _has(kpi.indicator, "vague") or _has(kpi.indicator, "measurable"):
        return None
    return (
        KpiRule.UNMEASURABLE,
        Text(
            f"「{kpi.indicator}」は、何を数えるかが読み取れません。",
            f"“{kpi.indicator}” does not say what is counted.",
        ),
        Text(
            "数えるものと単位が分かる名称に改めてください（例：域内企業への年間発注額（百万円））。",
            "Name what is counted and its unit, such as yearly orders to firms of the area (million yen).",
        ),
    )


def _denominator(kpi: Kpi) -> _Found:
    is_ratio = normalised(kpi.indicator).endswith(_words("ratios"))
    if not is_ratio or _has(kpi.indicator, "denominators") or _has(kpi.indicator, "known_rates"):
        return None
    return (
        KpiRule.DENOMINATOR,
        Text(
            f"「{kpi.indicator}」は、何に対する割合かが読み取れません。",
            f"“{kpi.indicator}” does not say of what it is a share.",
        ),
        Text(
            f"分母を明らかにしてください（例：○○に占める{kpi.indicator}）。",
            f"Name the whole, such as “{kpi.indicator}” out of all firms concerned.",
        ),
    )


def _unit(kpi: Kpi) -> _Found:
    slip = _wrong_unit(kpi) or _impossible_value(kpi)
    if slip is None:
        return None
    return (
        KpiRule.UNIT,
        slip,
        Text(
            "基準値と目標値を同じ単位で書き直し、指標に合う単位を記載してください。",
            "Write baseline and target in one unit that suits the indicator.",
        ),
    )


def _wrong_unit(kpi: Kpi) -> Text | None:
    if kpi.unit is None:
        return Text("単位がありません。", "There is no unit.")
    name, unit = normalised(kpi.indicator), normalised(kpi.unit)
    of_ratio = name.endswith(_words("ratios")) and unit not in _words("ratio_units")
    of_money = name.endswith(_words("money")) and not any(u in unit for u in _words("money_units"))
    if not (of_ratio or of_money):
        return None
    return Text(
        f"「{kpi.indicator}」に単位「{kpi.unit}」は合いません。",
        f"The unit “{kpi.unit}” does not suit “{kpi.indicator}”.",
    )


def _impossible_value(kpi: Kpi) -> Text | None:
    values = [value for value in (kpi.baseline, kpi.target) if value is not None]
    share = normalised(kpi.indicator).endswith(_words("ratios")) and kpi.unit is not None
    if share and normalised(kpi.unit or "") == "%" and any(value > WHOLE for value in values):
        return Text("割合が100%を超えています。", "A share exceeds 100 %.")
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(0))
    if len(values) > 1 and low > 0 and high / low >= LEAP:
        return Text(
            f"基準値と目標値が{LEAP:f}倍以上違います。", f"Baseline and target differ {LEAP:f}-fold or more."
        )
    return None


def _baseline(kpi: Kpi) -> _Found:
    if kpi.baseline is not None and kpi.baseline_date is not None:
        return None
    return (
        KpiRule.BASELINE,
        Text(
            f"「{kpi.indicator}」の基準値又は基準日がありません。",
            f"“{kpi.indicator}” lacks its baseline or the day of it.",
        ),
        Text(
            "直近の実績値とその時点を記載してください。把握していない場合は、把握する方法と時期を記載してください。",
            "State the latest value and its day, or how and when it will be found.",
        ),
    )


def _trend(kpi: Kpi, past: History) -> _Found:
    if kpi.target is None or kpi.target_date is None or kpi.direction is None:
        return None
    expected = _extrapolated(past, kpi.target_date)
    short = kpi.target < expected if kpi.direction is Direction.INCREASE else kpi.target > expected
    if not short:
        return None
    return (
        KpiRule.TREND,
        Text(
            f"目標値（{kpi.target:f}）は、これまでの推移を延ばした値（{expected:.2f}）に届きません。",
            f"The target {kpi.target:f} falls short of the past trend, {expected:.2f}.",
        ),
        Text(
            f"推移を延ばした値（{expected:.2f}）を超える目標とするか、推移が鈍る理由を記載してください。",
            f"Aim beyond {expected:.2f}, or say why the trend will weaken.",
        ),
    )


def _extrapolated(past: History, day: date) -> Decimal:
    first, last = min(past), max(past)
    return past[last] + (past[last] - past[first]) * (day - last).days / (last - first).days


def _has(text: str, group: str) -> bool:
    name = normalised(text)
    return any(word in name for word in _words(group))


@cache
def _words(group: str) -> tuple[str, ...]:
    words = read_yaml("rules", "catalogues", "kpi_words.yaml")[group]
    return tuple(normalised(word) for word in words)
