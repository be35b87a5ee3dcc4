"""Reads and writes API keys; nobody here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from data.domain.actor import Actor, Role
from data.domain.wording import Text
from data.orm import Account, ApiKey, Body, Post, PostHolding
from data.queries.sessions import held_at


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """A key with the account and the post it acts for; ``actor`` is ``None`` once the post is not held."""

    row: ApiKey
    account: Account
    actor: Actor | None
    post: Text
    body: Text


def add(session: Session, row: ApiKey) -> None:
    """Store a new key."""
    session.add(row)
    session.flush()


def of_holder(session: Session, post_id: UUID, account_id: UUID) -> Sequence[ApiKey]:
    """Return the keys that an account has for a post."""
    return session.scalars(
        select(ApiKey).where(ApiKey.post_id == post_id, ApiKey.account_id == account_id)
    ).all()


def find(session: Session, key_id: UUID) -> ApiKey | None:
    """Return a key, if whoever acts may know it, locked."""
    return session.scalar(select(ApiKey).where(ApiKey.id == key_id).with_for_update())


def presented(session: Session, key_sha256: str, now: datetime) -> PresentedKey | None:
    """Return the key of a hash, whatever its state, with who it acts for at ``now``."""
    holding = and_(
        PostHolding.post_id == ApiKey.post_id, PostHolding.account_id == ApiKey.account_id, held_at(now)
    )
    query = (
        select(ApiKey, Account, Post, Body, PostHolding)
        .join(Account, Account.id == ApiKey.account_id)
        .join(Post, Post.id == ApiKey.post_id)
        .join(Body, Body.id == Post.body_id)
        .outerjoin(PostHolding, holding)
        .where(ApiKey.key_sha256 == key_sha256)
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, account, post, body, held = found
    is_valid = held is not None and account.is_active and post.is_active and body.is_active
    actor = Actor(Role.of(post.role), account.id, post.id, body.id) if is_valid else None
    return PresentedKey(
        row, account, actor, Text(post.title_ja, post.title_en), Text(body.name_ja, body.name_en)
    )


def listed(session: Session) -> Sequence[tuple[ApiKey, Account, Post]]:
    """Return the keys that whoever acts may know, the newest first."""
    query = (
        select(ApiKey, Account, Post)
        .join(Account, Account.id == ApiKey.account_id)
        .join(Post, Post.id == ApiKey.post_id)
        .order_by(ApiKey.created_at.desc(), ApiKey.prefix)
    )
    return [(row, account, post) for row, account, post in session.execute(query)]
