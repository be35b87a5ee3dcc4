"""The body's own procedures that send nothing: internal approval (決裁), rework, withdrawal, reopening."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from api.services.applications import contents, steps, submitting
from data.attachment_store import AttachmentStore
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.wording import Text
from data.domain.workflow import Event, State
from data.orm import Application
from data.queries import applications, attachments
from data.queries.applications import CaseLine

CHECKED = frozenset({Event.APPROVAL_REQUESTED, Event.APPROVAL_GIVEN})
"""Nothing is sent yet, but contents and files have to be whole by then."""
PROCEDURES = CHECKED | {
    Event.APPROVAL_TAKEN_BACK,
    Event.APPROVAL_DECLINED,
    Event.REWORKED,
    Event.WITHDRAWN,
    Event.REOPENED,
}


def act(
    session: Session,
    store: AttachmentStore,
    application_id: UUID,
    event: Event,
    *,
    from_version: int,
    reason: str | None = None,
) -> Application:
    """Take a procedure of the body. Raises as ``steps.take``; ``InvalidInput`` for what is none of them."""
    if event not in PROCEDURES:
        raise InvalidInput.of([_no_procedure(event)])
    application = steps.locked(session, application_id, from_version)
    missing: Sequence[str] | None = None
    unreadable: Sequence[str] | None = None
    if event in CHECKED:
        plan = submitting.plan_of(session, application)
        _, _, missing = contents.check(session, application_id)
        unreadable = submitting.unreadable(store, attachments.of_plan(session, plan.id))
    if event is Event.REOPENED:
        _require_free_plan(session, application)
    decided = steps.decide(
        session, application, event, reason=reason, missing_items=missing, unreadable_files=unreadable
    )
    steps.enter(session, decided)
    return application


def listed(session: Session, state: State | None = None) -> list[CaseLine]:
    """Return the cases the actor may know, on wish in one state, the latest moved first."""
    return applications.lines(session, state=state)


def line(session: Session, application_id: UUID) -> CaseLine:
    """Return one case with its call, body and title. Raises ``NotFound``."""
    found = applications.lines(session, application_id=application_id)
    if not found:
        raise NotFound(Text("該当する案件はありません。", "There is no such application."))
    return found[0]


def _require_free_plan(session: Session, application: Application) -> None:
    if applications.open_with_plan(session, application.plan_id):
        raise Conflict(Text("この計画は別の申請で使われています。", "The plan is in another application."))


def _no_procedure(event: Event) -> Problem:
    known = ", ".join(str(each) for each in sorted(PROCEDURES))
    return Problem(
        "event",
        str(event),
        Text("この手続は、ここでは行えません。", "This step is not taken here."),
        Text(f"次のいずれかを指定してください: {known}", f"State one of: {known}"),
    )
