"""Pages about one assessment: what changed since an earlier one, whether it still comes out as it was made,
and what would have to change."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from api.deps import CurrentCaller, DatabaseSession
from api.services import comparisons, counterfacts, screening
from api.web import view
from data.domain.actor import APPLICANT_ROLES
from data.domain.assessment import finding_id
from data.domain.identity import Caller
from data.domain.wording import Text
from data.orm import StoredAssessment

router = APIRouter(prefix="/assessments", include_in_schema=False)
Step = tuple[str, Text]
"""Address and name of a page on the way to this one."""
_PLANS, _PLAN = Text("計画一覧", "Plans"), Text("計画", "Plan")
_WORK, _QUEUE, _CASE = Text("マイワーク", "My work"), Text("審査案件", "Review queue"), Text("案件", "Case")


@router.get("/{assessment_id}/comparison")
def compare(
    assessment_id: UUID,
    earlier: Annotated[UUID, Query(alias="with")],
    request: Request,
    session: DatabaseSession,
    caller: CurrentCaller,
) -> Response:
    """Show what changed between two assessments of a plan, and why."""
    found = comparisons.compare_with(session, assessment_id, earlier)
    stored = screening.get(session, assessment_id)
    return view.render(request, "comparison", found=found, way=_way_to(session, caller, stored))


@router.get("/{assessment_id}/reproduction")
def reproduce(
    assessment_id: UUID, request: Request, session: DatabaseSession, caller: CurrentCaller
) -> Response:
    """Make an assessment again as it was made, and show whether it came out the same."""
    found = comparisons.reproduce(session, assessment_id)
    return view.render(
        request,
        "reproduction",
        found=found,
        finding_ids={each.criterion: finding_id(assessment_id, each.criterion) for each in found.differences},
        way=_way_to(session, caller, found.assessment),
    )


@router.get("/{assessment_id}/counterfacts")
def what_would_meet(
    assessment_id: UUID, request: Request, session: DatabaseSession, caller: CurrentCaller
) -> Response:
    """Show for each criterion that is not met what would have to change."""
    stored = screening.get(session, assessment_id)
    titles = {finding["criterion"]: finding["title"] for finding in stored.record["findings"]}
    return view.render(
        request,
        "counterfacts",
        found=counterfacts.of_assessment(session, assessment_id),
        titles=titles,
        finding_ids={criterion: finding_id(assessment_id, criterion) for criterion in titles},
        way=_way_to(session, caller, stored),
    )


def _way_to(session: Session, caller: Caller, stored: StoredAssessment) -> tuple[Step, Step]:
    """Return the list and the page that an assessment belongs to, for whoever looks at it."""
    case = comparisons.case_of(session, stored.id)
    if case is None:
        return ("/plans", _PLANS), (f"/plans/{stored.plan_id}", _PLAN)
    if caller.actor.role in APPLICANT_ROLES:
        return ("/work", _WORK), (f"/applications/{case}", _CASE)
    return ("/review", _QUEUE), (f"/review/{case}", _CASE)
