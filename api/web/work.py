"""My work by role: one's cases with what is due, notices, open calls, what waits for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import DatabaseSession, SignedIn, Today
from api.errors import answer_of, shown_value
from api.services import calls
from api.services.applications import contents, corrections, notices, procedures, starting
from api.services.applications.case_facts import screenings_of
from api.web import view
from api.web.guides import CARDS, GUIDE_OF
from api.web.review.my_review import my_review
from data.domain.actor import APPLICANT_ROLES, Role
from data.domain.call import read_rule_sets
from data.domain.errors import InvalidInput
from data.domain.review import CorrectionState
from data.domain.workflow import STAGE_OF, Event, Stage, State
from data.queries import bodies, clock
from data.queries.applications import CaseLine
from rules.access import GeneralAction, may_generally
from rules.workflow.transitions import EDITABLE, events_open_to

router = APIRouter(prefix="/work", include_in_schema=False)
MOST_CHECKED = 20
"""Drafts whose contents are checked for the list; the others tell on their own page."""


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A case as it is on one's list: what could be done next, what is missing, what has to be corrected."""

    line: CaseLine
    leads: bool
    """Whether the body leads it; else it is a joint body, which reads."""
    events: tuple[Event, ...]
    editable: bool
    missing: tuple[str, ...] | None
    """Contents not stated yet; ``None`` where that was not looked at."""
    to_correct: int
    due_on: date | None


@router.get("")
def show(request: Request, caller: SignedIn, session: DatabaseSession, today: Today) -> Response:
    """Show what the acting post has to do."""
    return _page(request, caller, session, today)


@router.post("/notices")
def mark_read(
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    notice: Annotated[list[UUID] | None, Form()] = None,
) -> Response:
    """Mark notices as read: those named, or all."""
    notices.mark_read(session, notice)
    return RedirectResponse(view.address(request, "/work") + "#inbox", status_code=303)


@router.post("/start")
def start(
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    today: Today,
    call: Annotated[UUID, Form()],
    plan_type: Annotated[str, Form(max_length=10)],
    title: Annotated[str, Form()] = "",
) -> Response:
    """Start an application in a call, and lead to its sections; or show the list again with what is wrong."""
    document = {"plan_type": plan_type, "title": title.strip(), "body": _own_code(session, caller)}
    try:
        with session.begin_nested():
            started = starting.start_new(session, call, document)
    except InvalidInput as error:
        return _page(request, caller, session, today, error=error, typed=(str(call), title))
    path = f"/applications/{started.application.id}/edit"
    return RedirectResponse(view.address(request, path), status_code=303)


def _own_code(session: DatabaseSession, caller: SignedIn) -> str:
    """Companies have no code of a place; their plan then names no body and is told so at the form."""
    body_id = caller.actor.body_id
    return bodies.get_body(session, body_id).code if body_id is not None else ""


def _page(
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    today: date,
    *,
    error: InvalidInput | None = None,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    told = answer_of(request, error) if error else None
    is_applicant = caller.actor.role in APPLICANT_ROLES
    lines = procedures.listed(session) if is_applicant else []
    shown = [_line(session, caller, line, checked=at < MOST_CHECKED) for at, line in enumerate(lines)]
    return view.render(
        request,
        "work",
        told.status if told else 200,
        groups=_groups(shown),
        inbox=notices.inbox(session),
        unread=notices.unread(session),
        open_calls=[
            (call, sorted(read_rule_sets(call.rule_set))) for call in calls.listed(session, open_only=True)
        ]
        if is_applicant
        else [],
        may_start=caller.actor.role is Role.OFFICER,
        is_applicant=is_applicant,
        is_administrator=caller.actor.role is Role.ADMINISTRATOR,
        review=my_review(session, caller.actor, today) if _reviews(caller) else None,
        guide=GUIDE_OF.get(caller.actor.role),
        guides=CARDS,
        answer=told,
        typed=typed,
        shown_value=shown_value,
        now=clock.moment(session),
        path="/work",
    )


def _reviews(caller: SignedIn) -> bool:
    return may_generally(caller.actor, GeneralAction.SEE_QUEUE)


def _line(session: DatabaseSession, caller: SignedIn, line: CaseLine, *, checked: bool) -> WorkLine:
    state = State.of(line.application.state)
    missing = None
    leads = caller.actor.body_id == line.application.body_id
    if leads and checked and state in EDITABLE and STAGE_OF[state] is Stage.DRAFTING:
        missing = tuple(contents.check(session, line.application.id)[2])
    corrects = leads and STAGE_OF[state] is Stage.CORRECTING
    items = corrections.listed(session, line.application.id) if corrects else ()
    due = [item.due_on for item in items if item.state == CorrectionState.OPEN]
    return WorkLine(
        line=line,
        leads=leads,
        events=tuple(events_open_to(state, screenings_of(line.call, line.application), caller.actor.role))
        if leads
        else (),
        editable=leads and caller.actor.role is Role.OFFICER and state in EDITABLE,
        missing=missing,
        to_correct=len(due),
        due_on=min(due, default=None),
    )


def _groups(lines: list[WorkLine]) -> dict[str, list[WorkLine]]:
    """Arrange cases by what they wait for; drafts by deadline."""
    groups: dict[str, list[WorkLine]] = {
        "correcting": [],
        "drafting": [],
        "sent": [],
        "joint": [],
        "closed": [],
    }
    for each in lines:
        stage = STAGE_OF[State.of(each.line.application.state)]
        key = {Stage.CORRECTING: "correcting", Stage.DRAFTING: "drafting", Stage.CLOSED: "closed"}
        groups[key.get(stage, "sent") if each.leads else "joint"].append(each)
    groups["drafting"].sort(key=lambda each: each.line.call.closes_at)
    return {name: group for name, group in groups.items() if group}
