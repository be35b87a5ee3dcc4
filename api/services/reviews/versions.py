"""The version of a case that reviewers work on, its findings, and what people said of them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from data.domain.assessment import Finding, Status
from data.domain.errors import NotFound
from data.domain.wording import Text
from data.orm import Application, Overruling
from data.queries.reviews import cases
from data.queries.reviews.cases import Said, SentVersion
from rules.screening.effective import EffectiveResult, Mark, effective

_FINDINGS = TypeAdapter(tuple[Finding, ...])


def latest(session: Session, case: Application) -> SentVersion:
    """Return the version sent last; raises ``NotFound`` for who may not read versions."""
    found = cases.latest_versions(session, [case.id]).get(case.id)
    if found is None:
        raise NotFound(Text("提出された版はありません。", "There is no version as sent."))
    return found


def findings_of(version: SentVersion) -> tuple[Finding, ...]:
    """Return the findings of the frozen assessment."""
    return _FINDINGS.validate_python(version.assessment.record["findings"])


def finding_of(version: SentVersion, criterion: str) -> Finding:
    """Return one finding of the frozen assessment; raises ``NotFound``."""
    for finding in findings_of(version):
        if finding.criterion == criterion:
            return finding
    raise NotFound(Text(f"確認結果に「{criterion}」はありません。", f"There is no finding {criterion}."))


def result(session: Session, version: SentVersion) -> EffectiveResult:
    """Return the findings with what people said beside them, and the verdict they add up to."""
    return results(session, [version])[version.submission.id]


def results(session: Session, versions: Collection[SentVersion]) -> dict[UUID, EffectiveResult]:
    """Return the effective result of each version by the id of its submission."""
    marks: dict[UUID, list[Mark]] = {each.submission.id: [] for each in versions}
    for said, post in cases.said(session, list(marks)):
        marks[said.submission_id].append(_mark(said, post))
    return {each.submission.id: effective(findings_of(each), marks[each.submission.id]) for each in versions}


def _mark(said: Said, post: str) -> Mark:
    return Mark(
        criterion=said.criterion,
        status=Status(said.status),
        reason=said.reason,
        by=post,
        at=said.created_at,
        overruled=Status(said.mechanical) if isinstance(said, Overruling) else None,
    )
