"""The administrator's pages of calls: prepare, change, publish, extend, and the log of outages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.deps import JAPAN, DatabaseSession, SignedIn
from api.errors import Answer, answer_of
from api.services import call_windows, calls
from api.web import call_scoring, typed, view
from data.domain.call import CallTerms, read_rule_sets
from data.domain.errors import Conflict, InvalidInput, Problem
from data.domain.plan.kinds import PlanType
from data.domain.review import Side
from data.domain.wording import Text
from data.orm import Call
from data.queries import calls as call_queries
from data.queries import clock
from rules.access import GeneralAction, require_generally

ADDRESS = "/admin/calls"
Step = Callable[[], object]
FORM_MOMENT = "%Y-%m-%dT%H:%M"
_WRONG: dict[str, tuple[Text, Text]] = {
    "code": (
        Text("公募の略号として使えません。", "This is no short name of a call."),
        Text("R8-GX-1のように、英大文字、数字、ハイフンで記入してください。", "Write it like R8-GX-1."),
    ),
    "screenings": (
        Text("受け付ける種別がありません。", "No plan type is taken."),
        Text("一つ以上の種別に審査の回数を選んでください。", "Choose screenings for a type at least."),
    ),
    "closes_at": (
        Text("締切が開始より後ではありません。", "The deadline is not after the opening."),
        Text("開始より後の日時を記入してください。", "State a moment after the opening."),
    ),
}
_TITLE = (
    Text("名称が1文字以上200文字以内ではありません。", "The title is empty or too long."),
    Text("名称を記入してください。", "State a title."),
)


def require_call_keeper(caller: SignedIn) -> None:
    """Refuse who manages no calls before anything they sent is looked at; the services ask again."""
    require_generally(caller.actor, GeneralAction.MANAGE_CALLS)


router = APIRouter(prefix=ADDRESS, include_in_schema=False, dependencies=[Depends(require_call_keeper)])


async def read_terms(request: Request) -> dict[str, str]:
    """Return the fields of the form of a call as typed."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Terms = Annotated[dict[str, str], Depends(read_terms)]


@router.get("")
def show_calls(request: Request, session: DatabaseSession) -> Response:
    """List the calls with the form for another, and the outages with theirs."""
    return _list(request, session)


@router.post("")
def create(request: Request, session: DatabaseSession, sent: Terms) -> Response:
    """Prepare a call; nobody else but managers sees it before it is published."""
    try:
        call = calls.create(session, _terms(sent))
    except (InvalidInput, Conflict) as error:
        return _list(request, session, answer_of(request, error), sent)
    return _led_to(request, f"{ADDRESS}/{call.id}")


@router.post("/outages")
def record_outage(request: Request, session: DatabaseSession, sent: Terms) -> Response:
    """Put a time without service on the log, shown to everybody."""
    try:
        began = typed.moment("began_at", sent.get("began_at", ""))
        ended = typed.moment("ended_at", sent["ended_at"]) if sent.get("ended_at") else None
        call_windows.record_outage(session, began, ended, sent.get("description", ""))
    except InvalidInput as error:
        return _list(request, session, answer_of(request, error), sent)
    return _led_to(request, ADDRESS)


@router.get("/{call_id}")
def show_call(call_id: UUID, request: Request, session: DatabaseSession) -> Response:
    """Show one call: to change and publish before, to extend after it was published."""
    return _one(request, session, call_id)


@router.post("/{call_id}")
def change(call_id: UUID, request: Request, session: DatabaseSession, sent: Terms) -> Response:
    """Change the terms of a call that is not published."""
    return _done(
        request, session, call_id, sent, lambda: calls.change(session, call_id, _terms(sent), _tag(sent))
    )


@router.post("/{call_id}/publish")
def publish(call_id: UUID, request: Request, session: DatabaseSession, sent: Terms) -> Response:
    """Publish a call: from now on its terms are frozen, and applicants are told."""
    return _done(request, session, call_id, sent, lambda: calls.publish(session, call_id, _tag(sent)))


