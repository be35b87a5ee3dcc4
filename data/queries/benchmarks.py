"""Finds value added per worker of an industry and a prefecture within one definition and one year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.plan.kinds import BenchmarkScope, ValueAddedDefinition
from data.domain.statistics import PER_WORKER, VALUE_ADDED, WORKERS
from data.domain.wording import Text
from data.queries.statistics import Figure, absent, figures
from data.reference.jsic import IndustryGroup
from data.reference.places import prefectures

INDUSTRY, PREFECTURE, YEAR = (
    "benchmark.industry_per_worker",
    "benchmark.prefecture_per_worker",
    "benchmark.year",
)
PATHS = (INDUSTRY, PREFECTURE, YEAR)
_YEN = Decimal(1)


@dataclass(frozen=True, slots=True)
class _PerWorker:
    value: Decimal
    from_two: bool
    basis: Figure


def benchmarks_for(
    session: Session,
    prefecture: str,
    group: IndustryGroup,
    definition: ValueAddedDefinition,
    year: int | None = None,
) -> dict[str, Fact]:
    """Return the facts of ``PATHS``: yen per worker of the JSIC ``group`` and the 2-digit ``prefecture``.

    Both are of ``definition`` and of one year: ``year``, or the newest both have. Otherwise all three are
    missing with the reason.
    """
    indicators = (PER_WORKER, VALUE_ADDED, WORKERS)
    loaded = {
        BenchmarkScope.INDUSTRY: figures(session, indicators=indicators, jsic_code=group.code),
        BenchmarkScope.PREFECTURE: figures(session, indicators=indicators, area_code=prefecture),
    }
    names = {
        BenchmarkScope.INDUSTRY: Text(f"業種「{group.name.ja}」", f"industry “{group.name.en}”"),
        BenchmarkScope.PREFECTURE: prefectures()[prefecture].name,
    }
    by_year: dict[BenchmarkScope, dict[int, _PerWorker]] = {}
    for scope, held in loaded.items():
        found = _of_definition(held, definition, names[scope])
        if isinstance(found, Text):
            return _all_missing(found)
        by_year[scope] = found
    return _of_one_year(by_year, names, year)


def _of_one_year(
    by_year: dict[BenchmarkScope, dict[int, _PerWorker]],
    names: dict[BenchmarkScope, Text],
    year: int | None,
) -> dict[str, Fact]:
    shared = set.intersection(*(set(found) for found in by_year.values()))
    usable = shared if year is None else shared & {year}
    if not usable:
        return _all_missing(_years_differ(by_year, names, year))
    when = max(usable)
    scopes = {INDUSTRY: BenchmarkScope.INDUSTRY, PREFECTURE: BenchmarkScope.PREFECTURE}
    found: dict[str, Fact] = {
        path: Known(path, by_year[scope][when].value, _source(by_year[scope][when], names[scope]))
        for path, scope in scopes.items()
    }
    industry = by_year[BenchmarkScope.INDUSTRY][when]
    return found | {YEAR: Known(YEAR, when, _source(industry, names[BenchmarkScope.INDUSTRY]))}


def _of_definition(
    held: Iterable[Figure], definition: ValueAddedDefinition, name: Text
) -> dict[int, _PerWorker] | Text:
    held = list(held)
    fitting = [each for each in held if each.definition == definition]
    if not fitting:
        return _other_definitions(held, definition, name)
    found: dict[int, _PerWorker] = {}
    for per_worker in _per_worker(fitting):
        before = found.setdefault(per_worker.basis.year, per_worker)
        if before.value != per_worker.value:
            return _several(name, definition, per_worker.basis.year)
    if found:
        return found
    gap = next((each for each in fitting if each.value is None), None)
    return absent(gap) if gap else _incomplete(name)


def _per_worker(fitting: Iterable[Figure]) -> Iterable[_PerWorker]:
    tables: dict[int, dict[str, Figure]] = defaultdict(dict)
    for each in fitting:
        tables[each.edition_id][each.indicator] = each
    for table in tables.values():
        stated, amount, workers = (table.get(name) for name in (PER_WORKER, VALUE_ADDED, WORKERS))
        if stated is not None and stated.value is not None:
            yield _PerWorker(stated.value.quantize(_YEN), False, stated)
        elif amount is not None and amount.value is not None and workers is not None and workers.value:
            yield _PerWorker((amount.value / workers.value).quantize(_YEN), True, amount)


def _source(found: _PerWorker, name: Text) -> SourceRef:
    """The edition's title tells definition, year and revision of the classification."""
    edition = found.basis.edition
    how = Text("、付加価値額÷従業者数", ", value added over workers") if found.from_two else Text("", "")
    label = Text(f"{name.ja}：{edition.ja}{how.ja}", f"{name.en}: {edition.en}{how.en}")
    return SourceRef("statistics", label, found.basis.source_ref.reference)


def _all_missing(reason: Text) -> dict[str, Fact]:
    return {path: Missing(path, reason) for path in PATHS}


def _other_definitions(held: list[Figure], definition: ValueAddedDefinition, name: Text) -> Text:
    by = definition.text
    if not held:
        return Text(
            f"{name.ja}の一人当たり付加価値額の統計が読み込まれていません",
            f"no value added per worker is loaded for {name.en}",
        )
    others = [item.text for item in ValueAddedDefinition if item in {each.definition for each in held}]
    return Text(
        f"{name.ja}の統計に定義「{by.ja}」のものがなく（読込済みは「{'」「'.join(t.ja for t in others)}」）、"
        "定義の異なる値は比較できません",
        f"no figure for {name.en} is by {by.en} (loaded: {', '.join(t.en for t in others)}); "
        "different definitions are not comparable",
    )


def _years_differ(
    by_year: dict[BenchmarkScope, dict[int, _PerWorker]], names: dict[BenchmarkScope, Text], year: int | None
) -> Text:
    held = {s: [str(each) for each in sorted(found)] for s, found in by_year.items()}
    wanted = Text("", "") if year is None else Text(f"{year}年で", f" of {year}")
    return Text(
        f"同じ定義の統計が{wanted.ja}そろわず、年の異なる値は比較できません（"
        + "、".join(f"{names[s].ja}は{'・'.join(years)}年" for s, years in held.items())
        + "）",
        f"the statistics{wanted.en} do not share a year ("
        + "; ".join(f"{names[s].en}: {', '.join(years)}" for s, years in held.items())
        + ")",
    )


def _several(name: Text, definition: ValueAddedDefinition, year: int) -> Text:
    by = definition.text
    return Text(
        f"{name.ja}の統計（{by.ja}、{year}年）が複数あり、値が異なります",
        f"several figures for {name.en} ({by.en}, {year}) differ",
    )


def _incomplete(name: Text) -> Text:
    return Text(
        f"{name.ja}の統計に付加価値額と従業者数の両方がそろっていないか、従業者数が0人です",
        f"the statistics for {name.en} lack value added or workers, or count no workers",
    )
