"""Pages about one assessment: what changed since an earlier one, and what would have to change."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.deps import DatabaseSession
from api.services import comparisons, counterfacts, screening
from api.web import view
from data.domain.assessment import finding_id

router = APIRouter(prefix="/assessments", include_in_schema=False)


@router.get("/{assessment_id}/comparison")
def compare(
    assessment_id: UUID,
    earlier: Annotated[UUID, Query(alias="with")],
    request: Request,
    session: DatabaseSession,
) -> Response:
    """Show what changed between two assessments of a plan, and why."""
    found = comparisons.compare_with(session, assessment_id, earlier)
    stored = screening.get(session, assessment_id)
    return view.render(request, "comparison", found=found, plan_id=stored.plan_id)


@router.get("/{assessment_id}/counterfacts")
def what_would_meet(assessment_id: UUID, request: Request, session: DatabaseSession) -> Response:
    """Show for each criterion that is not met what would have to change."""
    stored = screening.get(session, assessment_id)
    titles = {finding["criterion"]: finding["title"] for finding in stored.record["findings"]}
    return view.render(
        request,
        "counterfacts",
        found=counterfacts.of_assessment(session, assessment_id),
        titles=titles,
        plan_id=stored.plan_id,
        finding_ids={criterion: finding_id(assessment_id, criterion) for criterion in titles},
    )
