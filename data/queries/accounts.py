"""Reads and writes accounts, their secrets and the counts of failed attempts; nobody here commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.domain.actor import Role
from data.orm import Account, Credential, Notice, OidcAttempt, Post, RecoveryCode, SignInThrottle
from data.orm.body import PostHolding
from data.queries.sessions import held_at


def add(session: Session, account: Account, credential: Credential | None) -> None:
    """Store an account with its secrets."""
    session.add(account)
    session.flush()
    if credential is not None:
        session.add(credential)
        session.flush()


def find(session: Session, account_id: UUID) -> Account | None:
    """Return an account, if whoever acts may know it."""
    return session.scalar(select(Account).where(Account.id == account_id))


def find_to_change(session: Session, account_id: UUID) -> Account | None:
    """Return an account as it stands, locked until the transaction ends."""
    query = select(Account).where(Account.id == account_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def find_by_login(session: Session, login: str) -> Account | None:
    """Return the account of a login."""
    return session.scalar(select(Account).where(Account.login == login))


def find_by_subject(session: Session, issuer: str, subject: str) -> Account | None:
    """Return the account linked with a subject of an identity provider."""
    query = select(Account).where(Account.oidc_issuer == issuer, Account.oidc_subject == subject)
    return session.scalar(query)


def credential_of(session: Session, account_id: UUID) -> Credential | None:
    """Return the secrets of an account, locked until the transaction ends; for system units of work only."""
    query = select(Credential).where(Credential.account_id == account_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def credentials(session: Session) -> dict[UUID, Credential]:
    """Return the secrets of every account by its id; for system units of work only."""
    return {found.account_id: found for found in session.scalars(select(Credential))}


def everybody(session: Session) -> Sequence[Account]:
    """Return the accounts that whoever acts may know, by login."""
    return session.scalars(select(Account).order_by(Account.login)).all()


def replace_recovery_codes(session: Session, account_id: UUID, digests: Sequence[str]) -> None:
    """Forget the recovery codes of an account and keep new ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session.add_all(RecoveryCode(code_sha256=digest, account_id=account_id) for digest in digests)
    session.flush()


def use_recovery_code(session: Session, account_id: UUID, digest: str, now: datetime) -> bool:
    """Use up a recovery code; returns whether there was such a one, unused."""
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.code_sha256 == digest,
            RecoveryCode.account_id == account_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.code_sha256)
    )
    return session.scalar(statement) is not None


def hold_throttle(session: Session, key_sha256: str, now: datetime) -> SignInThrottle:
    """Return the count of failures under a key; attempts under the same key wait for this transaction."""
    new = insert(SignInThrottle).values(key_sha256=key_sha256, failures=0, counted_since=now)
    session.execute(new.on_conflict_do_nothing())
    query = select(SignInThrottle).where(SignInThrottle.key_sha256 == key_sha256).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def forget_throttles(session: Session, counted_before: datetime, now: datetime) -> int:
    """Forget counts begun before a moment that lock nobody now; returns how many."""
    over = or_(SignInThrottle.locked_until.is_(None), SignInThrottle.locked_until <= now)
    statement = delete(SignInThrottle).where(SignInThrottle.counted_since < counted_before, over)
    return len(session.scalars(statement.returning(SignInThrottle.key_sha256)).all())


def forget_attempts(session: Session, now: datetime) -> int:
    """Forget sign-ins at the identity provider whose time is over; returns how many."""
    statement = delete(OidcAttempt).where(OidcAttempt.expires_at <= now)
    return len(session.scalars(statement.returning(OidcAttempt.state_sha256)).all())


def administrators_posts(session: Session, now: datetime) -> Sequence[UUID]:
    """Return the administrators' posts that somebody holds at ``now``."""
    query = (
        select(Post.id)
        .join(PostHolding, PostHolding.post_id == Post.id)
        .where(Post.role == str(Role.ADMINISTRATOR), Post.is_active, held_at(now))
        .distinct()
    )
    return session.scalars(query).all()


def notify(session: Session, posts: Sequence[UUID], kind: str, ja: str, en: str) -> None:
    """Put a notice into the inbox of each post."""
    session.add_all(Notice(post_id=post_id, kind=kind, message_ja=ja, message_en=en) for post_id in posts)
    session.flush()


def add_attempt(session: Session, attempt: OidcAttempt, now: datetime) -> None:
    """Keep a sign-in under way at the identity provider; those that are over are forgotten."""
    forget_attempts(session, now)
    session.add(attempt)
    session.flush()


def take_attempt(session: Session, state_sha256: str, now: datetime) -> OidcAttempt | None:
    """Return and forget the sign-in of a state, unless its time is over."""
    query = select(OidcAttempt).where(OidcAttempt.state_sha256 == state_sha256, OidcAttempt.expires_at > now)
    attempt = session.scalar(query.with_for_update())
    if attempt is not None:
        session.delete(attempt)
        session.flush()
    return attempt
