"""What is judged by machine, what by people and what not at all, and since when: all from the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.domain.assessment import Kind
from data.domain.plan.kinds import PlanType
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.outline import Line, Outliner
from rules.engine.values import Threshold, thresholds
from rules.rulebooks import PLAN_TYPES, RULE_SETS, newest_in_force
from rules.vocabulary import vocabulary_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its mechanical part in words."""

    criterion: Criterion
    lines: tuple[Line, ...]

    @property
    def left_to_people(self) -> bool:
        """Whether a reviewer is asked even where everything is stated."""
        return self.criterion.question is not None


@dataclass(frozen=True, slots=True)
class Count:
    """How many criteria of a plan type are of which sort."""

    plan_type: PlanType
    version: str
    mechanical: int
    with_people: int
    remarks: int
    information: int


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which the criteria of a plan type changed: what began, what ended, what reads otherwise."""

    day: date
    began: tuple[Criterion, ...]
    ended: tuple[Criterion, ...]
    changed: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a rule set, in force from ``since`` until the day before ``until``."""

    plan_type: PlanType
    version: str
    since: date
    until: date | None
    count: int
    steps: tuple[Step, ...]


def judged(plan_type: PlanType, on: date) -> tuple[Judged, ...]:
    """Return the criteria in force on a day with what each asks; raises ``NoRuleSet``."""
    rules = newest_in_force(RULE_SETS[plan_type], plan_type, on)
    document = next(kind for kind, found in PLAN_TYPES.items() if found is plan_type)
    outliner = Outliner(vocabulary_of(document).meanings, thresholds(), on)
    return tuple(
        Judged(criterion, outliner.lines(criterion.demand))
        for criterion in rules.criteria
        if criterion.in_force(on)
    )


def counts(on: date) -> list[Count]:
    """Return how much is judged by whom, for every plan type with criteria in force on a day."""
    found = []
    for plan_type, versions in RULE_SETS.items():
        if any(rules.since <= on for rules in versions):
            rules = newest_in_force(versions, plan_type, on)
            found.append(_count(plan_type, rules, [each for each in rules.criteria if each.in_force(on)]))
    return found


def versions() -> list[Version]:
    """Return every version of every rule set, the newest of each plan type first."""
    return [
        version
        for plan_type, rule_sets in RULE_SETS.items()
        for version in reversed(_versions(plan_type, sorted(rule_sets, key=lambda rules: rules.since)))
    ]


def numbers() -> list[Threshold]:
    """Return the numbers that criteria compare with, each with all its values and their days."""
    return list(thresholds().values())


def _count(plan_type: PlanType, rules: RuleSet, criteria: Sequence[Criterion]) -> Count:
    demands = [each for each in criteria if each.kind is Kind.REQUIREMENT]
    return Count(
        plan_type,
        rules.version,
        mechanical=sum(each.question is None for each in demands),
        with_people=sum(each.question is not None for each in demands),
        remarks=sum(each.kind is Kind.REMARK for each in criteria),
        information=sum(each.kind is Kind.INFORMATION for each in criteria),
    )


def _versions(plan_type: PlanType, ordered: Sequence[RuleSet]) -> list[Version]:
    found = []
    for place, rules in enumerate(ordered):
        before = ordered[place - 1] if place else None
        until = ordered[place + 1].since if place + 1 < len(ordered) else None
        steps = (*([_between(before, rules)] if before else ()), *_within(rules))
        found.append(Version(plan_type, rules.version, rules.since, until, len(rules.criteria), steps))
    return found


def _between(before: RuleSet, after: RuleSet) -> Step:
    old, new = ({each.id: each for each in rules.criteria} for rules in (before, after))
    return Step(
        after.since,
        began=tuple(new[key] for key in new.keys() - old.keys()),
        ended=tuple(old[key] for key in old.keys() - new.keys()),
        changed=tuple(new[key] for key in new if key in old and new[key] != old[key]),
    )


def _within(rules: RuleSet) -> list[Step]:
    days = {each.since for each in rules.criteria} | {each.until for each in rules.criteria if each.until}
    return [
        Step(
            day,
            tuple(each for each in rules.criteria if each.since == day),
            tuple(each for each in rules.criteria if each.until == day),
            (),
        )
        for day in sorted(days)
        if day > rules.since
    ]
