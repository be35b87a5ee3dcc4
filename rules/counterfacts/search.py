"""The smallest changes that meet a failing criterion, each verified by checking a changed copy anew."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count

from data.domain.assessment import Assessment, Finding, Status
from data.domain.evidence import Known
from data.domain.wording import Text
from rules.counterfacts.changes import Changes, Plan
from rules.counterfacts.failing import Obstacle, obstacles
from rules.counterfacts.solving import meets_demand, values
from rules.engine.answer import answer
from rules.engine.assess import assess_facts
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.facts import Facts
from rules.engine.formatting import shown
from rules.engine.reading import Reading
from rules.rulebooks import PLAN_TYPES, facts_on

MOST_OFFERS = 3
MOST_CHANGES = 8
MOST_TRIED = 60
"""Combinations checked for one criterion; beyond them no small change is in sight."""
FEWEST_CHECKS, MOST_WORK = 100, 30_000_000
"""Checks of single demands in one search: so many characters of document, but at least so many checks."""
_RANK = {Status.NOT_MET: 0, Status.INCOMPLETE: 1, Status.NEEDS_REVIEW: 2, Status.MET: 3}
_NOTHING = Text(
    "この項目は、数値・日付・選択肢の変更だけでは適合になりません。文章、図形、記録された事実などの見直しが必要です。",
    "No change of numbers, days or choices meets it; texts, shapes or recorded facts would have to change.",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One value to change: where, what it is called, and the value before and after in words."""

    path: str
    label: Text
    before: Text | None
    """None where a row is added."""
    after: Text
    value: object
    """The new value, as the document or the measured table takes it."""


@dataclass(frozen=True, slots=True)
class Counterfact:
    """Changes that together meet the criterion, as checking a copy has shown."""

    changes: tuple[Change, ...]
    status: Status
    """The answer then: ``met``, or ``needs_review`` where a person still judges the substance."""
    worse: tuple[Finding, ...]
    """Other criteria that the changed copy answers worse."""


@dataclass(frozen=True, slots=True)
class Counterfacts:
    """What would meet a criterion, the smallest first; or why nothing is offered."""

    criterion: str
    offers: tuple[Counterfact, ...]
    why_none: Text | None


@dataclass(order=True)
class _Node:
    changes_made: int
    size: Decimal
    number: int
    changes: Changes = field(compare=False)


def counterfacts(plan: Plan, rules: RuleSet, criterion_id: str, on: date) -> Counterfacts:
    """Return the smallest changes that meet a criterion which the plan does not meet on the day ``on``.

    Raises ``KeyError`` when the rule set has no such criterion in force.
    """
    criterion = {c.id: c for c in rules.criteria if c.in_force(on)}[criterion_id]
    gaps: list[Text] = []
    found = list(_found(plan, criterion, on, gaps))
    if not found:
        return Counterfacts(criterion_id, (), _still_missing(gaps[0]) if gaps else _NOTHING)
    before = _assessed(plan, rules, on)
    return Counterfacts(
        criterion_id,
        tuple(_offer(plan, changes, rules, criterion_id, before) for changes in found),
        None,
    )


def _found(plan: Plan, criterion: Criterion, on: date, gaps: list[Text]) -> Iterator[Changes]:
    """Search by the number of changes, then by their size; stop when more changes would be needed."""
    numbers, offered, tried, best, checks = count(), 0, 0, MOST_CHANGES, _Checks(plan, on)
    waiting = [_Node(0, Decimal(0), next(numbers), {})]
    seen: set[frozenset[tuple[str, object]]] = set()
    while waiting and tried < MOST_TRIED and offered < MOST_OFFERS:
        node = heapq.heappop(waiting)
        key = frozenset(node.changes.items())
        changed = None if key in seen else plan.changed(node.changes)
        seen.add(key)
        if changed is None or node.changes_made > best:
            continue
        tried += 1
        facts = _facts(changed, on)
        reached = answer(criterion.demand, Reading(facts))
        if reached.status is Status.MET and node.changes:
            best, offered = node.changes_made, offered + 1
            yield node.changes
        elif reached.status is Status.INCOMPLETE:
            gaps += [step.reason for step in reached.because[:1]]
        elif node.changes_made < best:
            for path, value, size in _next(checks, node.changes, criterion, facts):
                changes = {**node.changes, path: value}
                heapq.heappush(waiting, _Node(len(changes), node.size + size, next(numbers), changes))


