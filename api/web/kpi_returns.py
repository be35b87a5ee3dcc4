"""The page on which a body reports what its certified plan reached, KPI by KPI and year by year."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import DatabaseSession, SignedIn, Today
from api.errors import answer_of
from api.services.applications import procedures
from api.services.plans import StaleVersion
from api.services.reviews import kpi_returns
from api.services.reviews.kpi_returns import Reported
from api.web import typed, view
from data.domain.actor import APPLICANT_ROLES
from data.domain.errors import InvalidInput
from data.domain.review import KpiReturnState
from data.domain.workflow import State
from data.queries import clock

router = APIRouter(prefix="/applications/{application_id}/kpi-returns", include_in_schema=False)


class Typed(NamedTuple):
    """One row of the form as typed."""

    kpi: str
    fiscal_year: int
    actual: str
    explanation: str


@router.get("")
def show(
    application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession, today: Today
) -> Response:
    """Show what is due, reported and late of a certified plan."""
    return _page(application_id, request, caller, session, today)


@router.post("")
def report(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    today: Today,
    kpi: Annotated[str, Form(max_length=200)],
    fiscal_year: Annotated[int, Form(ge=2000, le=2200)],
    version: Annotated[int, Form(ge=0)],
    state: Annotated[KpiReturnState, Form()],
    actual: Annotated[str, Form(max_length=100)] = "",
    explanation: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Keep or report one value; a refusal shows the page again with the row as typed."""
    row = Typed(kpi, fiscal_year, actual, explanation)
    try:
        with session.begin_nested():
            reported = Reported(
                kpi, fiscal_year, _value(actual), explanation, state is KpiReturnState.REPORTED
            )
            kpi_returns.report(session, application_id, reported, today, version)
    except (InvalidInput, StaleVersion) as error:
        return _page(application_id, request, caller, session, today, error=error, row=row)
    target = view.address(request, f"/applications/{application_id}/kpi-returns")
    return RedirectResponse(f"{target}#{anchor(kpi, fiscal_year)}", status_code=303)


def anchor(kpi: str, fiscal_year: int) -> str:
    """Return the place of a return on the page."""
    return f"return-{fiscal_year}-{kpi.rpartition('/')[2]}"


def _value(text: str) -> Decimal | None:
    return typed.number("actual", text) if text.strip() else None


def _page(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    today: Today,
    *,
    error: InvalidInput | StaleVersion | None = None,
    row: Typed | None = None,
) -> Response:
    session.expire_all()
    line = procedures.line(session, application_id)
    told = answer_of(request, error) if error else None
    leads = caller.actor.role in APPLICANT_ROLES and caller.actor.body_id == line.application.body_id
    return view.render(
        request,
        "kpi_returns",
        told.status if told else 200,
        line=line,
        case=kpi_returns.standing(session, application_id, today),
        may_report=leads and line.application.state == State.CERTIFIED,
        anchor=anchor,
        told=told,
        row=row,
        now=clock.moment(session),
        path=f"/applications/{application_id}/kpi-returns",
    )
