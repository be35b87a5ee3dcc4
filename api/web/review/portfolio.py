"""The portfolio page: sums with how many plans state them, which requirements fail most, late KPI returns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from fastapi import APIRouter, Depends, Request, Response

from api.deps import DatabaseSession, Today
from api.services.reviews import kpi_returns, portfolio
from api.services.reviews.kpi_returns import CaseReturns
from api.web import view
from api.web.review.gates import require_ministry
from data.domain.assessment import Status
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.wording import Text
from data.domain.workflow import State
from data.reference.fields import strategic_fields
from data.reference.regions import regional_blocks
from rules.screening.kpi_cycles import DueReturn, ReturnStatus
from rules.screening.portfolio import Group, Grouping

ADDRESS = "/review/portfolio"
CRITERIA_SHOWN = 15
UNSTATED = Text("（記載なし）", "(not stated)")
router = APIRouter(include_in_schema=False, dependencies=[Depends(require_ministry)])


@router.get(ADDRESS)
def show(request: Request, session: DatabaseSession, today: Today) -> Response:
    """Show the portfolio of all plans sent."""
    whole, *groups = portfolio.groups(session)
    standing = kpi_returns.all_standing(session, today)
    return view.render(
        request,
        "review_portfolio",
        whole=whole,
        groupings=[(grouping, list(rows)) for grouping, rows in groupby(groups, lambda g: g.grouping)],
        name_of=_name,
        criteria=portfolio.criteria(session)[:CRITERIA_SHOWN],
        answers=list(Status),
        late=_late(standing),
        certified=len(standing),
        return_counts=_counts(standing),
        path=ADDRESS,
    )


def _name(group: Group) -> Text:
    """Name a group by what its key stands for."""
    if group.key is None:
        return UNSTATED
    if group.grouping is Grouping.FIELD:
        field = strategic_fields().get(group.key)
        return field.name if field else Text(group.key, group.key)
    if group.grouping is Grouping.BLOCK:
        return regional_blocks()[group.key].name
    if group.grouping is Grouping.STATUS:
        return State.of(group.key).text
    return PLAN_TYPE_TITLES[PlanType(group.key)]


def _late(standing: Sequence[CaseReturns]) -> list[tuple[CaseReturns, DueReturn]]:
    late = [(case, due) for case in standing for due in case.returns if due.status is ReturnStatus.OVERDUE]
    return sorted(late, key=lambda pair: -pair[1].days_late)


def _counts(standing: Sequence[CaseReturns]) -> list[tuple[ReturnStatus, int]]:
    every = [due.status for case in standing for due in case.returns]
    return [(status, every.count(status)) for status in ReturnStatus]
