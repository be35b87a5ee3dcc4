"""KPI returns after certification: reported by the body each cycle, told against the targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.services import access, audit, snapshots
from api.services.applications import reading
from api.services.plans import StaleVersion
from api.services.reviews import versions
from api.services.reviews.reasons import stated
from data.db import actor_of
from data.domain.actor import MINISTRY_ROLES
from data.domain.audit import AuditEvent
from data.domain.errors import InvalidInput, NotAllowed, Problem
from data.domain.plan.document import PlanDocument
from data.domain.review import KpiReturnState
from data.domain.wording import Text
from data.domain.workflow import State
from data.orm import KpiReturn
from data.queries import clock
from data.queries.reviews import outcomes
from rules.access import Action, GeneralAction, require_generally
from rules.screening.kpi_cycles import Actual, DueReturn, due_returns

JAPAN = ZoneInfo("Asia/Tokyo")
MOST_DIGITS, MOST_DECIMALS = 16, 4
"""Before and after the point of a reported value."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What a body reports of one KPI for one fiscal year; a draft may leave the value open."""

    kpi: str
    fiscal_year: int
    actual: Decimal | None
    explanation: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class CaseReturns:
    """The returns of one certified case; ``returns`` is empty when its plan states no cycle or no KPI."""

    application_id: UUID
    number: str | None
    body: str
    returns: tuple[DueReturn, ...]
    kept: Mapping[tuple[str, int], KpiReturn] = field(default_factory=dict)
    """What is stored by KPI and fiscal year; the body's drafts are among it for the body alone."""


def report(
    session: Session, application_id: UUID, reported: Reported, today: date, from_version: int
) -> KpiReturn:
    """Keep the value of one KPI, on wish as reported; a reported value is changed only with an explanation.

    ``from_version`` is the version that was seen, 0 where nothing was kept yet. Raises ``NotFound``,
    ``NotAllowed`` (also before certification), ``StaleVersion`` when a colleague changed the value meanwhile,
    and ``InvalidInput`` for a KPI or year the certified plan has no return for, a value left open or too
    long, or a change without explanation.
    """
    case = access.permitted(session, Action.REPORT_KPI, application_id, for_update=True)
    document = snapshots.document_kept(versions.latest(session, case).submission.document)
    due = {(each.kpi, each.fiscal_year): each for each in due_returns(document, {}, today)}
    wanted = due.get((reported.kpi, reported.fiscal_year))
    if wanted is None:
        raise InvalidInput.of([_not_due(reported)])
    _require_value(reported)
    row = outcomes.kpi_return(session, case.id, reported.kpi, reported.fiscal_year)
    if from_version != (row.version if row else 0):
        raise StaleVersion(_CHANGED)
    before = None if row is None else {"actual": _plain(row.actual), "state": row.state}
    if row is None:
        row = KpiReturn(
            id=uuid4(),
            application_id=case.id,
            kpi=reported.kpi,
            fiscal_year=reported.fiscal_year,
            state=str(KpiReturnState.DRAFTED),
            version=0,
        )
    elif row.state == KpiReturnState.REPORTED:
        stated(reported.explanation)
    _fill(session, row, reported, wanted)
    outcomes.add(session, [row])
    after = {"kpi": row.kpi, "fiscal_year": row.fiscal_year, "actual": _plain(row.actual), "state": row.state}
    audit.record(session, AuditEvent.KPI_REPORTED, "application", case.id, before=before, after=after)
    return row


def standing(session: Session, application_id: UUID, today: date) -> CaseReturns:
    """Return the returns of one case, and record the read; for its lead body and the ministry.

    Raises ``NotFound`` and ``NotAllowed``: whom the rows are hidden from would be told of late returns that
    are none.
    """
    case = access.permitted(session, Action.READ_CONFIDENTIAL, application_id)
    actor = actor_of(session)
    if actor.role not in MINISTRY_ROLES and actor.body_id != case.body_id:
        raise NotAllowed(_FOR_LEAD_AND_MINISTRY)
    document = snapshots.document_kept(versions.latest(session, case).submission.document)
    rows = outcomes.kpi_returns(session, [case.id])
    returns = _returns(document, rows, today) if case.state == State.CERTIFIED else ()
    reading.record_read(session, case, {"kpi_returns": str(today)})
    kept = {(row.kpi, row.fiscal_year): row for row in rows}
    return CaseReturns(case.id, case.number, document.body, returns, kept)


