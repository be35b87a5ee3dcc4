"""What a finding comes to once people have judged or overruled it; the mechanical answer stays beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from data.domain.assessment import Finding, Status, Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of one criterion: a judgement, or with ``overruled`` a departure from it."""

    criterion: str
    status: Status
    reason: str
    by: str
    """Name of the post, and of the person where the reader may know it."""
    at: datetime
    overruled: Status | None = None


@dataclass(frozen=True, slots=True)
class EffectiveFinding:
    """A finding of the frozen assessment, what people said of it, and what counts."""

    finding: Finding
    judgement: Mark | None
    overruling: Mark | None
    status: Status

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a person's judgement."""
        return self.status is Status.NEEDS_REVIEW


@dataclass(frozen=True, slots=True)
class EffectiveResult:
    """All findings with what people said, and the verdict they add up to."""

    findings: tuple[EffectiveFinding, ...]
    verdict: Verdict

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Criteria that still wait for judgement, in the order of the assessment."""
        return tuple(each.finding.criterion for each in self.findings if each.is_open)


def effective(findings: Sequence[Finding], marks: Iterable[Mark]) -> EffectiveResult:
    """Return the findings with the latest judgement and overruling of each, and the effective verdict.

    An overruling counts when it departs from the answer the assessment gave; a judgement only where the
    assessment left the question to a person.
    """
    latest = {(mark.criterion, mark.overruled is not None): mark for mark in sorted(marks, key=_moment)}
    results = tuple(
        _effective(each, latest.get((each.criterion, False)), latest.get((each.criterion, True)))
        for each in findings
    )
    counted = tuple(replace(each.finding, status=each.status) for each in results)
    return EffectiveResult(results, verdict_of(counted))


def _moment(mark: Mark) -> datetime:
    return mark.at


def _effective(finding: Finding, judgement: Mark | None, overruling: Mark | None) -> EffectiveFinding:
    status = finding.status
    if overruling is not None and overruling.overruled is finding.status:
        status = overruling.status
    elif judgement is not None and finding.status is Status.NEEDS_REVIEW:
        status = judgement.status
    return EffectiveFinding(finding, judgement, overruling, status)
