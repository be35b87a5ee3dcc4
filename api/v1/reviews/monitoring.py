"""After certification: KPI returns against targets, and the portfolio of all plans sent."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints

from api.deps import DatabaseSession, Today, require_signed_in
from api.services.reviews import kpi_returns, portfolio
from api.services.reviews.kpi_returns import CaseReturns, Reported
from api.v1.preconditions import SeenVersion, version_tag
from api.v1.reviews.gates import require_ministry
from api.v1.reviews.words import Answer, Body
from data.domain.review import KpiReturnState
from data.orm import KpiReturn
from rules.screening.kpi_cycles import Against, DueReturn, ReturnStatus
from rules.screening.portfolio import Group, Grouping, Sum

router = APIRouter(prefix="/v1", tags=["monitoring"])
FOR_PEOPLE, FOR_MINISTRY = [Depends(require_signed_in)], [Depends(require_ministry)]
_HUNDREDTH = Decimal("0.01")


class KeptAnswer(Answer):
    """A value as stored, with what was said of it."""

    state: KpiReturnState
    actual: Decimal | None
    explanation: str | None

    @classmethod
    def of(cls, row: KpiReturn) -> KeptAnswer:
        """Tell a stored value."""
        return cls(state=KpiReturnState.of(row.state), actual=row.actual, explanation=row.explanation)


class ReturnAnswer(Answer):
    """One KPI in one fiscal year; ``actual`` is null while nothing is reported, which is not zero."""

    kpi: str
    indicator: str
    unit: str | None
    target: Decimal | None
    fiscal_year: int
    due_on: date
    status: ReturnStatus
    days_late: int
    actual: Decimal | None
    against: Against | None
    progress: Decimal | None
    """Share of the way from baseline to target, rounded to two decimals."""
    kept: KeptAnswer | None
    """What is stored, the body's own drafts included; null where nothing is."""
    etag: str
    """To be sent as ``If-Match`` with the next value."""

    @classmethod
    def of(cls, due: DueReturn, kept: KpiReturn | None) -> ReturnAnswer:
        """Tell a return."""
        way = due.progress
        share = None if way is None else Decimal(way.numerator) / Decimal(way.denominator)
        return cls(
            kpi=due.kpi,
            indicator=due.indicator,
            unit=due.unit,
            target=due.target,
            fiscal_year=due.fiscal_year,
            due_on=due.due_on,
            status=due.status,
            days_late=due.days_late,
            actual=due.actual,
            against=due.against,
            progress=None if share is None else share.quantize(_HUNDREDTH, ROUND_HALF_UP),
            kept=None if kept is None else KeptAnswer.of(kept),
            etag=version_tag(kept.version if kept else 0),
        )


class CaseReturnsAnswer(Answer):
    """The returns of one case; none when its plan states no cycle or no KPI."""

    case: UUID
    number: str | None
    body: str
    returns: list[ReturnAnswer]

    @classmethod
    def of(cls, found: CaseReturns) -> CaseReturnsAnswer:
        """Tell the returns of a case."""
        kept = found.kept
        returns = [ReturnAnswer.of(due, kept.get((due.kpi, due.fiscal_year))) for due in found.returns]
        return cls(case=found.application_id, number=found.number, body=found.body, returns=returns)


class ReportBody(Body):
    """The value of one KPI for one fiscal year; a draft may leave it open."""

    kpi: Annotated[str, StringConstraints(pattern=r"^/kpis/[0-9]{1,4}$")]
    fiscal_year: Annotated[int, Field(ge=2000, le=2200)]
    actual: Annotated[Decimal, Field(max_digits=20, decimal_places=4)] | None = None
    explanation: Annotated[str, StringConstraints(max_length=4_000)] = ""
    final: bool = False


class ReportedAnswer(Answer):
    """What was kept."""

    id: UUID
    state: KpiReturnState
    version: int


class SumAnswer(Answer):
    """A sum over the ``stated`` of ``plans`` that state the figure; null when none does."""

    total: int | None
    stated: int
    plans: int

    @classmethod
    def of(cls, found: Sum) -> SumAnswer:
        """Tell a sum."""
        return cls(total=found.total, stated=found.stated, plans=found.plans)


class GroupAnswer(Answer):
    """The sums of one group; of all plans where ``grouping`` is null."""

    grouping: Grouping | None
    key: str | None
    investment_yen: SumAnswer
    value_added_yen: SumAnswer
    jobs: SumAnswer

    @classmethod
    def of(cls, group: Group) -> GroupAnswer:
        """Tell a group."""
        return cls(
            grouping=group.grouping,
            key=group.key,
            investment_yen=SumAnswer.of(group.investment_yen),
            value_added_yen=SumAnswer.of(group.value_added_yen),
            jobs=SumAnswer.of(group.jobs),
        )


@router.get("/kpi-returns", dependencies=FOR_MINISTRY, summary="KPI報告の状況 / All KPI returns")
def list_returns(session: DatabaseSession, today: Today) -> list[CaseReturnsAnswer]:
    """List the returns of every certified case with lateness and target against actual."""
    return [CaseReturnsAnswer.of(found) for found in kpi_returns.all_standing(session, today)]


@router.get(
    "/kpi-returns/{case_id}", dependencies=FOR_PEOPLE, summary="案件のKPI報告 / KPI returns of a case"
)
def read_returns(case_id: UUID, session: DatabaseSession, today: Today) -> CaseReturnsAnswer:
    """Return what is due, reported and late of one case."""
    return CaseReturnsAnswer.of(kpi_returns.standing(session, case_id, today))


@router.post("/kpi-returns/{case_id}", dependencies=FOR_PEOPLE, summary="KPI実績を報告する / Report a KPI")
def report(
    case_id: UUID,
    body: ReportBody,
    session: DatabaseSession,
    today: Today,
    seen: SeenVersion,
    response: Response,
) -> ReportedAnswer:
    """Keep or report the value of one KPI; for the body of the certified plan."""
    reported = Reported(body.kpi, body.fiscal_year, body.actual, body.explanation, body.final)
    row = kpi_returns.report(session, case_id, reported, today, seen)
    response.headers["ETag"] = version_tag(row.version)
    return ReportedAnswer(id=row.id, state=KpiReturnState.of(row.state), version=row.version)


@router.get("/portfolio", dependencies=FOR_MINISTRY, summary="全体集計 / The portfolio")
def read_portfolio(session: DatabaseSession) -> list[GroupAnswer]:
    """Return sums by field, block, status and type, each with how many plans state the figure."""
    return [GroupAnswer.of(group) for group in portfolio.groups(session)]


@router.get("/portfolio.csv", dependencies=FOR_MINISTRY, summary="全体集計（CSV） / The portfolio as CSV")
def portfolio_csv(session: DatabaseSession) -> Response:
    """Return the same sums as CSV in UTF-8 with BOM."""
    headers = {"Content-Disposition": 'attachment; filename="portfolio.csv"', "Cache-Control": "no-store"}
    return Response(portfolio.as_csv(session), media_type="text/csv; charset=utf-8", headers=headers)
