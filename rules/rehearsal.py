"""What a draft would change: each plan answered by the rulebook in force and by the draft, with causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from data.domain.assessment import Assessment, Finding, Status, Verdict
from data.domain.evidence import Fact
from data.domain.plan.fields import Section
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.books import Rulebook
from rules.drafts import Change, Draft
from rules.engine.columns.blocks import blocks
from rules.engine.columns.verdicts import Verdicts
from rules.engine.values import Threshold
from rules.rulebooks import PLAN_TYPES

MeasuredBy = Callable[[Mapping[str, Threshold]], Mapping[str, Fact]]
"""Gives the measured facts on a plan; some of them depend on numbers of the rulebook."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A plan to rehearse with: what it is called, its document and what was measured of it."""

    id: str
    title: str
    document: Section
    measured: MeasuredBy

    @property
    def plan_type(self) -> PlanType:
        """Return the type of the plan."""
        return PLAN_TYPES[type(self.document)]


@dataclass(frozen=True, slots=True)
class ChangedFinding:
    """A criterion that the draft answers otherwise; ``None`` where it is not in force."""

    criterion: str
    title: Text
    before: Finding | None
    after: Finding | None
    causes: tuple[Change, ...]
    """The changes of the draft that alter this answer each alone; all of them where only together they do."""

    @property
    def statuses(self) -> tuple[Status | None, Status | None]:
        """Return the answers before and after."""
        return (
            None if self.before is None else self.before.status,
            None if self.after is None else self.after.status,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One plan before and after the draft."""

    subject: Subject
    before: Verdict
    after: Verdict
    changes: tuple[ChangedFinding, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many plans were rehearsed, how many changed, and in which way."""

    plans: int
    changed_plans: int
    verdicts: Mapping[tuple[Verdict, Verdict], int]
    findings: Mapping[tuple[str, Status | None, Status | None], int]


def rehearse(subjects: Iterable[Subject], book: Rulebook, draft: Draft, on: date) -> Iterator[Outcome]:
    """Answer each plan by ``book`` and by ``draft`` put over it, as on the day ``on``.

    Raises ``NoRuleSet`` when a plan type has no rule set on that day.
    """
    for of_type in blocks(subjects, lambda subject: subject.plan_type):
        yield from _of_block(of_type, book, draft, on)


def _of_block(subjects: list[Subject], book: Rulebook, draft: Draft, on: date) -> Iterator[Outcome]:
    """Answer a block by column; only plans that change are worded."""
    old, new = (_columns(subjects, each, on) for each in (book, draft.put_over(book)))
    verdicts = list(zip(old.overall(), new.overall(), strict=True))
    for place, subject in enumerate(subjects):
        same = old.statuses(place) == new.statuses(place)
        changes = () if same else _changes(subject, book, draft, on)
        yield Outcome(subject, *verdicts[place], changes)


def _columns(subjects: list[Subject], book: Rulebook, on: date) -> Verdicts:
    plans = [(subject.document, subject.measured(book.values)) for subject in subjects]
    return book.columns(subjects[0].plan_type, plans, on)


def _changes(subject: Subject, book: Rulebook, draft: Draft, on: date) -> tuple[ChangedFinding, ...]:
    before, after = _assessed(subject, book, on), _assessed(subject, draft.put_over(book), on)
    changed = _changed(before, after)
    causes = _causes(subject, book, draft, on, before, changed)
    return tuple(_finding(key, before, after, causes[key]) for key in changed)


def totals(outcomes: Iterable[Outcome]) -> Totals:
    """Add outcomes up."""
    plans, changed = 0, 0
    verdicts: Counter[tuple[Verdict, Verdict]] = Counter()
    findings: Counter[tuple[str, Status | None, Status | None]] = Counter()
    for outcome in outcomes:
        plans += 1
        changed += bool(outcome.changes)
        if outcome.before is not outcome.after:
            verdicts[outcome.before, outcome.after] += 1
        findings.update((change.criterion, *change.statuses) for change in outcome.changes)
    return Totals(plans, changed, verdicts, findings)


def _assessed(subject: Subject, book: Rulebook, on: date) -> Assessment:
    return book.assess(subject.document, subject.measured(book.values), on)


def _changed(before: Assessment, after: Assessment) -> tuple[str, ...]:
    """Return the criteria answered otherwise, in the order of the clauses."""
    old, new = _statuses(before), _statuses(after)
    return tuple(key for key in dict.fromkeys((*old, *new)) if old.get(key) is not new.get(key))


def _causes(
    subject: Subject,
    book: Rulebook,
    draft: Draft,
    on: date,
    before: Assessment,
    changed: tuple[str, ...],
) -> dict[str, tuple[Change, ...]]:
    if len(draft.changes) == 1:
        return dict.fromkeys(changed, draft.changes)
    alone = {
        each: _changed(before, _assessed(subject, draft.put_over(book, [each]), on)) for each in draft.changes
    }
    return {key: tuple(c for c in draft.changes if key in alone[c]) or draft.changes for key in changed}


def _finding(key: str, before: Assessment, after: Assessment, causes: tuple[Change, ...]) -> ChangedFinding:
    old, new = _of(before, key), _of(after, key)
    shown = new or old
    assert shown is not None  # noqa: S101 - a changed criterion is in force on one side at least
    return ChangedFinding(key, shown.title, old, new, causes)


def _of(assessment: Assessment, key: str) -> Finding | None:
    return next((finding for finding in assessment.findings if finding.criterion == key), None)


def _statuses(assessment: Assessment) -> dict[str, Status]:
    return {finding.criterion: finding.status for finding in assessment.findings}
