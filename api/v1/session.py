"""``/v1/session``: sign in and out without pages, and who one is; programs use API keys instead."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CurrentCaller, Now, SystemSession, language_of
from api.errors import PROBLEM_JSON, answer_of, problem_details
from api.security.forms import form_token
from api.security.session_cookie import forget, keep
from api.services.identity import own_account, sign_in
from api.services.identity.sign_in import Attempt, Opened, Refused
from api.v1.schemas import ProblemText
from data.domain.errors import NotSignedIn
from data.domain.identity import Caller, Step
from data.domain.wording import Text

router = APIRouter(prefix="/v1/session", tags=["session"])
_NOT_AT_THIS_STEP = Text(
    "先にログイン名とパスワードを送信してください。", "Send login and password first (POST /v1/session)."
)


class LoginBody(BaseModel):
    """Login and password."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    login: Annotated[str, Field(max_length=200)]
    password: str


class CodeBody(BaseModel):
    """A code of the second factor, or a recovery code."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    code: str


class CallerAnswer(BaseModel):
    """Who calls: the role acted for, and the step that is still to be done, if any."""

    signed_in: bool
    name: str | None
    role: str
    role_title: ProblemText
    pending: Step | None

    @classmethod
    def of(cls, caller: Caller) -> CallerAnswer:
        """Describe a caller."""
        return cls(
            signed_in=caller.is_signed_in,
            name=caller.name or None,
            role=str(caller.actor.role),
            role_title=ProblemText(ja=caller.actor.role.text.ja, en=caller.actor.role.text.en),
            pending=caller.pending,
        )


class OpenedAnswer(BaseModel):
    """The session went a step further; GET /v1/session tells what is still to be done."""

    form_token: str
    """Send it as ``X-Form-Token`` with every change made with the cookie of this session."""


@router.get("", summary="自分が誰か / Who am I")
def read(caller: CurrentCaller) -> CallerAnswer:
    """Tell who calls, by cookie or not at all."""
    return CallerAnswer.of(caller)


@router.post("", summary="サインイン / Sign in", response_model=OpenedAnswer)
def enter(body: LoginBody, request: Request, session: SystemSession, now: Now) -> Response:
    """Compare the password and set the cookie of a new session."""
    address = request.client.host if request.client else ""
    attempt = Attempt(body.login, body.password, address)
    return _answer(request, sign_in.enter(session, attempt, now, request.app.state.sign_in))


@router.post("/code", summary="確認コード / Second factor", response_model=OpenedAnswer)
def prove_code(
    body: CodeBody, request: Request, caller: CurrentCaller, session: SystemSession, now: Now
) -> Response:
    """Compare a code of the second factor; the session gets a new cookie."""
    if caller.pending is not Step.SECOND_FACTOR:
        raise NotSignedIn(_NOT_AT_THIS_STEP)
    return _answer(request, sign_in.prove_code(session, caller, body.code, now, request.app.state.sign_in))


@router.delete("", status_code=204, summary="サインアウト / Sign out")
def leave(caller: CurrentCaller, session: SystemSession, now: Now) -> Response:
    """End this session."""
    if caller.session_id is not None:
        own_account.sign_out(session, caller, now)
    return forget(Response(status_code=204))


def _answer(request: Request, outcome: Opened | Refused) -> Response:
    if isinstance(outcome, Refused):
        told = answer_of(request, outcome.as_error())
        body = problem_details(told, language_of(request))
        return JSONResponse(body, told.status, media_type=PROBLEM_JSON)
    answer = JSONResponse(OpenedAnswer(form_token=form_token(outcome.token)).model_dump())
    answer.headers["Cache-Control"] = "no-store"
    return keep(request, answer, outcome.token)
