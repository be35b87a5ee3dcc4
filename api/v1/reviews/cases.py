"""``/v1/review/cases/{id}``: read a case, judge, overrule, ask for corrections, begin screenings, score."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints

from api.deps import DatabaseSession, Today
from api.services.reviews import case_view, corrections, judgements, screenings
from api.services.reviews.case_view import CaseView
from api.services.reviews.corrections import Asked
from api.v1.preconditions import SeenVersion, version_tag
from api.v1.reviews.gates import require_ministry, require_review
from api.v1.reviews.words import Answer, Body, Reason, Remark
from data.domain.assessment import Finding, Status, Verdict
from data.domain.review import CorrectionState
from data.domain.workflow import State
from data.orm import Application, CorrectionItem
from rules.screening.effective import EffectiveFinding, Mark

router = APIRouter(prefix="/v1/review", tags=["review"])
FOR_REVIEW = [Depends(require_review)]
FOR_MINISTRY = [Depends(require_ministry)]
Criterion = Annotated[str, StringConstraints(max_length=80)]


class MarkAnswer(Answer):
    """What a person said of a finding."""

    status: Status
    reason: str
    by: str
    at: datetime

    @classmethod
    def of(cls, mark: Mark | None) -> MarkAnswer | None:
        """Tell a judgement or overruling, if there is one."""
        if mark is None:
            return None
        return cls(status=mark.status, reason=mark.reason, by=mark.by, at=mark.at)


class FindingAnswer(Answer):
    """A finding as frozen, what people said of it, and what counts."""

    finding: Finding
    judgement: MarkAnswer | None
    overruling: MarkAnswer | None
    effective: Status

    @classmethod
    def of(cls, found: EffectiveFinding) -> FindingAnswer:
        """Tell a finding."""
        judgement, overruling = MarkAnswer.of(found.judgement), MarkAnswer.of(found.overruling)
        return cls(finding=found.finding, judgement=judgement, overruling=overruling, effective=found.status)


class CorrectionAnswer(Answer):
    """A correction item with its answer."""

    id: UUID
    pointer: str
    remark: str
    due_on: date
    state: CorrectionState
    answer: str | None
    etag: str
    """To be sent as ``If-Match`` when the item is settled."""

    @classmethod
    def of(cls, item: CorrectionItem) -> CorrectionAnswer:
        """Tell an item."""
        state = CorrectionState.of(item.state)
        return cls(
            id=item.id,
            pointer=item.pointer,
            remark=item.remark,
            due_on=item.due_on,
            state=state,
            answer=item.answer,
            etag=version_tag(item.version),
        )


class StepAnswer(Answer):
    """Where a case stands after a step."""

    id: UUID
    state: State
    version: int

    @classmethod
    def of(cls, case: Application) -> StepAnswer:
        """Tell a case."""
        return cls(id=case.id, state=State.of(case.state), version=case.version)


class HappenedAnswer(Answer):
    """One step of the history."""

    event: str
    to_state: State
    at: datetime
    role: str
    reason: str | None


class CaseAnswer(StepAnswer):
    """A case as its reviewers see it, confidential contents included."""

    number: str | None
    submission: UUID
    submission_number: int
    document: dict[str, Any]
    assessment: UUID
    verdict: Verdict
    effective_verdict: Verdict
    unjudged: list[str]
    findings: list[FindingAnswer]
    corrections: list[CorrectionAnswer]
    posts: list[UUID]
    history: list[HappenedAnswer]
    actions: list[str]

    @classmethod
    def whole(cls, view: CaseView) -> CaseAnswer:
        """Tell everything of a case."""
        case, sent = view.application, view.version
        return cls(
            **StepAnswer.of(case).model_dump(),
            number=case.number,
            submission=sent.submission.id,
            submission_number=sent.submission.number,
            document=sent.submission.document,
            assessment=sent.assessment.id,
            verdict=Verdict(sent.assessment.verdict),
            effective_verdict=view.result.verdict,
            unjudged=list(view.result.unjudged),
            findings=[FindingAnswer.of(each) for each in view.result.findings],
            corrections=[CorrectionAnswer.of(item) for item in view.corrections],
            posts=[each.post_id for each in view.assignments],
            history=[
                HappenedAnswer(
                    event=e.event, to_state=State.of(e.to_state), at=e.at, role=e.role, reason=e.reason
                )
                for e in view.history
            ],
            actions=[str(action) for action in view.actions],
        )


class SaidBody(Body):
    """A judgement or overruling of one criterion."""

    criterion: Criterion
    status: Status
    reason: Reason


class SaidAnswer(Answer):
    """What was put on record."""

    id: UUID
    criterion: str
    status: Status


class AskedBody(Body):
    """One thing to be corrected."""

    pointer: Annotated[str, StringConstraints(max_length=200)]
    remark: Remark
    due_on: date


class AskedAllBody(Body):
    """Things to be corrected; none is kept unless all can be."""

    items: Annotated[list[AskedBody], Field(min_length=1, max_length=200)]


class ReturnBody(Body):
    """Why the case is returned."""

    reason: Reason


class SettleBody(Body):
    """What becomes of an item."""

    state: CorrectionState


@router.get("/cases/{case_id}", dependencies=FOR_REVIEW, summary="案件を読む / Read a case")
def read(case_id: UUID, session: DatabaseSession, response: Response) -> CaseAnswer:
    """Return a case with findings, remarks and history; that it was read is recorded."""
    view = case_view.read(session, case_id)
    response.headers["ETag"] = version_tag(view.application.version)
    return CaseAnswer.whole(view)


@router.post(
    "/cases/{case_id}/judgements",
    status_code=201,
    dependencies=FOR_MINISTRY,
    summary="要審査事項を判断する / Judge a finding",
)
def judge(case_id: UUID, body: SaidBody, session: DatabaseSession) -> SaidAnswer:
    """Answer a finding that waits for a person."""
    row = judgements.judge(session, case_id, body.criterion, body.status, body.reason)
    return SaidAnswer(id=row.id, criterion=row.criterion, status=Status(row.status))


@router.post(
    "/cases/{case_id}/overrulings",
    status_code=201,
    dependencies=FOR_MINISTRY,
    summary="機械判定を変える / Overrule a finding",
)
def overrule(case_id: UUID, body: SaidBody, session: DatabaseSession) -> SaidAnswer:
    """Depart from a mechanical finding with a reason; managers only."""
    row = judgements.overrule(session, case_id, body.criterion, body.status, body.reason)
    return SaidAnswer(id=row.id, criterion=row.criterion, status=Status(row.status))


@router.post(
    "/cases/{case_id}/corrections",
    status_code=201,
    dependencies=FOR_MINISTRY,
    summary="補正事項を作成する / Draft correction items",
)
def ask(case_id: UUID, body: AskedAllBody, session: DatabaseSession, today: Today) -> list[CorrectionAnswer]:
    """Draft correction items; the applicant sees them once the case is returned."""
    asked = [Asked(item.pointer, item.remark, item.due_on) for item in body.items]
    return [CorrectionAnswer.of(row) for row in corrections.draft(session, case_id, asked, today)]


@router.post("/cases/{case_id}/return", dependencies=FOR_MINISTRY, summary="差し戻す / Return a case")
def hand_back(
    case_id: UUID, body: ReturnBody, session: DatabaseSession, seen: SeenVersion, response: Response
) -> StepAnswer:
    """Issue the drafted items and return the case for correction."""
    return _moved(corrections.hand_back(session, case_id, body.reason, seen), response)


@router.post("/corrections/{item_id}/state", dependencies=FOR_MINISTRY, summary="補正事項を確認する / Settle")
def settle(item_id: UUID, body: SettleBody, session: DatabaseSession, seen: SeenVersion) -> CorrectionAnswer:
    """Accept an answered item, or drop one."""
    return CorrectionAnswer.of(corrections.settle(session, item_id, body.state, seen))


@router.post(
    "/cases/{case_id}/screening", dependencies=FOR_MINISTRY, summary="審査を始める / Begin screening"
)
def begin(case_id: UUID, session: DatabaseSession, seen: SeenVersion, response: Response) -> StepAnswer:
    """Begin the screening that is next."""
    return _moved(screenings.begin(session, case_id, seen), response)


@router.post("/cases/{case_id}/refinement", dependencies=FOR_MINISTRY, summary="具体化を始める / Refine")
def refine(case_id: UUID, session: DatabaseSession, seen: SeenVersion, response: Response) -> StepAnswer:
    """Let the body refine its promising plan; managers only."""
    return _moved(screenings.begin_refinement(session, case_id, seen), response)


def _moved(case: Application, response: Response) -> StepAnswer:
    response.headers["ETag"] = version_tag(case.version)
    return StepAnswer.of(case)
