"""Conflicts of interest: declared with a reason, effective at once, withdrawn by the manager only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit, bodies
from api.services.reviews.reasons import stated
from data.db import actor_of, as_system
from data.domain.audit import AuditEvent
from data.domain.errors import NotAllowed, NotFound
from data.domain.wording import Text
from data.orm import ConflictOfInterest
from data.queries import clock
from data.queries.reviews import assignments
from data.queries.reviews.assignments import ConflictLine
from rules.access import Action, GeneralAction, require_generally


def declare(session: Session, application_id: UUID, reason: str) -> ConflictOfInterest:
    """Declare one's own conflict with a case: it is hidden from then on, and one's assignment to it ends.

    Raises ``NotFound``, ``NotAllowed`` for who reviews nothing, ``InvalidInput`` without a reason.
    """
    case = access.permitted(session, Action.DECLARE_CONFLICT, application_id)
    kept = stated(reason)
    return _keep(session, _own(session, kept, application_id=case.id), [case.id])


def declare_with_body(session: Session, body_code: str, reason: str) -> ConflictOfInterest:
    """Declare one's own conflict with a body: all its cases, present and coming, are hidden.

    Raises ``NotAllowed`` for who reviews nothing, ``NotFound`` for the body, ``InvalidInput``.
    """
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    body, kept = bodies.body_of(session, body_code), stated(reason)
    cases = assignments.cases_of_body(session, body.id)
    return _keep(session, _own(session, kept, body_id=body.id), cases)


def withdraw(session: Session, conflict_id: UUID, reason: str) -> None:
    """Let a declared conflict no longer count; it stays on record, ended assignments stay ended.

    Raises ``NotAllowed`` for all but the manager and for one's own, ``NotFound``, ``InvalidInput``.
    """
    require_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK)
    row = assignments.conflict(session, conflict_id)
    if row is None:
        raise NotFound(Text("該当する申告はありません。", "There is no such declaration."))
    if row.account_id == actor_of(session).account_id:
        raise NotAllowed(
            Text("自分の申告は、別の審査総括が解除します。", "Another manager withdraws your declaration.")
        )
    kept = stated(reason)
    row.withdrawn_at = clock.moment(session)
    session.flush()
    audit.record(
        session,
        AuditEvent.CONFLICT_WITHDRAWN,
        *_subject(row),
        before={"account": str(row.account_id)},
        reason=kept,
    )


def declared(session: Session) -> Sequence[ConflictOfInterest]:
    """Return the declarations in force: the manager sees all, everybody else their own."""
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    return assignments.conflicts(session)


def lines(session: Session) -> Sequence[ConflictLine]:
    """Return the declarations in force with names: the manager sees all, everybody else their own."""
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    return assignments.conflict_lines(session)


def _own(
    session: Session, reason: str, *, application_id: UUID | None = None, body_id: UUID | None = None
) -> ConflictOfInterest:
    me = actor_of(session).account_id
    assert me is not None  # noqa: S101 - the questions before let people only pass
    return ConflictOfInterest(
        id=uuid4(),
        account_id=me,
        application_id=application_id,
        body_id=body_id,
        reason=reason,
        declared_by=me,
    )


def _keep(session: Session, row: ConflictOfInterest, cases: Sequence[UUID]) -> ConflictOfInterest:
    """Ending one's assignments is the product's act: only the manager may change assignments."""
    post_id = actor_of(session).post_id
    assignments.add(session, [row])
    with as_system(session):
        for each in assignments.of_posts(session, cases, [post_id] if post_id else []):
            each.ended_at = clock.moment(session)
    audit.record(
        session, AuditEvent.CONFLICT_DECLARED, *_subject(row), after={"account": str(row.account_id)}
    )
    return row


def _subject(row: ConflictOfInterest) -> tuple[str, UUID]:
    if row.application_id is not None:
        return "application", row.application_id
    assert row.body_id is not None  # noqa: S101 - a check constraint of the table
    return "body", row.body_id
