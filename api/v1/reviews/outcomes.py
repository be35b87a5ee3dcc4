"""Decisions and letters in bulk, publication, and assessing a submitted version for another day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints

from api.deps import DatabaseSession, Today
from api.services.reviews import decisions, publishing, reassessments
from api.services.reviews.decisions import Previewed
from api.v1.preconditions import SeenTag, SeenVersion, content_tag, version_tag
from api.v1.reviews.gates import require_manager, require_ministry
from api.v1.reviews.words import Answer, Body, Reason, told
from api.v1.schemas import ProblemItem
from data.domain.assessment import Assessment, Verdict
from data.domain.review import Outcome, ScreeningRound
from data.orm import Reassessment
from data.queries.reviews.outcomes import DecisionRow

router = APIRouter(prefix="/v1/review", tags=["review"])
FOR_MANAGER, FOR_MINISTRY = [Depends(require_manager)], [Depends(require_ministry)]
Cases = Annotated[list[UUID], Field(min_length=1, max_length=500)]


class DecisionBody(Body):
    """The outcome of the present screening, why, and for a certification in which batch."""

    outcome: Outcome
    reason: Reason
    batch: Annotated[str, StringConstraints(max_length=40)] | None = None


class CasesBody(Body):
    """Cases that are looked at together."""

    cases: Cases


class AnnounceBody(CasesBody):
    """Cases whose decisions are announced together, and how their letters are numbered."""

    prefix: Annotated[str, StringConstraints(max_length=40)]
    first_number: Annotated[int, Field(ge=1, le=1_000_000)]


class DecisionAnswer(Answer):
    """A decision on a case."""

    case: UUID
    number: str | None
    screening: ScreeningRound
    outcome: Outcome
    batch: str | None
    reason: str
    announced_at: datetime | None
    letter_number: str | None
    version: int
    """What the next draft starts from: ``If-Match: "v{version}"``."""

    @classmethod
    def of(cls, row: DecisionRow) -> DecisionAnswer:
        """Tell a decision."""
        return cls(
            case=row.case.id,
            number=row.case.number,
            screening=ScreeningRound.of(row.decision.screening),
            outcome=Outcome.of(row.decision.outcome),
            batch=row.decision.batch,
            reason=row.decision.reason,
            announced_at=row.decision.announced_at,
            letter_number=row.letter.number,
            version=row.decision.version,
        )


class PreviewAnswer(Answer):
    """A drafted decision as it would be announced, and what stands against it."""

    decision: DecisionAnswer
    letter: str
    problems: list[ProblemItem]
    done: bool

    @classmethod
    def of(cls, seen: Previewed) -> PreviewAnswer:
        """Tell a preview."""
        problems = [told(problem) for problem in seen.problems]
        return cls(
            decision=DecisionAnswer.of(seen.row), letter=seen.letter, problems=problems, done=seen.done
        )


class AnnouncedAnswer(Answer):
    """What was announced now, and what had been before and was left as it is."""

    now: list[DecisionAnswer]
    before: list[DecisionAnswer]


class DraftedAnswer(Answer):
    """A draft was kept."""

    id: UUID


class PublishBody(Body):
    """Whether the findings are published too."""

    with_findings: bool = False


class PublishedAnswer(Answer):
    """What is public now."""

    id: UUID
    number: str


class TakeBackBody(Body):
    """Why it is taken back."""

    reason: Reason


class ReassessBody(Body):
    """The day whose rule set is asked, and why."""

    on: date
    reason: Reason


class ReassessmentAnswer(Answer):
    """A submitted version assessed for another day; applicants do not see it."""

    id: UUID
    submission: UUID
    rule_set: str
    assessed_on: date
    verdict: Verdict
    reason: str
    record: Assessment

    @classmethod
    def of(cls, row: Reassessment) -> ReassessmentAnswer:
        """Tell a re-assessment."""
        return cls(
            id=row.id,
            submission=row.submission_id,
            rule_set=row.rule_set,
            assessed_on=row.assessed_on,
            verdict=Verdict(row.verdict),
            reason=row.reason,
            record=Assessment.model_validate(row.record),
        )


@router.put("/cases/{case_id}/decision", dependencies=FOR_MANAGER, summary="審査結果案 / Draft a decision")
def draft(
    case_id: UUID,
    body: DecisionBody,
    seen: SeenVersion,
    session: DatabaseSession,
    response: Response,
    today: Today,
) -> DraftedAnswer:
    """Draft the decision of the present screening with its letter, or change it; the first starts from v0."""
    kept = decisions.draft(session, case_id, body.outcome, body.reason, body.batch, today, seen=seen)
    response.headers["ETag"] = version_tag(kept.version)
    return DraftedAnswer(id=kept.id)


@router.post("/decisions/preview", dependencies=FOR_MANAGER, summary="通知の確認 / Preview decisions")
def preview(
    body: CasesBody, session: DatabaseSession, response: Response, today: Today
) -> list[PreviewAnswer]:
    """Show drafted decisions with their letters and what stands against announcing them."""
    previewed = decisions.preview(session, body.cases, today)
    response.headers["ETag"] = content_tag(decisions.mark_of(previewed))
    return [PreviewAnswer.of(seen) for seen in previewed]


@router.post("/decisions/announcement", dependencies=FOR_MANAGER, summary="通知 / Announce decisions")
def announce(body: AnnounceBody, seen: SeenTag, session: DatabaseSession, today: Today) -> AnnouncedAnswer:
    """Announce all of these decisions as previewed or none; what was announced before is left as it is."""
    done = decisions.announce(session, body.cases, body.prefix, body.first_number, today, seen=seen)
    return AnnouncedAnswer(
        now=[DecisionAnswer.of(row) for row in done.now],
        before=[DecisionAnswer.of(row) for row in done.before],
    )


@router.put("/cases/{case_id}/publication", dependencies=FOR_MANAGER, summary="公表する / Publish")
def publish(case_id: UUID, body: PublishBody, session: DatabaseSession) -> PublishedAnswer:
    """Publish the decided version without its confidential fields."""
    row = publishing.publish(session, case_id, with_findings=body.with_findings)
    return PublishedAnswer(id=row.id, number=row.number)


@router.post(
    "/cases/{case_id}/publication/withdrawal",
    status_code=204,
    dependencies=FOR_MANAGER,
    summary="公表の取りやめ / Take a publication back",
)
def take_back(case_id: UUID, body: TakeBackBody, session: DatabaseSession) -> Response:
    """Take what is published off the public pages, with a reason."""
    publishing.take_back(session, case_id, body.reason)
    return Response(status_code=204)


@router.post(
    "/cases/{case_id}/reassessments",
    status_code=201,
    dependencies=FOR_MINISTRY,
    summary="別の日の基準で確認する / Assess for another day",
)
def reassess(case_id: UUID, body: ReassessBody, session: DatabaseSession) -> ReassessmentAnswer:
    """Assess the version sent last by the rules of another day, on the evidence frozen with it."""
    return ReassessmentAnswer.of(reassessments.reassess(session, case_id, body.on, body.reason))


@router.get("/cases/{case_id}/reassessments", dependencies=FOR_MINISTRY, summary="再確認の一覧 / List them")
def list_reassessments(case_id: UUID, session: DatabaseSession) -> list[ReassessmentAnswer]:
    """List the re-assessments of a case, the latest first."""
    return [ReassessmentAnswer.of(row) for row in reassessments.history(session, case_id)]
