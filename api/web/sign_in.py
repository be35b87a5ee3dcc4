"""Pages of signing in, step by step, and of signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import CurrentCaller, Now, SystemSession, require_signed_in
from api.errors import answer_of, shown_value
from api.security.forms import safe_return
from api.security.session_cookie import forget, keep
from api.services.identity import own_account, sign_in
from api.services.identity.sign_in import Attempt, Opened, Refused
from api.web import view
from data.domain.errors import InvalidInput
from data.domain.identity import Caller, Step

router = APIRouter(include_in_schema=False)
Next = Annotated[str, Form(alias="next", max_length=2000)]
NextQuery = Annotated[str, Query(alias="next", max_length=2000)]
Typed = Annotated[str, Form()]
AFTERWARDS = "/work"
"""Where signing in leads who came from no other page."""
STEP_PAGES = {
    Step.SECOND_FACTOR: "/sign-in/code",
    Step.ENROL: "/sign-in/enrol",
    Step.CHANGE_PASSWORD: "/sign-in/password",
}


@router.get("/sign-in")
def show_sign_in(
    request: Request,
    caller: CurrentCaller,
    next_path: NextQuery = AFTERWARDS,
) -> Response:
    """Show the form, or lead on who has got further already."""
    if caller.account_id is not None:
        return _go_on(request, caller.pending, next_path)
    return _form(request, "sign_in", next_path)


@router.post("/sign-in")
def enter(
    request: Request,
    session: SystemSession,
    now: Now,
    login: Typed = "",
    password: Typed = "",
    next_path: Next = "/",
) -> Response:
    """Compare the password and open a session; the cookie is always a new one."""
    address = request.client.host if request.client else ""
    policy = request.app.state.sign_in
    outcome = sign_in.enter(session, Attempt(login, password, address), now, policy)
    if isinstance(outcome, Refused):
        return _form(request, "sign_in", next_path, refused=outcome, login=login)
    return _opened(request, outcome, next_path)


@router.get("/sign-in/code")
def show_code(request: Request, caller: CurrentCaller, next_path: NextQuery = "/") -> Response:
    """Ask for the code of the second factor."""
    if caller.pending is not Step.SECOND_FACTOR:
        return _go_on(request, caller.pending, next_path)
    return _form(request, "second_factor", next_path)


@router.post("/sign-in/code")
def prove_code(
    request: Request,
    caller: CurrentCaller,
    session: SystemSession,
    now: Now,
    code: Typed = "",
    next_path: Next = "/",
) -> Response:
    """Compare the code."""
    if caller.pending is not Step.SECOND_FACTOR:
        return _go_on(request, caller.pending, next_path)
    outcome = sign_in.prove_code(session, caller, code, now, request.app.state.sign_in)
    if isinstance(outcome, Refused):
        return _form(request, "second_factor", next_path, refused=outcome)
    return _opened(request, outcome, next_path)


@router.get("/sign-in/enrol")
def show_enrolment(
    request: Request, caller: CurrentCaller, session: SystemSession, next_path: NextQuery = "/"
) -> Response:
    """Show the secret of a second factor as a QR code and as text."""
    _require_enrolling(caller)
    enrolment = own_account.enrolment(session, caller)
    return _form(request, "enrol", next_path, enrolment=enrolment, problem=None)


@router.post("/sign-in/enrol")
def confirm_enrolment(
    request: Request,
    caller: CurrentCaller,
    session: SystemSession,
    now: Now,
    code: Typed = "",
    next_path: Next = "/",
) -> Response:
    """Register the second factor and show the recovery codes, once."""
    _require_enrolling(caller)
    try:
        enrolled = own_account.confirm_enrolment(session, caller, code, now)
    except InvalidInput as error:
        shown = own_account.enrolment(session, caller)
        return _form(request, "enrol", next_path, enrolment=shown, problem=error.problems[0], status=422)
    answer = _form(request, "recovery_codes", next_path, codes=enrolled.recovery_codes)
    return keep(request, answer, enrolled.opened.token)


@router.get("/sign-in/password")
def show_password(request: Request, caller: CurrentCaller, next_path: NextQuery = "/") -> Response:
    """Ask for a new password."""
    if caller.account_id is None or caller.pending not in (None, Step.CHANGE_PASSWORD):
        return _go_on(request, caller.pending, next_path)
    return _form(request, "change_password", next_path, answer=None, shown_value=shown_value)


@router.post("/sign-in/password")
def change_password(
    request: Request,
    caller: CurrentCaller,
    session: SystemSession,
    now: Now,
    password: Typed = "",
    new_password: Typed = "",
    next_path: Next = "/",
) -> Response:
    """Change the password; other sessions of the account end."""
    if caller.account_id is None or caller.pending not in (None, Step.CHANGE_PASSWORD):
        return _go_on(request, caller.pending, next_path)
    try:
        opened = own_account.change_password(session, caller, password, new_password, now)
    except InvalidInput as error:
        told = answer_of(request, error)
        return _form(
            request, "change_password", next_path, answer=told, shown_value=shown_value, status=told.status
        )
    return _opened(request, opened, next_path)


@router.post("/sign-out")
def sign_out(
    request: Request,
    caller: CurrentCaller,
    session: SystemSession,
    now: Now,
    everywhere: Annotated[bool, Form()] = False,
) -> Response:
    """End this session, on wish all sessions of the account."""
    if caller.session_id is not None:
        own_account.sign_out(session, caller, now, everywhere=everywhere)
    return forget(RedirectResponse(view.address(request, "/"), status_code=303))


def show_refusal(request: Request, refused: Refused) -> Response:
    """Show the sign-in form with why the identity provider's answer was not enough."""
    return _form(request, "sign_in", "/", refused=refused)


def _require_enrolling(caller: Caller) -> None:
    if caller.pending is not Step.ENROL:
        require_signed_in(caller)


def _opened(request: Request, opened: Opened, next_path: str) -> Response:
    """The next page finds out itself whether a step is missing: the sign-in page leads on."""
    target = f"/sign-in?{view.query(request, next=safe_return(next_path))}"
    return keep(request, RedirectResponse(target, status_code=303), opened.token)


def _go_on(request: Request, pending: Step | None, next_path: str) -> Response:
    path = safe_return(next_path)
    if pending is not None:
        path = f"{STEP_PAGES[pending]}?{view.query(request, next=path)}"
    elif view.caller_of(request).account_id is None:
        path = f"/sign-in?{view.query(request, next=path)}"
    return RedirectResponse(path, status_code=303)


def _form(
    request: Request,
    page: str,
    next_path: str,
    *,
    refused: Refused | None = None,
    status: int = 200,
    **shown: object,
) -> Response:
    if refused is not None:
        status = answer_of(request, refused.as_error()).status
    provider = request.app.state.identity_provider
    context = {
        "refused": refused,
        "next": safe_return(next_path),
        "login": "",
        "provider": provider.name if provider else None,
        **shown,
    }
    answer = view.render(request, page, status, **context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
