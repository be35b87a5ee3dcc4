"""Locks out who fails too often, by what was typed and by address, and says so alike for every login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.services.identity.tokens import digest
from data.domain.identity import SignInPolicy
from data.orm.account import SignInThrottle
from data.queries import accounts


@dataclass(frozen=True, slots=True)
class Counter:
    """One count that an attempt goes into, and the number of failures that locks it."""

    row: SignInThrottle
    limit: int


def counter(session: Session, kind: str, value: str, limit: int, now: datetime) -> Counter:
    """Return the count of ``value``, of which only a hash is kept, held until the transaction ends."""
    return Counter(accounts.hold_throttle(session, digest(f"{kind}:{value}"), now), limit)


def locked_until(counters: list[Counter], now: datetime) -> datetime | None:
    """Return when the last lock of the counters ends; ``None`` when none is locked now."""
    moments = [c.row.locked_until for c in counters if c.row.locked_until and c.row.locked_until > now]
    return max(moments, default=None)


def count_failure(counters: list[Counter], now: datetime, policy: SignInPolicy) -> datetime | None:
    """Count a failure in each counter; returns until when a lock that it sets off lasts."""
    for one in counters:
        row = one.row
        if now - row.counted_since >= policy.lock:
            row.failures, row.counted_since = 0, now
        row.failures += 1
        if row.failures >= one.limit:
            row.failures, row.counted_since, row.locked_until = 0, now, now + policy.lock
    return locked_until(counters, now)


def forget(one: Counter, now: datetime) -> None:
    """Start counting anew after a success."""
    one.row.failures, one.row.counted_since, one.row.locked_until = 0, now, None
