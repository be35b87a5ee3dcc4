"""Sums over many plans: investment, value added and jobs by group, always with how many state a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import SpilloverKind
from data.domain.plan.vocabulary import Vocabulary

JOBS_UNIT = "人"


class Grouping(Vocabulary):
    """By what plans are put together."""

    FIELD = "field", "戦略分野", "strategic field"
    BLOCK = "block", "地域ブロック", "regional block"
    STATUS = "status", "状態", "status"
    PLAN_TYPE = "plan_type", "種別", "plan type"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one plan states; ``None``: not stated, or not in a form that can be added up."""

    investment_yen: int | None
    value_added_yen: int | None
    jobs: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A plan with the groups it belongs to; it counts once in each, so fields can add up to more than all."""

    figures: Figures
    groups: frozenset[tuple[Grouping, str | None]]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over the plans that state the figure; ``total`` is ``None`` when none does."""

    total: int | None
    stated: int
    plans: int


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of one group; ``key`` is ``None`` for plans without a value to group by."""

    grouping: Grouping | None
    """``None``: all plans."""
    key: str | None
    investment_yen: Sum
    value_added_yen: Sum
    jobs: Sum


def figures_of(document: PlanDocument) -> Figures:
    """Return what a document states: investment in all, value added in the target year, and jobs gained."""
    return Figures(_investment(document), _value_added(document), _jobs(document))


def sums(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Return the sums over all entries and over each group; the order of entries does not matter."""
    pairs = sorted(
        {pair for entry in entries for pair in entry.groups},
        key=lambda pair: (list(Grouping).index(pair[0]), pair[1] is None, pair[1] or ""),
    )
    groups = [_group(grouping, key, [e for e in entries if (grouping, key) in e.groups])
              for grouping, key in pairs]  # fmt: skip
    return (_group(None, None, entries), *groups)


def _group(grouping: Grouping | None, key: str | None, entries: Sequence[Entry]) -> Group:
    return Group(
        grouping,
        key,
        _sum(entry.figures.investment_yen for entry in entries),
        _sum(entry.figures.value_added_yen for entry in entries),
        _sum(entry.figures.jobs for entry in entries),
    )


def _sum(values: Iterable[int | None]) -> Sum:
    every = list(values)
    stated = [value for value in every if value is not None]
    return Sum(sum(stated) if stated else None, len(stated), len(every))


def _investment(document: PlanDocument) -> int | None:
    plan = getattr(document, "investment", None)
    if plan is None:
        eligible: int | None = getattr(document, "eligible_investment_yen", None)
        return eligible
    if plan.total_yen is not None:
        return int(plan.total_yen)
    amounts = [row.amount_yen for row in plan.rows or ()]
    return None if not amounts or None in amounts else sum(amounts)


def _value_added(document: PlanDocument) -> int | None:
    targets = getattr(document, "targets", None)
    return None if targets is None else targets.value_added_yen


def _jobs(document: PlanDocument) -> int | None:
    """Whole people gained from baseline to target; a row without either, or in another unit, adds nothing."""
    rows = [row for row in getattr(document, "spillover", None) or () if row.kind is SpilloverKind.JOBS]
    if not rows or any(row.unit != JOBS_UNIT or None in (row.baseline, row.target) for row in rows):
        return None
    return int(sum(row.target - row.baseline for row in rows))
