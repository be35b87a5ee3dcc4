"""The register of criteria: what is checked, what is left to judgement, where it is written."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import Today
from api.services import catalogue
from api.web import view
from data.domain.plan.kinds import PlanType

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def rules(request: Request, today: Today, plan_type: Annotated[PlanType, Query()] = PlanType.B) -> Response:
    """Show the criteria in force today."""
    found = catalogue.rule_set(plan_type, today)
    criteria = catalogue.in_force(found, today)
    sides = [(side, list(group)) for side, group in groupby(criteria, lambda criterion: criterion.side)]
    return view.render(
        request, "rules", rule_set=found, sides=sides, today=today, wanted=plan_type, total=len(criteria)
    )
