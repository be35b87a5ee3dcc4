"""Reads and writes the inboxes of posts; who is to be told is decided by the service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from data.domain.actor import BodyKind, Role
from data.orm import Application, Assignment, Body, ConflictOfInterest, Notice, Plan, Post, PostHolding
from data.queries.visibility import visible


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line of an inbox with the number of the case it names (``None``: not sent yet, or no case)."""

    id: UUID
    kind: str
    application_id: UUID | None
    number: str | None
    call_id: UUID | None
    message_ja: str
    message_en: str
    created_at: datetime
    read_at: datetime | None


def posts_of_body(session: Session, body_id: UUID, roles: Iterable[Role]) -> Sequence[UUID]:
    """Return the body's posts in use that have one of the roles."""
    names = [str(role) for role in roles]
    return session.scalars(
        select(Post.id).where(Post.body_id == body_id, Post.role.in_(names), Post.is_active)
    ).all()


def posts_of_joint_bodies(session: Session, plan_id: UUID, roles: Iterable[Role]) -> Sequence[UUID]:
    """Return the posts in use, with one of the roles, of bodies that the plan names as making it jointly."""
    names = [str(role) for role in roles]
    query = (
        select(Post.id)
        .join(Body, Body.id == Post.body_id)
        .join(Plan, Plan.document["joint_bodies"].has_key(Body.code))
        .where(Plan.id == plan_id, visible(session, Plan), Post.role.in_(names), Post.is_active)
    )
    return session.scalars(query).all()


def posts_of_ministry(session: Session, roles: Iterable[Role], application_id: UUID) -> Sequence[UUID]:
    """Return the ministry's posts of these roles, without those whose holder is in conflict with the case."""
    names = [str(role) for role in roles]
    declared = (
        select(PostHolding.id)
        .join(ConflictOfInterest, ConflictOfInterest.account_id == PostHolding.account_id)
        .join(
            Application,
            or_(
                ConflictOfInterest.application_id == Application.id,
                ConflictOfInterest.body_id == Application.body_id,
            ),
        )
        .where(
            PostHolding.post_id == Post.id,
            PostHolding.until.is_(None),
            ConflictOfInterest.withdrawn_at.is_(None),
            Application.id == application_id,
            visible(session, Application),
            visible(session, ConflictOfInterest),
        )
    )
    query = (
        select(Post.id)
        .join(Body, Body.id == Post.body_id)
        .where(Body.kind == str(BodyKind.MINISTRY), Post.role.in_(names), Post.is_active, ~exists(declared))
    )
    return session.scalars(query).all()


def posts_assigned(session: Session, application_id: UUID) -> Sequence[UUID]:
    """Return the posts that review or score the case now."""
    query = select(Assignment.post_id).where(
        Assignment.application_id == application_id,
        Assignment.ended_at.is_(None),
        visible(session, Assignment),
    )
    return session.scalars(query).all()


def add(session: Session, notices: Iterable[Notice]) -> None:
    """Put notices into inboxes."""
    session.add_all(notices)
    session.flush()


def inbox(session: Session, limit: int, before: datetime | None, *, unread_only: bool) -> list[NoticeLine]:
    """Return the notices of the acting post, the newest first, from before a moment."""
    query = (
        select(Notice, Application.number)
        .outerjoin(Application, (Application.id == Notice.application_id) & visible(session, Application))
        .where(visible(session, Notice))
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(limit)
    )
    if before is not None:
        query = query.where(Notice.created_at < before)
    if unread_only:
        query = query.where(Notice.read_at.is_(None))
    return [
        NoticeLine(
            id=notice.id,
            kind=notice.kind,
            application_id=notice.application_id,
            number=number,
            call_id=notice.call_id,
            message_ja=notice.message_ja,
            message_en=notice.message_en,
            created_at=notice.created_at,
            read_at=notice.read_at,
        )
        for notice, number in session.execute(query)
    ]


def unread(session: Session) -> int:
    """Return how many notices of the acting post are unread."""
    query = select(func.count()).select_from(Notice)
    return session.execute(query.where(Notice.read_at.is_(None), visible(session, Notice))).scalar_one()


def mark_read(session: Session, notice_ids: Sequence[UUID] | None, now: datetime) -> int:
    """Mark notices of the acting post as read, all of them for ``None``; return how many were unread."""
    query = update(Notice).where(Notice.read_at.is_(None), visible(session, Notice)).values(read_at=now)
    if notice_ids is not None:
        query = query.where(Notice.id.in_(notice_ids))
    return len(session.execute(query.returning(Notice.id)).all())


def told_of_case(session: Session, application_id: UUID, kind: str, since: datetime) -> set[UUID]:
    """Return the posts that were told of a case in this way since a moment."""
    query = select(Notice.post_id).where(
        Notice.application_id == application_id,
        Notice.kind == kind,
        Notice.created_at >= since,
        visible(session, Notice),
    )
    return set(session.scalars(query))


def was_told_since(session: Session, call_id: UUID, since: datetime) -> frozenset[tuple[UUID, UUID | None]]:
    """Return post and case of every notice about a call since a moment, so that nobody is told twice."""
    query = select(Notice.post_id, Notice.application_id).where(
        Notice.call_id == call_id, Notice.created_at >= since, visible(session, Notice)
    )
    return frozenset((post_id, case) for post_id, case in session.execute(query))
