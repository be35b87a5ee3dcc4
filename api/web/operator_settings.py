"""The administrator's page of operator settings: every one there may be, what is set, and the form."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import DatabaseSession, SignedIn, Today
from api.errors import Answer, answer_of
from api.services import operator_settings
from api.web import typed, view
from data.domain.errors import InvalidInput
from rules.access import GeneralAction, require_generally
from rules.engine.formatting import shown
from rules.rulebooks import register

ADDRESS = "/admin/settings"


def require_keeper(caller: SignedIn) -> None:
    """Refuse who may not change settings before anything they sent is looked at; the service asks again."""
    require_generally(caller.actor, GeneralAction.MANAGE_RULE_SETTINGS)


router = APIRouter(include_in_schema=False, dependencies=[Depends(require_keeper)])
Typed = Annotated[str, Form()]


@router.get(ADDRESS)
def show(request: Request, session: DatabaseSession, today: Today) -> Response:
    """Show the settings with a form for each."""
    return _page(request, session, today)


@router.post(ADDRESS)
def decide(
    request: Request,
    session: DatabaseSession,
    today: Today,
    key: Typed = "",
    value: Typed = "",
    since: Typed = "",
    reason: Typed = "",
    off: Annotated[bool, Form()] = False,
) -> Response:
    """Set a value from a day on, or switch the setting off; or show the form again with what is wrong."""
    try:
        amount = None if off else typed.number("value", value)
        day = typed.day("since", since) if since.strip() else None
        operator_settings.decide(session, key, amount, day, reason)
    except InvalidInput as error:
        sent = {"key": key, "value": value, "since": since, "reason": reason}
        return _page(request, session, today, answer_of(request, error), sent)
    return RedirectResponse(f"{view.address(request, ADDRESS)}#{key}", status_code=303)


def _page(
    request: Request,
    session: DatabaseSession,
    today: Today,
    answer: Answer | None = None,
    sent: dict[str, str] | None = None,
) -> Response:
    return view.render(
        request,
        "admin_settings",
        answer.status if answer else 200,
        lines=operator_settings.overview(session, today),
        kept=operator_settings.kept_with_the_rules(today),
        criteria={criterion.id: criterion.title for criterion in reversed(register())},
        amount=shown,
        answer=answer,
        sent=sent or {"key": ""},
        today=today,
        path=ADDRESS,
    )
