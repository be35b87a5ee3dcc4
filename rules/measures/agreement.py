"""Numbers a plan states twice, made equal in unit and year and set side by side."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Annotated

from data.domain.embedded import read_yaml
from data.domain.evidence import Missing
from data.domain.plan.fields import Number, Section, ShortText, means
from data.domain.plan.kinds import SpilloverKind
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure
from rules.measures.names import normalised
from rules.measures.periods import fiscal_year

YEN = "円"
_FACTORS = {"円": 1, "千円": 10**3, "万円": 10**4, "百万円": 10**6, "億円": 10**8, "兆円": 10**12}
_WHOLE = Decimal(100)
_STEP = Decimal("0.0001")
_VALUE_ADDED = Text("付加価値目標と付加価値額の見込み", "target and expected value added")


class SameNumber(Section):
    """One number in two places of the document, both in one unit and of one year."""

    subject: Annotated[ShortText, means("対象", "subject")]
    subject_en: Annotated[ShortText, means("対象（英語）", "subject, in English")]
    unit: Annotated[ShortText, means("単位", "unit")]
    stated: Annotated[Number, means("本来の記載", "figure in its own section")]
    restated: Annotated[Number, means("再掲の記載", "figure where it is repeated")]


@cache
def _indicators() -> dict[str, str]:
    """Return which subject an indicator's name stands for, by normalised spelling."""
    indicators = read_yaml("rules", "catalogues", "indicators.yaml")
    return {normalised(s): key for key, spellings in indicators.items() for s in spellings}


def in_one_unit(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a sum of money in yen; leave any other unit as it is."""
    return (value * _FACTORS[unit], YEN) if unit in _FACTORS else (value, unit)


def _same_numbers(facts: Asked, row: str) -> object:
    return (*_value_added(facts), *_kpis(facts))


def _value_added(facts: Asked) -> Iterator[SameNumber]:
    if not facts.defines("value_added.amount_yen"):
        return
    paths = ("targets.value_added_yen", "targets.year", "value_added.amount_yen", "value_added.year")
    match facts.known(*paths):
        case (stated, year, restated, same_year) if year == same_year:
            yield _pair(_VALUE_ADDED, YEN, stated, restated)


def _kpis(facts: Asked) -> Iterator[SameNumber]:
    if not facts.defines("kpis"):
        return
    rows = facts.rows("kpis")
    originals = dict(_originals(facts))
    for kpi in () if isinstance(rows, Missing) else rows:
        cells = facts.known(f"{kpi}.indicator", f"{kpi}.unit", f"{kpi}.target", f"{kpi}.target_date")
        if isinstance(cells, Missing):
            continue
        indicator, stated_unit, target, day = cells
        subject = _subject(facts, kpi, indicator)
        value, unit = in_one_unit(target, stated_unit)
        if subject is None or (subject, unit, fiscal_year(day)) not in originals:
            continue
        name, original = originals[subject, unit, fiscal_year(day)]
        subjects = Text(f"{name.ja}とKPI「{indicator}」", f"{name.en} and KPI “{indicator}”")
        yield _pair(subjects, unit, original, value)


def _subject(facts: Asked, kpi: str, indicator: str) -> str | None:
    """Return whose number a KPI repeats: of the spillover target it serves, else of the plan's targets."""
    named, tie = _indicators().get(normalised(indicator)), facts.known(f"{kpi}.spillover")
    if isinstance(tie, Missing):
        return f"targets.{named}" if named else None
    return f"spillover.{named}" if named == str(tie[0]) else None


def _originals(facts: Asked) -> Iterator[tuple[tuple[str, str, int], tuple[Text, Decimal]]]:
    """Yield (subject, unit, fiscal year) with the name and value of each number that KPIs may repeat."""
    if facts.defines("targets"):
        yield from _targets(facts)
    if facts.defines("spillover"):
        for kind in SpilloverKind:
            yield from _single_target(facts, kind)


def _targets(facts: Asked) -> Iterator[tuple[tuple[str, str, int], tuple[Text, Decimal]]]:
    year = facts.known("targets.year")
    for subject, path in (("sales", "targets.sales_yen"), ("value_added", "targets.value_added_yen")):
        match facts.known(path), year:
            case (value,), (of,):
                yield (f"targets.{subject}", YEN, of), (facts.meaning(path).title, Decimal(value))


def _single_target(
    facts: Asked, kind: SpilloverKind
) -> Iterator[tuple[tuple[str, str, int], tuple[Text, Decimal]]]:
    rows = facts.rows("spillover")
    of_kind = [] if isinstance(rows, Missing) else [r for r in rows if facts.known(f"{r}.kind") == (kind,)]
    if len(of_kind) != 1:
        return
    match facts.known(f"{of_kind[0]}.target", f"{of_kind[0]}.unit", f"{of_kind[0]}.target_year"):
        case (target, stated_unit, year):
            value, unit = in_one_unit(target, stated_unit)
            yield (f"spillover.{kind}", unit, year), (_target_of(kind), value)


def _target_of(kind: SpilloverKind) -> Text:
    return Text(f"波及目標「{kind.text.ja}」", f"spillover target “{kind.text.en}”")


def _pair(subject: Text, unit: str, stated: Decimal | int, restated: Decimal | int) -> SameNumber:
    return SameNumber.model_construct(
        subject=subject.ja,
        subject_en=subject.en,
        unit=unit,
        stated=Decimal(stated),
        restated=Decimal(restated),
    )


def _highest_share(facts: Asked, row: str) -> object:
    """Return the largest share a rank leaves room for: those ahead have no less, all together the whole."""
    rank = facts.known("share.rank")
    if isinstance(rank, Missing):
        return rank
    return (_WHOLE / rank[0]).quantize(_STEP, ROUND_FLOOR).normalize()


def _listed_share(facts: Asked, row: str) -> object:
    rows = facts.rows("value_chain")
    cells = [] if isinstance(rows, Missing) else [facts.known(f"{r}.value_added_share") for r in rows]
    return sum((cell[0] for cell in cells if not isinstance(cell, Missing)), Decimal(0))


MEASURES = (
    Measure("same_numbers", means("二度記載された数値", "numbers stated twice"), _same_numbers, SameNumber),
    Measure(
        "agreement.highest_share",
        means("その順位でありうる国内シェアの上限", "largest share the rank leaves room for", unit="%"),
        _highest_share,
    ),
    Measure(
        "agreement.listed_share",
        means("付加価値に占める割合の合計", "sum of the shares of value added", unit="%"),
        _listed_share,
    ),
)
