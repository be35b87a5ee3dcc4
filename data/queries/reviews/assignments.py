"""Reads and writes assignments and conflicts of interest; several cases at once, never one query per row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from data.domain.actor import MINISTRY_ROLES, Role
from data.domain.workflow import STAGE_OF, Stage
from data.orm import Account, Application, Assignment, Body, ConflictOfInterest, Post, PostHolding
from data.queries.sessions import held_at
from data.queries.visibility import visible

REVIEW_ROLES = tuple(sorted(str(role) for role in MINISTRY_ROLES | {Role.COMMITTEE_MEMBER}))
ENDED = [str(state) for state, stage in STAGE_OF.items() if stage in (Stage.CERTIFIED, Stage.CLOSED)]


@dataclass(frozen=True, slots=True)
class ReviewPost:
    """A post that can be assigned to, who holds it now, and how many open cases it has."""

    id: UUID
    body_code: str
    title_ja: str
    title_en: str
    role: Role
    holders: frozenset[UUID]
    """Accounts; empty while the post is vacant."""
    load: int


def posts(session: Session, now: datetime) -> list[ReviewPost]:
    """Return the posts that review, score or decide, with holders and load, by body and title."""
    load = (
        select(Assignment.post_id, func.count().label("cases"))
        .join(Application, Application.id == Assignment.application_id)
        .where(
            Assignment.ended_at.is_(None),
            Application.state.not_in(ENDED),
            visible(session, Assignment),
            visible(session, Application),
        )
        .group_by(Assignment.post_id)
        .subquery()
    )
    holders = func.array_agg(aggregate_order_by(PostHolding.account_id, PostHolding.account_id.asc()))
    held = (
        select(PostHolding.post_id, holders.label("accounts"))
        .where(held_at(now))
        .group_by(PostHolding.post_id)
        .subquery()
    )
    query = (
        select(Post, Body.code, held.c.accounts, func.coalesce(load.c.cases, 0))
        .join(Body, Body.id == Post.body_id)
        .outerjoin(held, held.c.post_id == Post.id)
        .outerjoin(load, load.c.post_id == Post.id)
        .where(Post.role.in_(REVIEW_ROLES), Post.is_active, Body.is_active)
        .order_by(Body.code, Post.title_ja)
    )
    return [
        ReviewPost(
            post.id, code, post.title_ja, post.title_en, Role.of(post.role), frozenset(accounts or ()), cases
        )
        for post, code, accounts, cases in session.execute(query)
    ]


def cases_by_number(session: Session, numbers: Collection[str]) -> dict[str, Application]:
    """Return the cases of these numbers that the actor may know."""
    query = select(Application).where(Application.number.in_(numbers), visible(session, Application))
    return {case.number or "": case for case in session.scalars(query)}


def cases_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Application]:
    """Return the cases of these ids that the actor may know."""
    query = select(Application).where(Application.id.in_(ids), visible(session, Application))
    return {case.id: case for case in session.scalars(query)}


def current(session: Session, cases: Collection[UUID]) -> Sequence[Assignment]:
    """Return the assignments in force of these cases, the oldest first."""
    query = select(Assignment).where(
        Assignment.application_id.in_(cases), Assignment.ended_at.is_(None), visible(session, Assignment)
    )
    return session.scalars(query.order_by(Assignment.created_at, Assignment.id)).all()


def find(session: Session, assignment_id: UUID) -> Assignment | None:
    """Return an assignment the actor may know, locked."""
    query = select(Assignment).where(Assignment.id == assignment_id, visible(session, Assignment))
    return session.scalar(query.with_for_update())


def of_posts(session: Session, cases: Collection[UUID], posts: Collection[UUID]) -> Sequence[Assignment]:
    """Return the assignments in force of these posts to these cases, locked."""
    query = select(Assignment).where(
        Assignment.application_id.in_(cases),
        Assignment.post_id.in_(posts),
        Assignment.ended_at.is_(None),
        visible(session, Assignment),
    )
    return session.scalars(query.with_for_update()).all()


def add(session: Session, rows: Sequence[Assignment | ConflictOfInterest]) -> None:
    """Store assignments or conflicts."""
    session.add_all(rows)
    session.flush()


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A declaration in force: who, with which case or body; ``None``: not shown to the actor."""

    conflict: ConflictOfInterest
    person: str | None
    number: str | None
    body_ja: str | None
    body_en: str | None


def conflicts(session: Session) -> Sequence[ConflictOfInterest]:
    """Return the conflicts in force that the actor may know: the manager all, others their own."""
    query = select(ConflictOfInterest).where(
        ConflictOfInterest.withdrawn_at.is_(None), visible(session, ConflictOfInterest)
    )
    return session.scalars(query.order_by(ConflictOfInterest.created_at)).all()


def conflict_lines(session: Session) -> list[ConflictLine]:
    """Return the conflicts in force with the names of whom and what they are about, the latest first."""
    known = select(Application.id, Application.number).where(visible(session, Application)).subquery()
    query = (
        select(ConflictOfInterest, Account.name, known.c.number, Body.name_ja, Body.name_en)
        .outerjoin(Account, Account.id == ConflictOfInterest.account_id)
        .outerjoin(known, known.c.id == ConflictOfInterest.application_id)
        .outerjoin(Body, Body.id == ConflictOfInterest.body_id)
        .where(ConflictOfInterest.withdrawn_at.is_(None), visible(session, ConflictOfInterest))
    )
    return [
        ConflictLine(*row) for row in session.execute(query.order_by(ConflictOfInterest.created_at.desc()))
    ]


def conflict(session: Session, conflict_id: UUID) -> ConflictOfInterest | None:
    """Return a conflict in force that the actor may know, locked."""
    in_force = and_(ConflictOfInterest.id == conflict_id, ConflictOfInterest.withdrawn_at.is_(None))
    query = select(ConflictOfInterest).where(in_force, visible(session, ConflictOfInterest))
    return session.scalar(query.with_for_update())


def cases_of_body(session: Session, body_id: UUID) -> Sequence[UUID]:
    """Return the ids of a body's cases that the actor may know."""
    query = select(Application.id).where(Application.body_id == body_id, visible(session, Application))
    return session.scalars(query).all()


def cases_of_post(session: Session, post_id: UUID) -> Sequence[Application]:
    """Return the cases that a post is assigned to now and the actor may know, by number."""
    query = (
        select(Application)
        .join(Assignment, Assignment.application_id == Application.id)
        .where(
            Assignment.post_id == post_id,
            Assignment.ended_at.is_(None),
            visible(session, Assignment),
            visible(session, Application),
        )
        .order_by(Application.number)
    )
    return session.scalars(query).all()
