"""Reads and writes bodies, posts and who holds them from when to when; nobody here commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from data.orm import Account, ApiKey, Body, Post, PostHolding
from data.queries.sessions import held_at


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post with its body and one holder at the moment asked for (``None``: nobody holds it)."""

    post: Post
    body: Body
    holder: Account | None


def add(session: Session, row: Body | Post | PostHolding) -> None:
    """Store a new body, post or holding."""
    session.add(row)
    session.flush()


def find_body(session: Session, code: str) -> Body | None:
    """Return the body of an official code or short name."""
    return session.scalar(select(Body).where(Body.code == code))


def get_body(session: Session, body_id: UUID) -> Body:
    """Return a body by its id, which has to exist."""
    return session.get_one(Body, body_id)


def find_post(session: Session, post_id: UUID) -> tuple[Post, Body] | None:
    """Return a post with its body, if whoever acts may know it."""
    query = select(Post, Body).join(Body, Body.id == Post.body_id).where(Post.id == post_id)
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def find_post_by_title(session: Session, body_id: UUID, title_ja: str) -> Post | None:
    """Return the post of a body by its Japanese title."""
    return session.scalar(select(Post).where(Post.body_id == body_id, Post.title_ja == title_ja))


def posts_named(session: Session, post_ids: Collection[UUID]) -> Sequence[Post]:
    """Return the posts of these ids that whoever acts may know."""
    return session.scalars(select(Post).where(Post.id.in_(post_ids))).all()


def bodies(session: Session) -> Sequence[Body]:
    """Return every body by code."""
    return session.scalars(select(Body).order_by(Body.code)).all()


def posts(session: Session, now: datetime) -> list[PostLine]:
    """Return the posts that whoever acts may know, one line per holder at ``now``, by body and title."""
    holding = and_(PostHolding.post_id == Post.id, held_at(now))
    query = (
        select(Post, Body, Account)
        .join(Body, Body.id == Post.body_id)
        .outerjoin(PostHolding, holding)
        .outerjoin(Account, Account.id == PostHolding.account_id)
        .order_by(Body.code, Post.title_ja, Account.login)
    )
    return [PostLine(post, body, holder) for post, body, holder in session.execute(query)]


def holders_to_change(session: Session, post_id: UUID, now: datetime) -> Sequence[Account]:
    """Return who holds a post at ``now``; the post is locked until the transaction ends."""
    session.execute(select(Post.id).where(Post.id == post_id).with_for_update())
    holding = and_(PostHolding.account_id == Account.id, PostHolding.post_id == post_id, held_at(now))
    return session.scalars(select(Account).join(PostHolding, holding)).all()


def holding_of(session: Session, post_id: UUID, account_id: UUID, now: datetime) -> PostHolding | None:
    """Return the holding of a post by an account that is in force at ``now``, locked."""
    query = select(PostHolding).where(
        PostHolding.post_id == post_id, PostHolding.account_id == account_id, held_at(now)
    )
    return session.scalars(query.with_for_update()).first()


def revoke_keys(session: Session, post_id: UUID, account_id: UUID, now: datetime) -> None:
    """Revoke the API keys that an account made for a post."""
    keys = and_(ApiKey.post_id == post_id, ApiKey.account_id == account_id, ApiKey.revoked_at.is_(None))
    session.execute(update(ApiKey).where(keys).values(revoked_at=now))
