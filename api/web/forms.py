"""The empty Excel forms of all plan types, for whoever wants to fill one in."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.security.downloads import as_file
from api.services import templates
from data.domain.plan.kinds import PlanType

router = APIRouter(include_in_schema=False)


@router.get("/plans/forms/{plan_type}.xlsx")
def blank(plan_type: PlanType) -> Response:
    """Give the empty form of a plan type."""
    return as_file(templates.workbook(plan_type), f"shuseki-plan-{plan_type.lower()}.xlsx")
