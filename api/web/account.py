"""Pages of one's own account: posts, sessions, second factor, keys, and the handover pack."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import DatabaseSession, Now, SignedIn, SystemSession
from api.services import handovers
from api.services.identity import keys, own_account
from api.web import view
from data.db import as_system

router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("")
def show(request: Request, caller: SignedIn, session: DatabaseSession, now: Now) -> Response:
    """Show the account of who calls."""
    with as_system(session):
        shown = own_account.overview(session, caller, now, request.app.state.sign_in)
    return view.render(request, "account", account=shown, keys=keys.own(session, caller), now=now)


@router.get("/handover")
def show_handover(request: Request, caller: SignedIn, session: DatabaseSession) -> Response:
    """Show what a successor to the post has to know, fit for printing."""
    return view.render(request, "handover", pack=handovers.pack(session))


@router.post("/post")
def choose_post(
    request: Request, caller: SignedIn, session: SystemSession, now: Now, post_id: Annotated[UUID, Form()]
) -> Response:
    """Act for another post."""
    own_account.choose_post(session, caller, post_id, now)
    return _back(request)


@router.post("/sessions/{session_id}/end")
def end_session(
    session_id: UUID, request: Request, caller: SignedIn, session: SystemSession, now: Now
) -> Response:
    """End another session of one's own."""
    own_account.end_session(session, caller, session_id, now)
    return _back(request)


@router.post("/second-factor")
def renew_second_factor(
    request: Request, caller: SignedIn, session: SystemSession, password: Annotated[str, Form()] = ""
) -> Response:
    """Forget the second factor and lead to registering another."""
    own_account.start_second_factor_anew(session, caller, password)
    return RedirectResponse(view.address(request, "/sign-in/enrol"), status_code=303)


def _back(request: Request) -> Response:
    return RedirectResponse(view.address(request, "/account"), status_code=303)
