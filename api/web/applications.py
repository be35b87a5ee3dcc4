"""Pages of one application for its body: where it stands, internal approval, sending, withdrawal."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import Attachments, DatabaseSession, SignedIn
from api.errors import answer_of
from api.services.applications import corrections, files, procedures, reading, submitting
from api.services.applications.case_facts import screenings_of
from api.web import editor_context, view
from data.domain.actor import APPLICANT_ROLES
from data.domain.errors import Conflict, InvalidInput, ShusekiError
from data.domain.workflow import Event, State
from data.queries import clock
from data.queries.applications import CaseLine
from rules.workflow.transitions import SENDING, steps_from

router = APIRouter(prefix="/applications/{application_id}", include_in_schema=False)
Typed = Annotated[str, Form(max_length=4000)]
Refused = Conflict | InvalidInput


@router.get("")
def show(application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession) -> Response:
    """Show where a case stands and what can be done with it."""
    return page(request, caller, session, application_id)


@router.post("/steps")
def act(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    event: Annotated[Event, Form()],
    version: Annotated[int, Form()],
    reason: Typed = "",
) -> Response:
    """Take a procedure of the body; a refusal shows the page again with why, and the reason as typed."""
    try:
        with session.begin_nested():
            procedures.act(session, store, application_id, event, from_version=version, reason=reason)
    except (Conflict, InvalidInput) as error:
        return page(request, caller, session, application_id, error=error, reason=reason)
    return _led_to(request, f"/applications/{application_id}")


@router.get("/submit")
def confirm(application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession) -> Response:
    """Show what would be sent, before it is."""
    return _confirmation(request, caller, session, application_id, uuid4().hex)


@router.post("/submit")
def send(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    key: Annotated[str, Form(max_length=100)],
    version: Annotated[int, Form()],
    reason: Typed = "",
) -> Response:
    """Send the copy and lead to the receipt; the same form sent twice leads to the same receipt."""
    try:
        with session.begin_nested():
            sent = submitting.send(
                session, store, application_id, key=key, from_version=version, reason=reason or None
            )
            number = sent.number
    except (Conflict, InvalidInput) as error:
        return _confirmation(request, caller, session, application_id, key, error=error, reason=reason)
    return _led_to(request, f"/applications/{application_id}/versions/{number}/receipt")


def page(
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    application_id: UUID,
    *,
    error: Refused | None = None,
    file_error: ShusekiError | None = None,
    reason: str = "",
) -> Response:
    """Show a case, with why a procedure or a file was refused at its place."""
    session.expire_all()
    line = procedures.line(session, application_id)
    told = answer_of(request, error) if error else None
    is_applicant = caller.actor.role in APPLICANT_ROLES
    is_joint = is_applicant and not _leads(caller, line)
    file_told = answer_of(request, file_error) if file_error else None
    refused = told or file_told
    return view.render(
        request,
        "application",
        refused.status if refused else 200,
        line=line,
        told=told,
        file_told=file_told,
        reason=reason,
        is_own=is_applicant,
        is_joint=is_joint,
        **(_of_the_body(session, line, with_checklist=not is_joint) if is_applicant else _NOTHING_OWN),
        **_steps(line, caller),
        versions=reading.versions(session, application_id) if is_applicant else (),
        events=[(event, Event.of(event.event).text) for event in reading.history(session, application_id)],
        now=clock.moment(session),
        path=f"/applications/{application_id}",
    )


_NOTHING_OWN: dict[str, Any] = {"copy": None, "checklist": None, "items": (), "attached": ()}


def _leads(caller: SignedIn, line: CaseLine) -> bool:
    return caller.actor.body_id == line.application.body_id


def _of_the_body(session: DatabaseSession, line: CaseLine, *, with_checklist: bool) -> dict[str, Any]:
    application_id = line.application.id
    copy = editor_context.copy_of(session, application_id)
    return {
        "copy": copy,
        "checklist": editor_context.checked(session, copy) if with_checklist else None,
        "items": corrections.listed(session, application_id),
        "attached": files.on_copy(session, application_id),
    }


def _steps(line: CaseLine, caller: SignedIn) -> dict[str, Any]:
    """Return the procedures the caller's role could take, and the event that sends; none to joint bodies."""
    if caller.actor.role in APPLICANT_ROLES and not _leads(caller, line):
        return {"procedures": [], "sending": None}
    state = State.of(line.application.state)
    own = [
        step
        for step in steps_from(state, screenings_of(line.call, line.application))
        if caller.actor.role in step.by
    ]
    return {
        "procedures": [step for step in own if step.event in procedures.PROCEDURES],
        "sending": next((step for step in own if step.event is SENDING.get(state)), None),
    }


def _confirmation(
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    application_id: UUID,
    key: str,
    *,
    error: Refused | None = None,
    reason: str = "",
) -> Response:
    session.expire_all()
    line = procedures.line(session, application_id)
    copy = editor_context.copy_of(session, application_id)
    told = answer_of(request, error) if error else None
    checklist = editor_context.checked(session, copy)
    return view.render(
        request,
        "submit",
        told.status if told else 200,
        line=line,
        copy=copy,
        checklist=checklist,
        tasks=editor_context.tasks(copy, checklist),
        attached=files.on_copy(session, application_id),
        step=_steps(line, caller)["sending"],
        sent=max(reading.versions(session, application_id), key=lambda each: each.number, default=None),
        key=key,
        reason=reason,
        told=told,
        now=clock.moment(session),
        path=f"/applications/{application_id}/submit",
    )


def _led_to(request: Request, path: str) -> Response:
    return RedirectResponse(view.address(request, path), status_code=303)
