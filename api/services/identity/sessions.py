"""Web sessions: opened after a proof, found by their token, renewed at each step, ended for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.services.identity.tokens import digest, new_token
from data.domain.actor import PUBLIC, Actor, Role
from data.domain.identity import Caller, Method, SignInPolicy, Step
from data.orm.account import WebSession
from data.queries import sessions
from data.queries.sessions import OpenSession

ENDED = Caller(ended=True)
SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is noted at most this often, so that reading pages does not write."""


def identify(session: Session, token: str, now: datetime, policy: SignInPolicy) -> Caller:
    """Return who holds the session of ``token``; needs a system unit of work.

    A session that is over, idle too long or of nobody gives a caller who is ``ended``.
    """
    found = sessions.find_open(session, digest(token), now, now - policy.idle)
    if found is None:
        return ENDED
    if now - found.row.last_seen_at >= SEEN_EVERY:
        found.row.last_seen_at = now
    pending = pending_step(found, policy)
    return Caller(
        actor=found.actor if found.actor is not None and pending is None else PUBLIC,
        account_id=found.account.id,
        name=found.account.name,
        post=found.post,
        body=found.body,
        session_id=found.row.id,
        pending=pending,
    )


def open_session(
    session: Session,
    account_id: UUID,
    now: datetime,
    policy: SignInPolicy,
    *,
    method: Method = Method.LOCAL,
    second_factor_at: datetime | None = None,
) -> str:
    """Open a session for the first post the account holds and return its token, which is kept nowhere."""
    held = sessions.posts_of(session, account_id, now)
    token = new_token()
    row = WebSession(
        token_sha256=digest(token),
        account_id=account_id,
        post_id=held[0][0].id if held else None,
        method=str(method),
        second_factor_at=second_factor_at,
        created_at=now,
        last_seen_at=now,
        expires_at=now + policy.longest,
    )
    sessions.add(session, row)
    return token


def renew(row: WebSession) -> str:
    """Give a session a new token after another proof; whoever held the old one holds nothing now."""
    token = new_token()
    row.token_sha256 = digest(token)
    return token


def pending_step(found: OpenSession, policy: SignInPolicy) -> Step | None:
    """Return what the person still has to do. The identity provider answers for its own second factor."""
    if found.row.method == Method.OIDC:
        return None
    needed = found.has_second_factor or needs_second_factor(found.actor, policy)
    if (needed or found.account.is_break_glass) and found.row.second_factor_at is None:
        return Step.SECOND_FACTOR if found.has_second_factor else Step.ENROL
    return Step.CHANGE_PASSWORD if found.must_change_password else None


def needs_second_factor(actor: Actor | None, policy: SignInPolicy) -> bool:
    """Return whether the role of a post asks for a second factor."""
    role = actor.role if actor else Role.PUBLIC
    return role in policy.second_factor_roles
