"""Takes one step of the workflow: known, current, allowed, recorded, told; every case moves through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.applications import case_facts, notices
from api.services.plans import StaleVersion
from data.db import actor_of
from data.domain.wording import Text
from data.domain.workflow import Event, State
from data.orm import Application, CaseEvent
from data.queries import applications, clock
from rules.workflow.transitions import Step, next_state


@dataclass(frozen=True, slots=True)
class Decided:
    """A step that may be taken with a locked case, and the moment (database clock) at which that holds."""

    application: Application
    step: Step
    at: datetime


def locked(session: Session, application_id: UUID, from_version: int | None) -> Application:
    """Return a case the actor may know, locked. Raises ``NotFound``, and ``StaleVersion`` for an old one.

    ``from_version`` is the version that whoever acts has seen (``If-Match``); ``None`` for acts on many
    cases at once, where the preview was compared before.
    """
    application = access.known(session, application_id, for_update=True)
    if from_version is not None and application.version != from_version:
        raise StaleVersion(
            Text(
                f"この案件は他の人の操作で第{application.version}版になっています"
                f"（送信されたのは第{from_version}版への操作です）。開き直してから操作してください。",
                f"The case is at version {application.version}; you acted on version {from_version}.",
            )
        )
    return application


def decide(
    session: Session,
    application: Application,
    event: Event,
    *,
    reason: str | None = None,
    batch: str | None = None,
    missing_items: Sequence[str] | None = None,
    unreadable_files: Sequence[str] | None = None,
    at: datetime | None = None,
) -> Decided:
    """Return the step that ``event`` makes of a case from ``locked``, by the database's clock.

    ``at`` is a moment of that clock, taken in this transaction after ``locked``; without it, now counts.
    Raises ``NotAllowed``, ``Conflict`` (state or conditions refuse) and ``InvalidInput`` (reason is due).
    """
    facts = case_facts.gather(
        session,
        application,
        event,
        batch=batch,
        missing_items=missing_items,
        unreadable_files=unreadable_files,
    )
    now = at or clock.moment(session)
    state = State.of(application.state)
    return Decided(application, next_state(state, event, actor_of(session), facts, reason, now), now)


def enter(session: Session, decided: Decided, *, submission_id: UUID | None = None) -> CaseEvent:
    """Move the case, and record event, audit entry and notices in the same transaction.

    Call it last: from the audit entry on, until the transaction ends, nobody else can append to the trail.
    """
    application, step, actor = decided.application, decided.step, actor_of(session)
    application.state, application.state_since = str(step.target), decided.at
    application.version += 1
    happened = CaseEvent(
        application_id=application.id,
        event=str(step.event),
        from_state=str(step.source),
        to_state=str(step.target),
        at=decided.at,
        role=str(actor.role),
        account_id=actor.account_id,
        post_id=actor.post_id,
        submission_id=submission_id,
        reason=step.reason,
    )
    applications.add_event(session, happened)
    notices.tell_of_step(session, application, step.event)
    audit.record(
        session,
        step.event,
        "application",
        application.id,
        before={"state": str(step.source)},
        after={"state": str(step.target), "submission": str(submission_id) if submission_id else None},
        reason=step.reason,
    )
    return happened


def take(
    session: Session,
    application_id: UUID,
    event: Event,
    *,
    from_version: int | None,
    reason: str | None = None,
    batch: str | None = None,
) -> Application:
    """Take one step that sends no document: ``locked``, ``decide`` and ``enter`` in one."""
    application = locked(session, application_id, from_version)
    enter(session, decide(session, application, event, reason=reason, batch=batch))
    return application
