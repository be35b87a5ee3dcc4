"""Leads to the organisation's identity provider and takes its answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import Now
from api.security.forms import safe_return
from api.security.session_cookie import keep
from api.services.identity import oidc
from api.services.identity.oidc import Answered, Provider
from api.services.identity.sign_in import Refused
from api.web import view
from api.web.sign_in import NextQuery, show_refusal
from data.domain.errors import NotFound
from data.domain.wording import Text

router = APIRouter(prefix="/sign-in/oidc", include_in_schema=False)
STATE_COOKIE = "shuseki_oidc"
Given = Annotated[str, Query(max_length=4000)]


@router.get("")
def begin(request: Request, now: Now, next_path: NextQuery = "/") -> Response:
    """Send the browser to the identity provider."""
    begun = oidc.begin(
        request.app.state.sessions, _provider(request), _redirect_uri(request), safe_return(next_path), now
    )
    answer = RedirectResponse(begun.address, status_code=303)
    answer.set_cookie(
        STATE_COOKIE,
        begun.state,
        max_age=int(oidc.ATTEMPT_LASTS.total_seconds()),
        path="/sign-in/oidc",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.get("/return", name="oidc_return")
def finish(
    request: Request,
    now: Now,
    state: Given = "",
    code: Given = "",
    kept_state: Annotated[str, Cookie(alias=STATE_COOKIE)] = "",
) -> Response:
    """Verify the answer and open a session."""
    answered = Answered(state, kept_state, code, _redirect_uri(request))
    factory, policy = request.app.state.sessions, request.app.state.sign_in
    returned = oidc.finish(factory, _provider(request), answered, now, policy)
    if isinstance(returned.outcome, Refused):
        answer = show_refusal(request, returned.outcome)
    else:
        target = f"/sign-in?{view.query(request, next=returned.return_to)}"
        answer = keep(request, RedirectResponse(target, status_code=303), returned.outcome.token)
    answer.delete_cookie(STATE_COOKIE, path="/sign-in/oidc")
    return answer


def _provider(request: Request) -> Provider:
    provider = request.app.state.identity_provider
    if not isinstance(provider, Provider):
        raise NotFound(Text("認証基盤は設定されていません。", "No identity provider is set."))
    return provider


def _redirect_uri(request: Request) -> str:
    return str(request.url_for("oidc_return"))
