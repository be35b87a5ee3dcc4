"""``/v1/forms``: the empty Excel forms of all plan types."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.security.downloads import as_file
from api.services import templates
from data.domain.plan.kinds import PlanType

router = APIRouter(prefix="/v1/forms", tags=["rulebook"])


@router.get("/{plan_type}.xlsx", summary="Excel様式 / Excel form", response_class=Response)
def blank(plan_type: PlanType) -> Response:
    """Return the empty form of a plan type: instructions, drop-downs, units in headings, no macros."""
    return as_file(templates.workbook(plan_type), f"shuseki-plan-{plan_type.lower()}.xlsx")
