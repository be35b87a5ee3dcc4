"""Reads and writes calls, outages and extensions; nobody here decides or commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.actor import APPLICANT_ROLES
from data.domain.workflow import BEFORE_SUBMISSION
from data.orm import Application, Body, Call, CallExtension, Outage, Plan, Post
from data.queries.visibility import visible


@dataclass(frozen=True, slots=True)
class Unsent:
    """A case of a call that was not submitted yet."""

    application_id: UUID
    plan_id: UUID
    body_id: UUID
    body_ja: str
    body_en: str
    state: str


def add(session: Session, row: Call | Outage | CallExtension) -> None:
    """Store a new call, outage or extension."""
    session.add(row)
    session.flush()


def find(session: Session, call_id: UUID, *, for_update: bool = False) -> Call | None:
    """Return a call the actor may know, on wish locked until the transaction ends."""
    query = select(Call).where(Call.id == call_id, visible(session, Call))
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def find_by_code(session: Session, code: str) -> Call | None:
    """Return the call of a code that the actor may know."""
    return session.scalar(select(Call).where(Call.code == code, visible(session, Call)))


def newest_first(session: Session, open_at: datetime | None = None) -> Sequence[Call]:
    """Return the calls the actor may know, the last to close first; on wish those open at a moment."""
    query = select(Call).where(visible(session, Call)).order_by(Call.closes_at.desc(), Call.code)
    if open_at is not None:
        query = query.where(
            Call.published_at.is_not(None), Call.opens_at <= open_at, open_at < Call.closes_at
        )
    return session.scalars(query).all()


def extensions(session: Session, call_id: UUID) -> Sequence[CallExtension]:
    """Return the extensions of a call in the order they were made."""
    query = select(CallExtension).where(CallExtension.call_id == call_id)
    return session.scalars(query.order_by(CallExtension.created_at)).all()


def outages(session: Session) -> Sequence[Outage]:
    """Return every recorded outage, the latest first."""
    return session.scalars(select(Outage).order_by(Outage.began_at.desc())).all()


def find_outage(session: Session, outage_id: UUID, *, for_update: bool = False) -> Outage | None:
    """Return an outage, on wish locked until the transaction ends."""
    query = select(Outage).where(Outage.id == outage_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def unsent(session: Session, call_id: UUID) -> list[Unsent]:
    """Return the cases of a call that the actor may know and that were never submitted."""
    query = (
        select(Application.id, Application.plan_id, Body.id, Body.name_ja, Body.name_en, Application.state)
        .join(Body, Body.id == Application.body_id)
        .join(Plan, Plan.id == Application.plan_id)
        .where(
            Application.call_id == call_id,
            Application.state.in_([str(state) for state in BEFORE_SUBMISSION]),
            visible(session, Application),
            visible(session, Plan),
        )
        .order_by(Body.code, Application.id)
    )
    return [Unsent(*row) for row in session.execute(query)]


def unsent_counts(session: Session) -> list[tuple[Call, int]]:
    """Return how many drafts of each open call are not sent; empty for all but managers.

    The database counts for the manager what the manager may not see (migration 0024); no row leaves it.
    """
    counted = func.shuseki_unsent_drafts().table_valued("call_id", "drafts")
    query = (
        select(Call, counted.c.drafts)
        .join(counted, counted.c.call_id == Call.id)
        .where(visible(session, Call))
        .order_by(Call.closes_at, Call.code)
    )
    return [(call, drafts) for call, drafts in session.execute(query)]


def applicants_posts(session: Session) -> Sequence[UUID]:
    """Return every post in use from which applications are made."""
    roles = [str(role) for role in APPLICANT_ROLES]
    query = select(Post.id).join(Body, Body.id == Post.body_id)
    return session.scalars(query.where(Post.role.in_(roles), Post.is_active, Body.is_active)).all()


def counts(session: Session, call_id: UUID) -> dict[str, int]:
    """Return how many cases of a call, of those the actor may know, stand in each state."""
    query = select(Application.state, func.count()).where(
        Application.call_id == call_id, visible(session, Application)
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Application.state))}
