"""The register of criteria: what is checked, what is left to judgement, where it is written."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import DatabaseSession, Today
from api.services import catalogue, operator_settings
from api.web import view
from data.domain.plan.kinds import PlanType
from rules.engine.formatting import shown

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def rules(
    request: Request,
    session: DatabaseSession,
    today: Today,
    plan_type: Annotated[PlanType, Query()] = PlanType.B,
) -> Response:
    """Show the criteria in force today."""
    found = catalogue.rule_set(plan_type, today)
    criteria = catalogue.in_force(found, today)
    sides = [(side, list(group)) for side, group in groupby(criteria, lambda criterion: criterion.side)]
    lines = [
        line for line in operator_settings.overview(session, today) if plan_type in line.setting.plan_types
    ]
    return view.render(
        request,
        "rules",
        rule_set=found,
        sides=sides,
        today=today,
        wanted=plan_type,
        total=len(criteria),
        settings=lines,
        kept=operator_settings.kept_with_the_rules(today),
        plan_types=list(PlanType),
        amount=shown,
    )
