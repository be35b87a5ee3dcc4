"""Reads what the ministry has published of applications: copies that hold nothing confidential."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.orm.decision import Publication
from data.orm.plan import Plan
from data.queries.visibility import visible

HISTORY = "history"


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One published plan as lists show it; ``history`` is the status history its document states."""

    id: UUID
    application_id: UUID
    number: str
    plan_type: str
    title: str
    body_code: str
    state: str
    batch: str | None
    published_at: datetime
    history: Sequence[dict[str, Any]] | None


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One demonstration plan with the status history its document states."""

    id: UUID
    plan_type: str
    title: str
    body_code: str
    history: Sequence[dict[str, Any]] | None


def current(session: Session, plan_types: Collection[str] | None = None) -> list[PublishedLine]:
    """Return what is published now, on wish of these types, the latest first."""
    query = select(
        Publication.id,
        Publication.application_id,
        Publication.number,
        Publication.plan_type,
        Publication.title,
        Publication.body_code,
        Publication.state,
        Publication.batch,
        Publication.published_at,
        Publication.document[HISTORY],
    ).where(Publication.withdrawn_at.is_(None), visible(session, Publication))
    if plan_types is not None:
        query = query.where(Publication.plan_type.in_(plan_types))
    order = (Publication.published_at.desc(), Publication.id)
    return [PublishedLine(*row) for row in session.execute(query.order_by(*order))]


def find(session: Session, publication_id: UUID) -> Publication | None:
    """Return what is published under this id now."""
    return session.scalar(
        select(Publication).where(
            Publication.id == publication_id,
            Publication.withdrawn_at.is_(None),
            visible(session, Publication),
        )
    )


def of_case(session: Session, application_id: UUID) -> Publication | None:
    """Return what is published of a case now."""
    return session.scalar(
        select(Publication).where(
            Publication.application_id == application_id,
            Publication.withdrawn_at.is_(None),
            visible(session, Publication),
        )
    )


def samples(session: Session, plan_types: Collection[str]) -> list[SampleLine]:
    """Return the demonstration plans of these types that nobody works on, by title."""
    query = select(Plan.id, Plan.plan_type, Plan.title, Plan.body_code, Plan.document[HISTORY]).where(
        Plan.is_sample,
        Plan.owner_body_id.is_(None),
        Plan.plan_type.in_(plan_types),
        visible(session, Plan),
    )
    return [SampleLine(*row) for row in session.execute(query.order_by(Plan.plan_type, Plan.title))]
