"""Maps told in sentences, made from the same rows as the map: how many, how large, what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.wording import Text
from geo.maps.fields import PlanRow

_PLANS = Text(
    "地図には計画・区域{count:,}件（{types}）を示しています。"
    "面積の合計は約{ha:,.0f} haです（重なりは差し引いていません）。",
    "The map shows {count:,} plans and zones ({types}), "
    "about {ha:,.0f} ha in all; overlaps are not taken off.",
)
_LARGEST = Text(
    "最も広いのは「{title}」（{body}、約{ha:,.0f} ha）です。",
    "The largest is “{title}” ({body}, about {ha:,.0f} ha).",
)
_WITHOUT = Text(
    "区域が未確定の計画{count:,}件は地図に描けないため、下の表にだけ示します。",
    "{count:,} plans without a known footprint cannot be drawn; they are in the table only.",
)
_NO_PLANS = Text("地図に描ける計画・区域はまだありません。", "There is no plan or zone to draw yet.")
_SAMPLES = Text("うち{count:,}件は見本です。", "{count:,} of them are samples.")
_POWER = Text(
    "発電所{plants:,}件のうち設備容量が分かるのは{known:,}件、合計{mw:,.0f} MWです。"
    "脱炭素電源は{clean:,}件で、容量の分かる{clean_known:,}件の合計は{clean_mw:,.0f} MWです。",
    "Of {plants:,} power plants the capacity of {known:,} is known, {mw:,.0f} MW in all. "
    "{clean:,} are decarbonised; the {clean_known:,} of known capacity make {clean_mw:,.0f} MW.",
)
_GRID = Text(
    "変電所は{substations:,}件（電圧不明{unknown:,}件）、送電線は{lines:,}区間（電圧不明{dark:,}区間）、"
    "データセンターは{centres:,}件です。",
    "There are {substations:,} substations ({unknown:,} of unknown voltage), "
    "{lines:,} pieces of line ({dark:,} unknown) and {centres:,} data centres.",
)
_LOWER_BOUND = Text(
    "容量の不明な設備は0とせず、合計は判明分だけの下限です。系統の余力を示すものではありません。",
    "Unknown capacity is not zero: the sums are lower bounds. None of this says that the grid has room.",
)


def plans_in_words(rows: Sequence[PlanRow], without_footprint: int) -> tuple[Text, ...]:
    """Return the sentences of the map of plans and zones."""
    told = [_counted(rows), *_largest(rows)] if rows else [_NO_PLANS]
    if without_footprint:
        told.append(_WITHOUT.filled(count=without_footprint))
    return tuple(told)


_NO_PLANTS = Text(
    "発電所のデータは読み込まれていないため、件数も容量も不明です。",
    "No data of power plants is loaded, so neither number nor capacity is known.",
)
_NO_GRID = Text(
    "変電所、送電線、データセンターのデータは読み込まれていないため、件数は不明です。",
    "No data of substations, lines and data centres is loaded, so their number is not known.",
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """Plants, how many of them have a known capacity, and the sum of those in MW."""

    plants: int
    known: int
    mw: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Substations and pieces of line, of both how many have no known voltage; data centres."""

    substations: int
    unknown: int
    lines: int
    dark: int
    centres: int


def power_in_words(power: Capacity, clean: Capacity, grid: Grid) -> tuple[Text, ...]:
    """Return the sentences of the map of power; ``clean`` are the decarbonised plants among ``power``."""
    told = _POWER.filled(**asdict(power), clean=clean.plants, clean_known=clean.known, clean_mw=clean.mw)
    plants = told if power.plants else _NO_PLANTS
    rest = _GRID.filled(**asdict(grid)) if grid.substations or grid.lines or grid.centres else _NO_GRID
    return plants, rest, _LOWER_BOUND


def _counted(rows: Sequence[PlanRow]) -> Text:
    counts = Counter(row.plan_type for row in rows)
    ja = "、".join(f"{PLAN_TYPE_TITLES[item].ja}{counts[item]:,}件" for item in PlanType if counts[item])
    en = ", ".join(f"{PLAN_TYPE_TITLES[item].en}: {counts[item]:,}" for item in PlanType if counts[item])
    total = sum(row.area_ha for row in rows)
    return Text(
        _PLANS.ja.format(count=len(rows), types=ja, ha=total),
        _PLANS.en.format(count=len(rows), types=en, ha=total),
    )


def _largest(rows: Sequence[PlanRow]) -> list[Text]:
    most = max(rows, key=lambda row: row.area_ha)
    samples = sum(row.is_sample for row in rows)
    told = [_LARGEST.filled(title=most.title, body=most.body, ha=most.area_ha)]
    return [*told, _SAMPLES.filled(count=samples)] if samples else told
