"""``/v1/review/conflicts``: declare a conflict of interest, see declarations, withdraw one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import StringConstraints

from api.deps import DatabaseSession
from api.errors import BadRequest
from api.services.reviews import conflicts
from api.v1.reviews.gates import require_review
from api.v1.reviews.words import Answer, Body, Reason
from data.domain.wording import Text
from data.orm import ConflictOfInterest

router = APIRouter(prefix="/v1/review/conflicts", tags=["review"], dependencies=[Depends(require_review)])
_ONE_SUBJECT = Text(
    "案件（case）か団体（body）のどちらか一方を指定してください。", "Name either a case or a body."
)


class ConflictBody(Body):
    """What the conflict is with, a case or a body, and why."""

    case: UUID | None = None
    body: Annotated[str, StringConstraints(max_length=20)] | None = None
    reason: Reason


class WithdrawalBody(Body):
    """Why a declaration no longer counts."""

    reason: Reason


class ConflictAnswer(Answer):
    """A declaration in force."""

    id: UUID
    account: UUID
    case: UUID | None
    body: UUID | None
    reason: str
    declared_at: datetime

    @classmethod
    def of(cls, row: ConflictOfInterest) -> ConflictAnswer:
        """Tell a declaration."""
        return cls(
            id=row.id,
            account=row.account_id,
            case=row.application_id,
            body=row.body_id,
            reason=row.reason,
            declared_at=row.created_at,
        )


@router.get("", summary="利益相反の申告の一覧 / Declarations of conflict")
def list_declared(session: DatabaseSession) -> list[ConflictAnswer]:
    """List the declarations in force: managers see all, everybody else their own."""
    return [ConflictAnswer.of(row) for row in conflicts.declared(session)]


@router.post("", status_code=201, summary="利益相反を申告する / Declare a conflict")
def declare(body: ConflictBody, session: DatabaseSession) -> ConflictAnswer:
    """Declare one's own conflict; the case, or all cases of the body, are hidden from then on."""
    if body.case is not None and body.body is None:
        return ConflictAnswer.of(conflicts.declare(session, body.case, body.reason))
    if body.body is not None and body.case is None:
        return ConflictAnswer.of(conflicts.declare_with_body(session, body.body, body.reason))
    raise BadRequest(_ONE_SUBJECT)


@router.post("/{conflict_id}/withdrawal", status_code=204, summary="申告の解除 / Withdraw a declaration")
def withdraw(conflict_id: UUID, body: WithdrawalBody, session: DatabaseSession) -> Response:
    """Let a declaration no longer count, with a reason; managers only, never one's own."""
    conflicts.withdraw(session, conflict_id, body.reason)
    return Response(status_code=204)
