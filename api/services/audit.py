"""Writes the audit trail in the transaction of the change itself, searches it, and proves it unaltered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.actor import Role
from data.domain.audit import AuditEntry, AuditEvent, ChainedEntry, ChainReport, walk
from data.domain.workflow import Event
from data.queries import audit
from data.queries.audit import Search
from rules.access import GeneralAction, require_generally

PAGE_SIZE = 200


def record(
    session: Session,
    event: AuditEvent | Event,
    subject_type: str,
    subject_id: UUID | str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    request_id: str | None = None,
) -> ChainedEntry:
    """Append what the acting post did to the trail; it is kept or undone together with the change.

    Call it after the rows of the change are locked and written: from here until the transaction ends, nobody
    else can append. ``before`` and ``after`` hold plain JSON values only.
    """
    actor = actor_of(session)
    tip = audit.hold_tip(session)
    entry = AuditEntry(
        at=tip.moment,
        event=str(event),
        role=str(actor.role),
        account_id=actor.account_id,
        post_id=actor.post_id,
        body_id=actor.body_id,
        subject_type=subject_type,
        subject_id=str(subject_id),
        before=before,
        after=after,
        reason=reason,
        request_id=request_id,
    )
    return audit.append(session, tip, entry)


def search(session: Session, wanted: Search, before: int | None = None) -> list[ChainedEntry]:
    """Return a page of the trail, newest first. Raises ``NotAllowed`` for all but the administrator."""
    if actor_of(session).role is not Role.SYSTEM:
        require_generally(actor_of(session), GeneralAction.SEARCH_AUDIT)
    return audit.search(session, wanted, PAGE_SIZE, before)


def verify(session: Session, expected: str | None = None) -> ChainReport:
    """Walk the trail from its beginning and report the first row that is not what was written.

    ``expected`` is the tip of an earlier report, kept elsewhere: when it is not in the trail any more, the
    end was cut off. Raises ``NotAllowed`` for all but the administrator and the product itself.
    """
    require_generally(actor_of(session), GeneralAction.VERIFY_AUDIT)
    return walk(audit.trail(session), expected)
