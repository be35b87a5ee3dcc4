"""Nightly care of signing in: counts of failures and sessions that can matter no more are forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.actor import SYSTEM
from data.domain.identity import SignInPolicy
from data.queries import accounts, clock, sessions
from rules.access import GeneralAction, require_generally

KEPT = timedelta(days=30)
"""How long a session that is over stays, so that a report on misuse still finds it."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were forgotten, by kind."""

    throttles: int
    sessions: int
    attempts: int


def purge(session: Session, policy: SignInPolicy) -> Purged:
    """Forget counts of failures whose time is over, sessions over for 30 days, and sign-ins given up.

    No running session, lock or count within its time is touched. Raises ``NotAllowed`` for people who do not
    manage accounts; a timer runs it as the product itself.
    """
    if actor_of(session) != SYSTEM:
        require_generally(actor_of(session), GeneralAction.MANAGE_ACCOUNTS)
    now = clock.moment(session)
    return Purged(
        accounts.forget_throttles(session, now - policy.lock, now),
        sessions.forget_over(session, now - KEPT),
        accounts.forget_attempts(session, now),
    )