def all_standing(session: Session, today: date) -> list[CaseReturns]:
    """Return the returns of every certified case by number, and record the read.

    Raises ``NotAllowed`` outside the ministry.
    """
    require_generally(actor_of(session), GeneralAction.SEE_PORTFOLIO)
    found = gathered(session, today)
    after = {"cases": len(found)}
    audit.record(session, AuditEvent.CONFIDENTIAL_READ, "kpi_returns", str(today), after=after)
    return found


def gathered(session: Session, today: date) -> list[CaseReturns]:
    """Return the returns of every certified case by number, for the product's own reminders too."""
    certified = outcomes.sent_documents(session, [State.CERTIFIED])
    by_case: dict[UUID, list[KpiReturn]] = {each.case.id: [] for each in certified}
    for row in outcomes.kpi_returns(session, list(by_case)):
        by_case[row.application_id].append(row)
    return [
        CaseReturns(
            each.case.id,
            each.case.number,
            each.body.name_ja,
            _returns(snapshots.document_kept(each.document), by_case[each.case.id], today),
        )
        for each in certified
    ]


def _returns(document: PlanDocument, rows: Iterable[KpiReturn], today: date) -> tuple[DueReturn, ...]:
    reported = {
        (row.kpi, row.fiscal_year): Actual(row.actual, row.unit, row.reported_at.astimezone(JAPAN).date())
        for row in rows
        if row.state == KpiReturnState.REPORTED and row.actual is not None and row.reported_at is not None
    }
    return due_returns(document, reported, today)


def _fill(session: Session, row: KpiReturn, reported: Reported, wanted: DueReturn) -> None:
    """The moment of the first report stays: a later change is no later report."""
    account_id = actor_of(session).account_id
    assert account_id is not None  # noqa: S101 - only officers and approvers report
    moment = clock.moment(session) if reported.is_final else None
    row.account_id = account_id
    row.actual, row.unit = reported.actual, wanted.unit or ""
    row.explanation = reported.explanation.strip() or None
    if moment is not None:
        row.state, row.reported_at = str(KpiReturnState.REPORTED), row.reported_at or moment
    row.version += 1


def _require_value(reported: Reported) -> None:
    if reported.actual is None:
        if reported.is_final:
            raise InvalidInput.of([_NO_VALUE])
        return
    decimals = reported.actual.as_tuple().exponent
    if (
        not isinstance(decimals, int)
        or -decimals > MOST_DECIMALS
        or reported.actual.adjusted() >= MOST_DIGITS
    ):
        raise InvalidInput.of([Problem("actual", str(reported.actual), _TOO_LONG, _SHORTER)])


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _not_due(reported: Reported) -> Problem:
    return Problem(
        "kpi",
        f"{reported.kpi} {reported.fiscal_year}",
        Text(
            "認定された計画には、このKPIとこの年度の報告の予定がありません。",
            "The certified plan has no return of this KPI for this fiscal year.",
        ),
        Text(
            "報告の一覧にあるKPIと年度を指定してください。", "Name a KPI and year from the list of returns."
        ),
    )


_FOR_LEAD_AND_MINISTRY = Text(
    "KPI実績は代表の団体が報告し、代表の団体と府省だけが閲覧します。",
    "KPI actuals are reported by the lead body and read by it and the ministry.",
)
_CHANGED = Text(
    "この実績値は、ほかの担当者が先に変更しました。最新の内容を確かめてから記入し直してください。",
    "A colleague changed this value first. Look at what is there now, then enter yours again.",
)
_TOO_LONG = Text(
    "桁数が多すぎるか、有限の数ではありません。", "It has too many digits or is no finite number."
)
_SHORTER = Text(
    f"整数部{MOST_DIGITS}桁、小数部{MOST_DECIMALS}桁までで記入してください。",
    f"Write up to {MOST_DIGITS} digits before and {MOST_DECIMALS} after the point.",
)
_NO_VALUE = Problem(
    "actual",
    None,
    Text("実績値がありません。", "The value is missing."),
    Text(
        "実績値を記入してください。未集計であれば下書きとして保存してください。",
        "Give the value, or keep a draft while it is not counted yet.",
    ),
)