@router.post("/{call_id}/extend")
def extend(call_id: UUID, request: Request, session: DatabaseSession, sent: Terms) -> Response:
    """Move the deadline for everybody alike; without a moment the outage's time is given back."""

    def move() -> object:
        outage = typed.identifier("outage", sent["outage"]) if sent.get("outage") else None
        until = (
            typed.moment("closes_at", sent["closes_at"])
            if sent.get("closes_at")
            else call_windows.given_back(session, call_id, outage)
        )
        return call_windows.extend(session, call_id, until, sent.get("reason", ""), _tag(sent), outage)

    return _done(request, session, call_id, sent, move)


def _done(
    request: Request,
    session: DatabaseSession,
    call_id: UUID,
    sent: dict[str, str],
    step: Callable[[], object],
) -> Response:
    try:
        step()
    except (InvalidInput, Conflict) as error:
        return _one(request, session, call_id, answer_of(request, error), sent)
    return _led_to(request, f"{ADDRESS}/{call_id}")


def _tag(sent: dict[str, str]) -> str:
    return sent.get("tag", "")


def _terms(sent: dict[str, str]) -> CallTerms:
    chosen = {each: sent.get(f"screenings_{each}", "") for each in PlanType}
    try:
        return CallTerms(
            code=sent.get("code", "").strip(),
            title_ja=sent.get("title_ja", ""),
            title_en=sent.get("title_en", ""),
            opens_at=typed.moment("opens_at", sent.get("opens_at", "")),
            closes_at=typed.moment("closes_at", sent.get("closes_at", "")),
            scoring=call_scoring.read(sent),
            screenings={each: 1 if count == "1" else 2 for each, count in chosen.items() if count},
        )
    except ValidationError as error:
        raise InvalidInput.of([_problem(each["loc"]) for each in error.errors()]) from error


def _problem(place: tuple[int | str, ...]) -> Problem:
    field = str(place[0]) if place else "closes_at"
    message, remedy = _WRONG.get(field, _TITLE)
    return Problem(field, None, message, remedy)


def _list(
    request: Request,
    session: DatabaseSession,
    answer: Answer | None = None,
    sent: dict[str, str] | None = None,
) -> Response:
    return view.render(
        request,
        "admin_calls",
        answer.status if answer else 200,
        calls=calls.listed(session),
        outages=call_queries.outages(session),
        now=clock.moment(session),
        answer=answer,
        sent=sent or call_scoring.as_typed(None),
        sides=list(Side),
        plan_types=list(PlanType),
        path=ADDRESS,
    )


def _one(
    request: Request,
    session: DatabaseSession,
    call_id: UUID,
    answer: Answer | None = None,
    sent: dict[str, str] | None = None,
) -> Response:
    call = calls.get(session, call_id)
    return view.render(
        request,
        "admin_call",
        answer.status if answer else 200,
        call=call,
        tag=calls.tag(call),
        rule_sets=read_rule_sets(call.rule_set),
        extensions=call_queries.extensions(session, call.id),
        outages=call_queries.outages(session),
        now=clock.moment(session),
        answer=answer,
        sent=sent or _as_typed(call),
        sides=list(Side),
        plan_types=list(PlanType),
        path=f"{ADDRESS}/{call.id}",
    )


def _as_typed(call: Call) -> dict[str, str]:
    moments = {name: _local(getattr(call, name)) for name in ("opens_at", "closes_at")}
    counts = {f"screenings_{each}": str(count) for each, count in call.screenings.items()}
    return {"code": call.code, "title_ja": call.title_ja, "title_en": call.title_en, **moments, **counts,
            **call_scoring.as_typed(call)}  # fmt: skip


def _local(moment: datetime) -> str:
    return moment.astimezone(JAPAN).strftime(FORM_MOMENT)


def _led_to(request: Request, path: str) -> Response:
    return RedirectResponse(view.address(request, path), status_code=303)
