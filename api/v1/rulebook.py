"""``/v1/assessments/{id}`` compared with an earlier one, made again, and what would have to change."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.deps import DatabaseSession
from api.services import comparisons, counterfacts
from api.v1.rulebook_schemas import ComparisonAnswer, CounterfactsAnswer, ReproductionAnswer

router = APIRouter(prefix="/v1/assessments", tags=["assessments"])


@router.get("/{assessment_id}/comparison", summary="二つの確認結果の比較 / Compare two assessments")
def compare(
    assessment_id: UUID,
    earlier: Annotated[UUID, Query(alias="with", description="同じ計画の以前の確認結果 / an earlier one")],
    session: DatabaseSession,
) -> ComparisonAnswer:
    """Tell what changed between two assessments of a plan, and whether facts or rules changed it."""
    return ComparisonAnswer.of(comparisons.compare_with(session, assessment_id, earlier))


@router.get("/{assessment_id}/reproduction", summary="当時の確認の再現 / Make an assessment again")
def reproduce(assessment_id: UUID, session: DatabaseSession) -> ReproductionAnswer:
    """Make an assessment again from its facts, by its rule set, on its day, and tell what differs."""
    return ReproductionAnswer.of(comparisons.reproduce(session, assessment_id))


@router.get(
    "/{assessment_id}/counterfacts", summary="あと何が変われば適合するか / What would meet the criteria"
)
def what_would_meet(assessment_id: UUID, session: DatabaseSession) -> list[CounterfactsAnswer]:
    """Return for each criterion that is not met the smallest changes that meet it, or why there are none."""
    found = counterfacts.of_assessment(session, assessment_id)
    return [CounterfactsAnswer.of(assessment_id, each) for each in found]
