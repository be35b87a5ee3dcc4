"""The administrator's pages: accounts, bodies and posts, handovers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import DatabaseSession, Now, SignedIn
from api.errors import Answer, answer_of
from api.services import bodies
from api.services.identity import marks, registry
from api.web import view
from data.domain.actor import POST_ROLES, BodyKind, Role
from data.domain.errors import Conflict, InvalidInput
from data.domain.wording import Text
from rules.access import GeneralAction, require_generally


def require_administrator(caller: SignedIn) -> None:
    """Refuse who administers nothing before anything they sent is looked at; the services ask again."""
    require_generally(caller.actor, GeneralAction.MANAGE_ACCOUNTS)


router = APIRouter(prefix="/admin", include_in_schema=False, dependencies=[Depends(require_administrator)])
Typed = Annotated[str, Form()]
Id = Annotated[UUID, Form()]
NOTHING_SENT: Mapping[str, str] = MappingProxyType({})


@router.get("/accounts")
def list_accounts(request: Request, session: DatabaseSession) -> Response:
    """Show the accounts and the form for another."""
    return _accounts(request, session)


@router.post("/accounts")
def create_account(
    request: Request,
    session: DatabaseSession,
    login: Typed = "",
    name: Typed = "",
    break_glass: Annotated[bool, Form()] = False,
) -> Response:
    """Make an account and show its temporary password, once."""
    try:
        issued = registry.create(session, login, name, is_break_glass=break_glass)
    except (InvalidInput, Conflict) as error:
        return _accounts(
            request, session, answer=answer_of(request, error), sent={"login": login, "name": name}
        )
    return _accounts(request, session, issued=issued)


@router.post("/accounts/{account_id}/reset")
def reset_account(
    account_id: UUID, request: Request, session: DatabaseSession, now: Now, seen: Typed = ""
) -> Response:
    """Give a temporary password, shown once, and forget the second factor."""
    try:
        issued = registry.reset(session, account_id, now, seen)
    except Conflict as error:
        return _accounts(request, session, answer=answer_of(request, error))
    return _accounts(request, session, issued=issued)


@router.post("/accounts/{account_id}/state")
def set_account_state(
    account_id: UUID,
    request: Request,
    session: DatabaseSession,
    now: Now,
    active: Annotated[bool, Form()],
    seen: Typed = "",
) -> Response:
    """Disable an account at once, or enable it."""
    try:
        registry.set_active(session, account_id, active, now, seen)
    except Conflict as error:
        return _accounts(request, session, answer=answer_of(request, error))
    return led_to(request, "/admin/accounts")


@router.get("/bodies")
def list_bodies(request: Request, session: DatabaseSession, now: Now, post: UUID | None = None) -> Response:
    """Show bodies, posts and their holders, with the form for the one post that is to be changed."""
    return _bodies(request, session, now, changing=post)


@router.post("/bodies")
def create_body(
    request: Request,
    session: DatabaseSession,
    now: Now,
    kind: Annotated[BodyKind, Form()],
    code: Typed = "",
    name_ja: Typed = "",
    name_en: Typed = "",
) -> Response:
    """Register a body."""
    try:
        bodies.add_body(session, kind, code.strip(), Text(name_ja, name_en))
    except (InvalidInput, Conflict) as error:
        sent = {"kind": str(kind), "code": code, "name_ja": name_ja, "name_en": name_en}
        return _bodies(request, session, now, answer_of(request, error), sent)
    return led_to(request, "/admin/bodies")


@router.post("/posts")
def create_post(
    request: Request,
    session: DatabaseSession,
    now: Now,
    role: Annotated[Role, Form()],
    body: Typed = "",
    title_ja: Typed = "",
    title_en: Typed = "",
) -> Response:
    """Make a post of a body."""
    try:
        bodies.add_post(session, body, role, Text(title_ja, title_en))
    except (InvalidInput, Conflict) as error:
        sent = {"role": str(role), "body": body, "title_ja": title_ja, "title_en": title_en}
        return _bodies(request, session, now, answer_of(request, error), sent)
    return led_to(request, "/admin/bodies")


@router.post("/posts/{post_id}/give")
def give_post(
    post_id: UUID, request: Request, session: DatabaseSession, now: Now, account: Id, seen: Typed = ""
) -> Response:
    """Let an account hold a post."""
    try:
        bodies.give_post(session, post_id, account, now, seen=seen)
    except Conflict as error:
        return _bodies(request, session, now, answer_of(request, error))
    return led_to(request, "/admin/bodies")


@router.post("/posts/{post_id}/hand-over")
def hand_over(
    post_id: UUID,
    request: Request,
    session: DatabaseSession,
    now: Now,
    leaver: Id,
    successor: Annotated[UUID | Literal[""], Form()] = "",
    note: Typed = "",
    seen: Typed = "",
) -> Response:
    """End a holding at once and give the post to a successor, if one is named."""
    try:
        bodies.hand_over(session, post_id, leaver, successor or None, now, note, seen)
    except Conflict as error:
        return _bodies(request, session, now, answer_of(request, error))
    return led_to(request, "/admin/bodies")


def _accounts(
    request: Request,
    session: DatabaseSession,
    issued: registry.Issued | None = None,
    answer: Answer | None = None,
    sent: Mapping[str, str] = NOTHING_SENT,
) -> Response:
    everybody = registry.everybody(session)
    return view.render(
        request,
        "admin_accounts",
        answer.status if answer else 200,
        accounts=everybody,
        marks=marks.of_accounts(session, everybody),
        issued=issued,
        answer=answer,
        sent=sent,
        path="/admin/accounts",
    )


def _bodies(
    request: Request,
    session: DatabaseSession,
    now: datetime,
    answer: Answer | None = None,
    sent: Mapping[str, str] = NOTHING_SENT,
    changing: UUID | None = None,
) -> Response:
    lines = bodies.overview(session, now)
    return view.render(
        request,
        "admin_bodies",
        answer.status if answer else 200,
        lines=lines,
        marks=bodies.marks_of(lines),
        bodies=bodies.registered(session),
        accounts=registry.everybody(session),
        changing=changing,
        kinds=list(BodyKind),
        roles=POST_ROLES,
        role_words={str(role): role.text for role in Role},
        kind_words={str(kind): kind.text for kind in BodyKind},
        answer=answer,
        sent=sent,
        path="/admin/bodies",
    )


def led_to(request: Request, path: str) -> Response:
    """Lead back to a page in the language that was chosen, so that reloading it sends nothing again."""
    return RedirectResponse(view.address(request, path), status_code=303)
