"""Reads what a successor has to know: open cases with their dates, the last reasons, the last note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.review import CorrectionState
from data.domain.workflow import STAGE_OF, Stage, State
from data.orm import Application, Assignment, Call, CaseEvent, CorrectionItem, PostHolding
from data.queries.visibility import visible

CLOSED = [str(state) for state, stage in STAGE_OF.items() if stage is Stage.CLOSED]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that goes on, the call it is in, and the next date somebody waits for."""

    id: UUID
    number: str | None
    plan_type: str
    state: State
    state_since: datetime
    call_title_ja: str
    call_title_en: str
    closes_at: datetime
    correction_due_on: date | None
    last_reason: str | None


def open_cases(session: Session, *, assigned_only: bool) -> list[OpenCase]:
    """Return the open cases the actor may know, on wish those assigned to the post, oldest first."""
    due = (
        select(CorrectionItem.application_id, func.min(CorrectionItem.due_on).label("due_on"))
        .where(CorrectionItem.state == str(CorrectionState.OPEN), visible(session, CorrectionItem))
        .group_by(CorrectionItem.application_id)
        .subquery()
    )
    reasons = (
        select(CaseEvent.application_id, CaseEvent.reason)
        .ext(distinct_on(CaseEvent.application_id))
        .where(CaseEvent.reason.is_not(None), visible(session, CaseEvent))
        .order_by(CaseEvent.application_id, CaseEvent.position.desc())
        .subquery()
    )
    query = (
        select(Application, Call, due.c.due_on, reasons.c.reason)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(due, due.c.application_id == Application.id)
        .outerjoin(reasons, reasons.c.application_id == Application.id)
        .where(visible(session, Application), Application.state.not_in(CLOSED))
        .order_by(Application.state_since)
    )
    if assigned_only:
        mine = select(Assignment.application_id).where(
            Assignment.post_id == actor_of(session).post_id,
            Assignment.ended_at.is_(None),
            visible(session, Assignment),
        )
        query = query.where(Application.id.in_(mine))
    return [_open_case(*row) for row in session.execute(query)]


def notes(session: Session, post_id: UUID) -> Sequence[tuple[datetime, str]]:
    """Return the notes that earlier holders of a post left, the latest first."""
    query = (
        select(PostHolding.until, PostHolding.handover_note)
        .where(
            PostHolding.post_id == post_id,
            PostHolding.until.is_not(None),
            PostHolding.handover_note.is_not(None),
        )
        .order_by(PostHolding.until.desc())
    )
    return [(until, note) for until, note in session.execute(query) if until and note]


def _open_case(application: Application, call: Call, due_on: date | None, reason: str | None) -> OpenCase:
    return OpenCase(
        id=application.id,
        number=application.number,
        plan_type=application.plan_type,
        state=State.of(application.state),
        state_since=application.state_since,
        call_title_ja=call.title_ja,
        call_title_en=call.title_en,
        closes_at=call.closes_at,
        correction_due_on=due_on,
        last_reason=reason,
    )
