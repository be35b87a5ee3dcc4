"""Reading what was sent: versions, receipts, history; who reads another body's is on the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access, audit
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.errors import NotFound
from data.domain.wording import Text
from data.orm import Application, CaseEvent, Submission
from data.queries import submissions
from rules.access import Action


def versions(session: Session, application_id: UUID) -> Sequence[Submission]:
    """Return the versions of a case, the first first. Raises ``NotFound``, ``NotAllowed``."""
    application = access.permitted(session, Action.COMPARE, application_id)
    return submissions.in_order(session, application.id)


def version(session: Session, application_id: UUID, number: int) -> Submission:
    """Return one version with its document, and record the read. Raises ``NotFound``, ``NotAllowed``."""
    application = access.permitted(session, Action.READ_CONFIDENTIAL, application_id)
    found = _found(session, application, number)
    record_read(session, application, {"version": number})
    return found


def receipt(session: Session, application_id: UUID, number: int) -> dict[str, Any]:
    """Return a receipt as it was given. Raises ``NotFound``, ``NotAllowed``."""
    application = access.permitted(session, Action.COMPARE, application_id)
    return _found(session, application, number).receipt


def history(session: Session, application_id: UUID) -> Sequence[CaseEvent]:
    """Return what happened to a case, the first first. Raises ``NotFound``, ``NotAllowed``."""
    application = access.permitted(session, Action.VIEW, application_id)
    return submissions.history(session, application.id)


def record_read(session: Session, application: Application, what: dict[str, Any]) -> None:
    """Put a read of confidential contents on the trail; a body that reads its own reads no secret."""
    if actor_of(session).body_id != application.body_id:
        audit.record(session, AuditEvent.CONFIDENTIAL_READ, "application", application.id, after=what)


def _found(session: Session, application: Application, number: int) -> Submission:
    found = submissions.by_number(session, application.id, number)
    if found is None:
        raise NotFound(Text(f"第{number}版は提出されていません。", f"There is no version {number}."))
    return found