def _next(
    checks: _Checks, changes: Changes, criterion: Criterion, facts: Facts
) -> Iterator[tuple[str, object, Decimal]]:
    for obstacle in obstacles(criterion.demand, Reading(facts)):

        def meets(path: str, value: object, of: Obstacle = obstacle) -> bool:
            return checks.meets(of, {**changes, path: value})

        for path, value in values(obstacle, facts, meets):
            if path not in changes:
                yield path, value, _size(facts, path, value)


class _Checks:
    """Checks changed copies, up to a number that shrinks with the length of the document."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.plan, self.on = plan, on
        self._left = max(FEWEST_CHECKS, MOST_WORK // len(plan.document.model_dump_json()))

    def meets(self, obstacle: Obstacle, changes: Changes) -> bool:
        """Tell whether an obstacle is gone under ``changes``; not, once the checks are used up."""
        self._left -= 1
        changed = self.plan.changed(changes) if self._left >= 0 else None
        return changed is not None and meets_demand(obstacle, _facts(changed, self.on))


def _offer(plan: Plan, changes: Changes, rules: RuleSet, criterion: str, before: Assessment) -> Counterfact:
    copy = plan.changed(changes)
    assert copy is not None  # noqa: S101 - found by checking this very copy
    after = _assessed(copy, rules, before.assessed_on)
    facts = _facts(plan, before.assessed_on)
    told = tuple(_told(facts, path, value) for path, value in changes.items())
    return Counterfact(told, after.finding(criterion).status, _worse(before, after))


def _worse(before: Assessment, after: Assessment) -> tuple[Finding, ...]:
    old = {finding.criterion: finding.status for finding in before.findings}
    ranked = [f for f in after.findings if f.status in _RANK and old[f.criterion] in _RANK]
    return tuple(f for f in ranked if _RANK[f.status] < _RANK[old[f.criterion]])


def _told(facts: Facts, path: str, value: object) -> Change:
    if path.endswith("]"):
        return Change(path, facts.label(path.rpartition("[")[0]), None, shown(value), value)
    found, unit = facts.at(path), facts.unit(path)
    before = shown(found.value, unit) if isinstance(found, Known) else None
    return Change(path, facts.label(path), before, shown(value, unit), value)


def _size(facts: Facts, path: str, value: object) -> Decimal:
    """Return how far a value moves, in parts of what is stated; another word counts as the whole."""
    found = None if path.endswith("]") else facts.at(path)
    old = found.value if isinstance(found, Known) else None
    if isinstance(old, date) and isinstance(value, date):
        return Decimal(abs((value - old).days)) / 365
    if isinstance(old, int | Decimal) and isinstance(value, int | Decimal) and not isinstance(old, bool):
        return abs(Decimal(value) - Decimal(old)) / (abs(Decimal(old)) or 1)
    return Decimal(1)


def _assessed(plan: Plan, rules: RuleSet, on: date) -> Assessment:
    return assess_facts(_facts(plan, on), PLAN_TYPES[type(plan.document)], rules)


def _facts(plan: Plan, on: date) -> Facts:
    return facts_on(plan.document, plan.measured, on)


def _still_missing(gap: Text) -> Text:
    return Text(
        f"値を変えても、ほかに記載のない欄が残るため適合になりません：{gap.ja}",
        f"Changing values leaves something unstated: {gap.en}",
    )
