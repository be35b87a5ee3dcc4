"""Two assessments of one plan side by side: what changed, and whether facts or rules changed it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date

from data.domain.assessment import Assessment, Finding, InputRead, Status, Verdict
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text


class Cause(Vocabulary):
    """What changed an answer."""

    FACTS = "facts", "事実の変更", "changed facts"
    RULES = "rules", "基準の変更", "changed rules"
    BOTH = "both", "事実と基準の両方の変更", "changed facts and rules"


@dataclass(frozen=True, slots=True)
class InputChange:
    """One fact, or one number of the rulebook, before and after; ``None`` where it was not read."""

    path: str
    label: Text
    before: InputRead | None
    after: InputRead | None


@dataclass(frozen=True, slots=True)
class FindingComparison:
    """One criterion before and after; ``None`` where it was not in force."""

    criterion: str
    title: Text
    before: Status | None
    after: Status | None
    reason_before: Text | None
    reason_after: Text | None
    cause: Cause | None
    """Why the answer is another one; none where it is the same."""
    facts: tuple[InputChange, ...]
    numbers: tuple[InputChange, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether the answer is another one."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments side by side, criterion by criterion."""

    rule_set_before: str
    rule_set_after: str
    day_before: date
    day_after: date
    verdict_before: Verdict
    verdict_after: Verdict
    findings: tuple[FindingComparison, ...]


def compare(
    before: Assessment, after: Assessment, between: Assessment, numbers: Container[str]
) -> Comparison:
    """Compare two assessments of one plan.

    ``between`` answers the facts and the day of ``after`` by the rules of ``before``: where it differs from
    ``before`` facts changed the answer, where it differs from ``after`` rules did. ``numbers`` are the keys
    of the rulebook's numbers.
    """
    old, mid, new = ({f.criterion: f for f in each.findings} for each in (before, between, after))
    return Comparison(
        rule_set_before=before.rule_set,
        rule_set_after=after.rule_set,
        day_before=before.assessed_on,
        day_after=after.assessed_on,
        verdict_before=before.verdict,
        verdict_after=after.verdict,
        findings=tuple(
            _finding(key, old.get(key), mid.get(key), new.get(key), numbers)
            for key in dict.fromkeys((*old, *new))
        ),
    )


def otherwise(
    before: Assessment, after: Assessment, numbers: Container[str]
) -> tuple[FindingComparison, ...]:
    """Return the findings that an assessment made again, from the facts kept with it, has otherwise.

    Only what was read can tell why: facts that read otherwise were changed where they are kept; where none
    does, the rules were. ``numbers`` as in ``compare``.
    """
    old, new = ({f.criterion: f for f in each.findings} for each in (before, after))
    changed = [key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]
    compared = (_finding(key, old.get(key), None, new.get(key), numbers) for key in changed)
    return tuple(replace(found, cause=_read_otherwise(found)) for found in compared)


def _read_otherwise(found: FindingComparison) -> Cause:
    if found.before is None or found.after is None or not found.facts:
        return Cause.RULES
    return Cause.BOTH if found.numbers else Cause.FACTS


def _finding(
    key: str, old: Finding | None, mid: Finding | None, new: Finding | None, numbers: Container[str]
) -> FindingComparison:
    changes = _inputs(old, new)
    shown = new or old
    assert shown is not None  # noqa: S101 - the key comes from one of the two
    return FindingComparison(
        criterion=key,
        title=shown.title,
        before=old.status if old else None,
        after=new.status if new else None,
        reason_before=old.reason if old else None,
        reason_after=new.reason if new else None,
        cause=_cause(old, mid, new),
        facts=tuple(change for change in changes if change.path not in numbers),
        numbers=tuple(change for change in changes if change.path in numbers),
    )


def _cause(old: Finding | None, mid: Finding | None, new: Finding | None) -> Cause | None:
    if old is None or mid is None or new is None:
        return Cause.RULES
    if old.status is new.status:
        return None
    if mid.status is old.status:
        return Cause.RULES
    return Cause.FACTS if mid.status is new.status else Cause.BOTH


def _inputs(old: Finding | None, new: Finding | None) -> tuple[InputChange, ...]:
    """Return what was read otherwise; a confidential value was never recorded and so shows no change."""
    before = {read.path: read for read in old.inputs} if old else {}
    after = {read.path: read for read in new.inputs} if new else {}
    return tuple(
        InputChange(path, (after.get(path) or before[path]).label, before.get(path), after.get(path))
        for path in dict.fromkeys((*before, *after))
        if _told(before.get(path)) != _told(after.get(path))
    )


def _told(read: InputRead | None) -> object:
    return None if read is None else (read.value, read.unit, read.missing)
