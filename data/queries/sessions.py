"""Opens, finds and ends web sessions; only system units of work can, and nobody here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from data.domain.actor import Actor, Role
from data.domain.wording import Text
from data.orm import Account, Body, Credential, Post, PostHolding, WebSession


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that still runs, with its account and the post acted for (``None``: none is held)."""

    row: WebSession
    account: Account
    actor: Actor | None
    post: Text | None
    body: Text | None
    has_second_factor: bool
    must_change_password: bool


def held_at(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a holding of a post is in force at ``now``."""
    return and_(PostHolding.since <= now, or_(PostHolding.until.is_(None), PostHolding.until > now))


def find_open(session: Session, token_sha256: str, now: datetime, seen_since: datetime) -> OpenSession | None:
    """Return the session of a token when it runs at ``now`` and was used after ``seen_since``."""
    holding = and_(
        PostHolding.post_id == WebSession.post_id, PostHolding.account_id == Account.id, held_at(now)
    )
    query = (
        select(WebSession, Account, Credential, Post, Body)
        .join(Account, WebSession.account_id == Account.id)
        .outerjoin(Credential, Credential.account_id == Account.id)
        .outerjoin(PostHolding, holding)
        .outerjoin(Post, and_(Post.id == PostHolding.post_id, Post.is_active))
        .outerjoin(Body, and_(Body.id == Post.body_id, Body.is_active))
        .where(
            WebSession.token_sha256 == token_sha256,
            WebSession.ended_at.is_(None),
            WebSession.expires_at > now,
            WebSession.last_seen_at > seen_since,
            Account.is_active,
        )
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else _open_session(*found)


def posts_of(session: Session, account_id: UUID, now: datetime) -> Sequence[tuple[Post, Body]]:
    """Return the posts an account holds at ``now`` with their bodies, in a stable order."""
    held = select(PostHolding.post_id).where(PostHolding.account_id == account_id, held_at(now))
    query = (
        select(Post, Body)
        .join(Body, Body.id == Post.body_id)
        .where(Post.id.in_(held), Post.is_active, Body.is_active)
        .order_by(Body.code, Post.title_ja)
    )
    return [(post, body) for post, body in session.execute(query)]


def add(session: Session, row: WebSession) -> None:
    """Store a new session."""
    session.add(row)
    session.flush()


def get(session: Session, session_id: UUID) -> WebSession:
    """Return a session that is known to exist."""
    return session.get_one(WebSession, session_id)


def open_of(session: Session, account_id: UUID, now: datetime, seen_since: datetime) -> Sequence[WebSession]:
    """Return the running sessions of an account, the latest used first."""
    query = select(WebSession).where(_running(account_id), WebSession.expires_at > now)
    query = query.where(WebSession.last_seen_at > seen_since).order_by(WebSession.last_seen_at.desc())
    return session.scalars(query).all()


def end(
    session: Session, account_id: UUID, now: datetime, *, only: UUID | None = None, but: UUID | None = None
) -> None:
    """End the sessions of an account: all of them, ``only`` one, or all ``but`` one."""
    statement = update(WebSession).where(_running(account_id)).values(ended_at=now)
    if only is not None:
        statement = statement.where(WebSession.id == only)
    if but is not None:
        statement = statement.where(WebSession.id != but)
    session.execute(statement)


def forget_over(session: Session, before: datetime) -> int:
    """Forget sessions that ended or expired before a moment; returns how many."""
    over = or_(WebSession.ended_at < before, WebSession.expires_at < before)
    return len(session.scalars(delete(WebSession).where(over).returning(WebSession.id)).all())


def _running(account_id: UUID) -> ColumnElement[bool]:
    return and_(WebSession.account_id == account_id, WebSession.ended_at.is_(None))


def _open_session(
    row: WebSession, account: Account, credential: Credential | None, post: Post | None, body: Body | None
) -> OpenSession:
    held = post is not None and body is not None
    return OpenSession(
        row=row,
        account=account,
        actor=Actor(Role.of(post.role), account.id, post.id, body.id) if post and body else None,
        post=Text(post.title_ja, post.title_en) if post and held else None,
        body=Text(body.name_ja, body.name_en) if body and held else None,
        has_second_factor=credential is not None and credential.totp_confirmed_at is not None,
        must_change_password=credential is not None and credential.must_change_password,
    )
