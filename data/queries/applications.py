"""Reads applications and what access to them depends on; nobody here decides or commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.workflow import STAGE_OF, Stage, State
from data.orm.application import Application, CaseEvent, Submission
from data.orm.body import Body
from data.orm.call import Call
from data.orm.plan import Plan
from data.orm.review import Assignment
from data.queries.visibility import visible

CLOSED = [str(state) for state, stage in STAGE_OF.items() if stage is Stage.CLOSED]
NUMBER_LOCK = 7_305_513
"""First key of the advisory lock under which case numbers are given; the second is the call."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case with its call, its body and a title: of the body's copy, for others of the latest version."""

    application: Application
    call: Call
    body: Body
    title: str | None


def add(session: Session, application: Application) -> None:
    """Store a new application."""
    session.add(application)
    session.flush()


def find(session: Session, application_id: UUID, *, for_update: bool = False) -> Application | None:
    """Return an application the actor may know, on wish locked until the transaction ends."""
    query = select(Application).where(Application.id == application_id, visible(session, Application))
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def lines(
    session: Session, *, state: State | None = None, application_id: UUID | None = None
) -> list[CaseLine]:
    """Return the cases the actor may know, on wish in one state or a single one, the latest moved first."""
    sent_title = (
        select(Submission.title)
        .where(Submission.application_id == Application.id, visible(session, Submission))
        .order_by(Submission.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Application, Call, Body, func.coalesce(Plan.title, sent_title))
        .join(Call, (Call.id == Application.call_id) & visible(session, Call))
        .join(Body, Body.id == Application.body_id)
        .outerjoin(Plan, (Plan.id == Application.plan_id) & visible(session, Plan))
        .where(visible(session, Application))
        .order_by(Application.state_since.desc(), Application.id)
    )
    if state is not None:
        query = query.where(Application.state == str(state))
    if application_id is not None:
        query = query.where(Application.id == application_id)
    return [CaseLine(*row) for row in session.execute(query)]


def open_with_plan(session: Session, plan_id: UUID, *, for_update: bool = False) -> Sequence[Application]:
    """Return the cases made with a plan that are not closed, on wish locked until the transaction ends."""
    query = select(Application).where(
        Application.plan_id == plan_id, Application.state.not_in(CLOSED), visible(session, Application)
    )
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query.order_by(Application.id)).all()


def next_number(session: Session, call: Call) -> str:
    """Return the next case number of a call; until this transaction ends, nobody else can have one.

    Asked as the product itself: numbers go over the cases of every body.
    """
    session.execute(select(func.pg_advisory_xact_lock(NUMBER_LOCK, func.hashtext(str(call.id)))))
    given = select(func.count()).where(
        Application.call_id == call.id, Application.number.is_not(None), visible(session, Application)
    )
    return f"{call.code}-{session.execute(given).scalar_one() + 1:04d}"


def call_of(session: Session, application: Application) -> Call:
    """Return the call a case is in."""
    query = select(Call).where(Call.id == application.call_id, visible(session, Call))
    return session.scalars(query.execution_options(populate_existing=True)).one()


def add_event(session: Session, event: CaseEvent) -> None:
    """Append to the history of a case."""
    session.add(event)
    session.flush()


def is_assigned(session: Session, application_id: UUID) -> bool:
    """Return whether the acting post is assigned to the application now."""
    current = Assignment.post_id == actor_of(session).post_id, Assignment.ended_at.is_(None)
    query = select(Assignment.id).where(
        Assignment.application_id == application_id, *current, visible(session, Assignment)
    )
    return session.scalar(query.limit(1)) is not None
