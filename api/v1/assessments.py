"""``/v1/assessments`` and the assessments of one plan."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from api.deps import DatabaseSession, Today
from api.services import screening
from api.v1.schemas import AssessmentAnswer, AssessmentLine

router = APIRouter(prefix="/v1", tags=["assessments"])


@router.get("/plans/{plan_id}/assessments", summary="計画の確認結果の一覧 / Assessments of a plan")
def list_of_plan(plan_id: UUID, session: DatabaseSession) -> list[AssessmentLine]:
    """List the assessments of a plan, the latest first."""
    return [AssessmentLine.line(stored) for stored in screening.history(session, plan_id)]


@router.post(
    "/plans/{plan_id}/assessments", status_code=201, summary="計画を確認し直す / Assess a plan again"
)
def assess_again(
    plan_id: UUID, session: DatabaseSession, today: Today, response: Response
) -> AssessmentAnswer:
    """Assess the latest version with today's layers and rules; earlier answers are kept."""
    stored = screening.screen_again(session, plan_id, today)
    response.headers["Location"] = f"/v1/assessments/{stored.id}"
    return AssessmentAnswer.of(stored)


@router.get("/assessments/{assessment_id}", summary="確認結果を読む / Read an assessment")
def read(assessment_id: UUID, session: DatabaseSession) -> AssessmentAnswer:
    """Return one assessment with all findings."""
    return AssessmentAnswer.of(screening.get(session, assessment_id))
