"""Value added per worker and per yen invested, and its ratio to industry and prefecture.

Ratios are taken only within one statistical definition: figures of different definitions measure different
things. The two benchmarks must be of one year; of several such years the latest counts. Statistics that were
loaded by the plan's definition come first; the rows the plan itself states count only without them, and the
two sources are never mixed.
"""

from __future__ import annotations

from decimal import Decimal

from data.domain.evidence import NOT_MEASURED, Known, Missing
from data.domain.plan.fields import means
from data.domain.plan.kinds import BenchmarkScope, ValueAddedDefinition
from data.domain.wording import Text
from rules.engine.formatting import shown
from rules.engine.measuring import Asked, Measure

TABLE = "benchmarks"
LOADED_YEAR = "benchmark.year"
LOADED_INDUSTRY = "benchmark.industry_per_worker"
LOADED_PREFECTURE = "benchmark.prefecture_per_worker"
_CENT = Decimal("0.01")
_NO_WORKERS = Text("従業者数が0人のため、一人当たりを計算できません", "no workers to divide by")
_NO_INVESTMENT = Text("投資総額が0円のため、投資額当たりを計算できません", "no investment to divide by")
_NO_COMMON_YEAR = Text(
    "業種と都道府県の統計に、計画と同じ定義で対象年のそろうものがありません",
    "no industry and prefecture statistics of the plan's definition share a year",
)
_SEVERAL = Text(
    "同じ定義・同じ年の統計が複数あり値が異なります", "several figures of one definition and year differ"
)


def _per_worker(facts: Asked, row: str) -> object:
    match facts.known("value_added.amount_yen", "value_added.workers"):
        case (_, 0):
            return Missing("value_added.workers", _NO_WORKERS)
        case (amount, workers):
            return (Decimal(amount) / workers).quantize(Decimal(1))
        case gap:
            return gap


def _per_invested(facts: Asked, row: str) -> object:
    match facts.known("value_added.amount_yen", "investment.total_yen"):
        case (_, 0):
            return Missing("investment.total_yen", _NO_INVESTMENT)
        case (amount, total):
            return (Decimal(amount) / total).quantize(_CENT)
        case gap:
            return gap


def _year(facts: Asked, row: str) -> object:
    found = facts.once(_usable)
    if isinstance(found, Missing):
        return found
    shared = set(found[BenchmarkScope.INDUSTRY]) & set(found[BenchmarkScope.PREFECTURE])
    return max(shared) if shared else _neither(Missing(TABLE, _NO_COMMON_YEAR), _loaded(facts))


def _usable(facts: Asked) -> dict[BenchmarkScope, dict[int, Decimal]] | Missing:
    """Return the figures of the plan's definition by scope and year: loaded ones, else those of the plan."""
    loaded = _loaded(facts)
    if isinstance(loaded, tuple):
        year, industry, prefecture = loaded
        return {BenchmarkScope.INDUSTRY: {year: industry}, BenchmarkScope.PREFECTURE: {year: prefecture}}
    stated = _stated(facts)
    return _neither(stated, loaded) if isinstance(stated, Missing) else stated


def _loaded(facts: Asked) -> tuple[int, Decimal, Decimal] | Missing:
    found = facts.known(LOADED_YEAR, LOADED_INDUSTRY, LOADED_PREFECTURE)
    return found if isinstance(found, Missing) else (found[0], found[1], found[2])


def _neither(stated: Missing, loaded: tuple[int, Decimal, Decimal] | Missing) -> Missing:
    if isinstance(loaded, tuple) or loaded.reason == NOT_MEASURED:
        return stated
    also = Text(
        f"{stated.reason.ja}。読み込まれた統計も使えません：{loaded.reason.ja}",
        f"{stated.reason.en}; loaded statistics do not serve either: {loaded.reason.en}",
    )
    return Missing(stated.path, also)


