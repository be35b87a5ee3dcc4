"""What follows from the KPIs: how many there are, and which spillover targets they serve."""

from __future__ import annotations

from data.domain.evidence import Missing
from data.domain.plan.fields import means
from data.domain.plan.kinds import SpilloverKind
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure


def _kinds(facts: Asked, row: str) -> object:
    served = _served(facts)
    if isinstance(served, Missing):
        return served
    return tuple(kind for kind in SpilloverKind if kind in served)


def _all_tied(facts: Asked, row: str) -> object:
    served = _served(facts)
    return served if isinstance(served, Missing) else None not in served


def _served(facts: Asked) -> set[SpilloverKind | None] | Missing:
    rows = facts.rows("kpis")
    if isinstance(rows, Missing):
        return rows
    cells = [facts.known(f"{row}.spillover") for row in rows]
    return {None if isinstance(cell, Missing) else cell[0] for cell in cells}


def _count(facts: Asked, row: str) -> object:
    rows = facts.rows("kpis")
    return rows if isinstance(rows, Missing) else len(rows)


def _has_kpi(facts: Asked, row: str) -> object:
    match facts.known(f"{row}.kind", "kpi_ties.kinds", "kpi_ties.complete"):
        case (kind, served, complete):
            return kind in served or (False if complete else Missing("kpis", _untied(kind)))
        case gap:
            return gap


def _untied(kind: SpilloverKind) -> Text:
    words = kind.text
    return Text(
        f"波及目標「{words.ja}」に対応するKPIが示されていません",
        f"no KPI is said to serve the spillover target “{words.en}”",
    )


MEASURES = (
    Measure("kpi_ties.count", means("KPIの数", "number of KPIs", unit="件"), _count),
    Measure(
        "kpi_ties.kinds",
        means("KPIが対応する波及の区分", "kinds of spillover that KPIs serve"),
        _kinds,
    ),
    Measure(
        "kpi_ties.complete",
        means("すべてのKPIに対応する波及目標が記載されていること", "every KPI says which target it serves"),
        _all_tied,
    ),
    Measure(
        "spillover[].has_kpi",
        means("対応するKPIの有無", "a KPI serves this target"),
        _has_kpi,
    ),
)
