"""Reads applications and what access to them depends on; nobody here decides or commits."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.db import actor_of
from data.orm.application import Application, CaseEvent
from data.orm.call import Call
from data.orm.review import Assignment
from data.queries.visibility import visible


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
