"""Two assessments of one plan side by side: what changed, and whether facts or rules changed it."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import date

from data.domain.assessment import Assessment, Finding, InputRead, Status, Verdict
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text
from rules.amendments import Amendment


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
    amended: tuple[Amendment, ...]
    findings: tuple[FindingComparison, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """The facts of two assessments, each answered anew by the rules of both; names tell the facts first."""

    old_by_old: Assessment
    old_by_new: Assessment
    new_by_old: Assessment
    new_by_new: Assessment


def compare(
    before: Assessment,
    after: Assessment,
    crossed: Crossed,
    numbers: Container[str],
    amended: tuple[Amendment, ...],
) -> Comparison:
    """Compare two assessments of one plan.

    Where one set of rules answers old and new facts otherwise, facts changed the answer. Where one set of
    facts is answered otherwise by old and new rules, or by the rules as they are kept today otherwise than
    on record, rules did. ``numbers`` are the paths of the rulebook's numbers, ``amended`` what changed in
    the rules.
    """
    old, new = ({f.criterion: f for f in each.findings} for each in (before, after))
    causes = _causes(crossed, before, after)
    return Comparison(
        rule_set_before=before.rule_set,
        rule_set_after=after.rule_set,
        day_before=before.assessed_on,
        day_after=after.assessed_on,
        verdict_before=before.verdict,
        verdict_after=after.verdict,
        amended=amended,
        findings=tuple(
            _finding(key, old.get(key), new.get(key), causes(key), numbers)
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
    compared = (_finding(key, old.get(key), new.get(key), None, numbers) for key in changed)
    return tuple(replace(found, cause=_read_otherwise(found)) for found in compared)


def _read_otherwise(found: FindingComparison) -> Cause:
    if found.before is None or found.after is None or not found.facts:
        return Cause.RULES
    return Cause.BOTH if found.numbers else Cause.FACTS


def _finding(
    key: str, old: Finding | None, new: Finding | None, cause: Cause | None, numbers: Container[str]
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
        cause=cause,
        facts=tuple(change for change in changes if change.path not in numbers),
        numbers=tuple(change for change in changes if change.path in numbers),
    )


def _causes(crossed: Crossed, before: Assessment, after: Assessment) -> Callable[[str], Cause | None]:
    """Return what tells the cause of a criterion's other answer."""
    of = [
        {finding.criterion: finding.status for finding in each.findings}
        for each in (
            before,
            crossed.old_by_old,
            crossed.old_by_new,
            crossed.new_by_old,
            crossed.new_by_new,
            after,
        )
    ]

    def cause(key: str) -> Cause | None:
        old, old_by_old, old_by_new, new_by_old, new_by_new, new = (statuses.get(key) for statuses in of)
        if old is new:
            return None
        by_facts = (old_by_old, old_by_new) != (new_by_old, new_by_new)
        on_record = (old, new) == (old_by_old, new_by_new)
        by_rules = not on_record or (old_by_old, new_by_old) != (old_by_new, new_by_new)
        if old is None or new is None or not by_facts:
            return Cause.RULES
        return Cause.BOTH if by_rules else Cause.FACTS

    return cause


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
