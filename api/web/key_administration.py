"""The administrator's page of API keys: issued and shown once, paused, revoked; a stale form does nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from api.deps import JAPAN, DatabaseSession, Now
from api.errors import Answer, answer_of
from api.services import bodies
from api.services.identity import keys, marks
from api.services.identity.keys import Wanted
from api.web import typed, view
from api.web.administration import NOTHING_SENT, Id, Typed, led_to, require_administrator
from data.domain.errors import Conflict, InvalidInput
from data.domain.key_scopes import KeyScope

router = APIRouter(prefix="/admin", include_in_schema=False, dependencies=[Depends(require_administrator)])
LONGEST_KEY = timedelta(days=366)


@router.get("/keys")
def list_keys(request: Request, session: DatabaseSession, now: Now) -> Response:
    """Show the API keys and the form for another."""
    return _keys(request, session, now)


@router.post("/keys")
def create_key(
    request: Request,
    session: DatabaseSession,
    now: Now,
    post_id: Id,
    account_id: Id,
    scopes: Annotated[list[KeyScope] | None, Form()] = None,
    expires_on: Typed = "",
    name: Typed = "",
    seen: Typed = "",
) -> Response:
    """Make a key and show it, once."""
    try:
        until = datetime.combine(typed.day("expires_at", expires_on), time.max, JAPAN)
        wanted = Wanted(name, account_id, post_id, frozenset(scopes or ()), until)
        return _keys(request, session, now, made=keys.create(session, wanted, now, seen))
    except (InvalidInput, Conflict) as error:
        sent = {"post_id": str(post_id), "name": name, "expires_on": expires_on, "scopes": scopes or ()}
        return _keys(request, session, now, answer=answer_of(request, error), sent=sent)


@router.post("/keys/{key_id}/revoke")
def revoke_key(
    key_id: UUID, request: Request, session: DatabaseSession, now: Now, seen: Typed = ""
) -> Response:
    """Revoke a key for good."""
    try:
        keys.revoke(session, key_id, now, seen)
    except Conflict as error:
        return _keys(request, session, now, answer=answer_of(request, error))
    return led_to(request, "/admin/keys")


@router.post("/keys/{key_id}/pause")
def pause_key(
    key_id: UUID,
    request: Request,
    session: DatabaseSession,
    now: Now,
    paused: Annotated[bool, Form()],
    seen: Typed = "",
) -> Response:
    """Pause a key or let it go on."""
    try:
        keys.pause(session, key_id, now, paused=paused, seen=seen)
    except Conflict as error:
        return _keys(request, session, now, answer=answer_of(request, error))
    return led_to(request, "/admin/keys")


def _keys(
    request: Request,
    session: DatabaseSession,
    now: datetime,
    made: keys.NewKey | None = None,
    answer: Answer | None = None,
    sent: Mapping[str, object] = NOTHING_SENT,
) -> Response:
    lines = keys.all_keys(session)
    return view.render(
        request,
        "admin_keys",
        answer.status if answer else 200,
        lines=lines,
        marks={key.id: marks.mark(marks.of_key(key)) for key, _, _ in lines},
        holders=[
            (line, keys.mark_of_holder(lines, line.post.id, line.holder.id))
            for line in bodies.overview(session, now)
            if line.holder
        ],
        scopes=list(KeyScope),
        made=made,
        now=now,
        latest=(now + LONGEST_KEY).astimezone(JAPAN).date(),
        answer=answer,
        sent=sent,
        path="/admin/keys",
    )