def _stated(facts: Asked) -> dict[BenchmarkScope, dict[int, Decimal]] | Missing:
    definition, rows = facts.at("value_added.definition"), facts.rows(TABLE)
    if isinstance(definition, Missing):
        return definition
    if isinstance(rows, Missing):
        return rows
    found: dict[BenchmarkScope, dict[int, Decimal]] = {scope: {} for scope in BenchmarkScope}
    other: set[ValueAddedDefinition] = set()
    for row in rows:
        cells = facts.known(f"{row}.scope", f"{row}.definition", f"{row}.year", f"{row}.per_worker_yen")
        if isinstance(cells, Missing):
            continue
        scope, of, year, figure = cells
        if of != definition.value:
            other.add(of)
        elif found[scope].setdefault(year, figure) != figure:
            return Missing(TABLE, _SEVERAL)
    lacking = [scope for scope in BenchmarkScope if not found[scope]]
    return Missing(TABLE, _none_of(lacking[0], definition, other)) if lacking else found


def _none_of(scope: BenchmarkScope, plan: Known, other: set[ValueAddedDefinition]) -> Text:
    asked, of = scope.text, shown(plan.value)
    if not other:
        return Text(
            f"{asked.ja}の統計（定義・対象年・一人当たり付加価値額）がそろっていません",
            f"the {asked.en} figure lacks its definition, year or value",
        )
    names = [item.text for item in sorted(other)]
    return Text(
        f"計画の付加価値の定義は「{of.ja}」ですが、{asked.ja}の統計に同じ定義のものがなく"
        f"（記載は「{'」「'.join(n.ja for n in names)}」）、定義の異なる値は比較できません",
        f"the plan counts by {of.en}, no {asked.en} figure does ({', '.join(n.en for n in names)}); "
        "different definitions are not comparable",
    )


def _ratio(scope: BenchmarkScope, facts: Asked) -> object:
    match facts.known("cost_effect.per_worker_yen", f"cost_effect.{scope}_yen"):
        case (_, 0):
            return Missing(TABLE, _none_to_divide_by(scope))
        case (own, figure):
            return (Decimal(own) / figure).quantize(_CENT)
        case gap:
            return gap


def _figure(scope: BenchmarkScope, facts: Asked) -> object:
    year = facts.at("cost_effect.benchmark_year")
    if isinstance(year, Missing):
        return year
    found = facts.once(_usable)
    return found if isinstance(found, Missing) else found[scope][int(str(year.value))]


def _none_to_divide_by(scope: BenchmarkScope) -> Text:
    words = scope.text
    return Text(f"{words.ja}の一人当たり付加価値額が0円です", f"the {words.en} figure is zero")


def _industry_figure(facts: Asked, row: str) -> object:
    return _figure(BenchmarkScope.INDUSTRY, facts)


def _prefecture_figure(facts: Asked, row: str) -> object:
    return _figure(BenchmarkScope.PREFECTURE, facts)


def _industry_ratio(facts: Asked, row: str) -> object:
    return _ratio(BenchmarkScope.INDUSTRY, facts)


def _prefecture_ratio(facts: Asked, row: str) -> object:
    return _ratio(BenchmarkScope.PREFECTURE, facts)


MEASURES = (
    Measure(
        "cost_effect.per_worker_yen",
        means("計画の一人当たり付加価値額", "value added per worker of the plan", unit="円"),
        _per_worker,
    ),
    Measure(
        "cost_effect.per_invested",
        means("投資額1円当たり付加価値額", "value added per yen invested", unit="円"),
        _per_invested,
    ),
    Measure(
        "cost_effect.benchmark_year",
        means("比較する統計の対象年", "year of the benchmarks", unit="年"),
        _year,
    ),
    Measure(
        "cost_effect.industry_yen",
        means("業種の一人当たり付加価値額", "value added per worker of the industry", unit="円"),
        _industry_figure,
    ),
    Measure(
        "cost_effect.prefecture_yen",
        means("都道府県の一人当たり付加価値額", "value added per worker of the prefecture", unit="円"),
        _prefecture_figure,
    ),
    Measure(
        "cost_effect.industry_ratio",
        means("業種の値に対する倍率", "ratio to the industry", unit="倍"),
        _industry_ratio,
    ),
    Measure(
        "cost_effect.prefecture_ratio",
        means("都道府県の値に対する倍率", "ratio to the prefecture", unit="倍"),
        _prefecture_ratio,
    ),
)
