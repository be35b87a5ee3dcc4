"""Public pages from the register: what is judged and what is not, and the versions of the criteria."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import DatabaseSession, Today
from api.services import operator_settings, rule_scope
from api.web import view
from data.domain.assessment import Kind
from data.domain.plan.kinds import PlanType
from rules.changes import changes
from rules.engine.formatting import shown

router = APIRouter(prefix="/rules", include_in_schema=False)


@router.get("/scope")
def show_scope(
    request: Request,
    session: DatabaseSession,
    today: Today,
    plan_type: Annotated[PlanType, Query()] = PlanType.B,
) -> Response:
    """Show what is judged by machine, what is left to people, and what decides nothing."""
    found = rule_scope.judged(plan_type, today)
    settings = operator_settings.overview(session, today)
    return view.render(
        request,
        "rule_scope",
        wanted=plan_type,
        plan_types=list(PlanType),
        today=today,
        counts=rule_scope.counts(today),
        mechanical=[each for each in found if each.criterion.kind is Kind.REQUIREMENT],
        asked=[each for each in found if each.left_to_people or each.criterion.doubt],
        beside=[each for each in found if each.criterion.kind is not Kind.REQUIREMENT],
        settings=[line.setting for line in settings if plan_type in line.setting.plan_types],
    )


@router.get("/versions")
def show_versions(request: Request, today: Today) -> Response:
    """Show every version of the criteria, since when it is in force, and what changed."""
    return view.render(
        request,
        "rule_versions",
        versions=rule_scope.versions(),
        numbers=rule_scope.numbers(),
        changes=changes(),
        today=today,
        amount=shown,
    )
