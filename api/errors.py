"""The one table from our errors to HTTP statuses; each is told as problem details (RFC 9457) or as a page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from traceback import extract_tb

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import JsonValue, TypeAdapter
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.security.intake import LengthRequired, TooLarge, field_too_long
from api.services.identity.sign_in import LockedOut
from api.services.plans import StaleVersion
from data.domain.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotReady,
    NotSignedIn,
    Problem,
    ShusekiError,
)
from data.domain.wording import Language, Text
from rules.rulebooks import NoRuleSet

LOG = logging.getLogger("shuseki.errors")
PROBLEM_JSON = "application/problem+json"
SHOWN_VALUE_LENGTH = 200
FRAMES_LOGGED = 12
SECRET_FIELDS = frozenset({"code", "key", "new_password", "password"})
"""Fields whose value no answer repeats; a missing field would show its neighbours, these among them."""
INSUFFICIENT_PRIVILEGE = "42501"
"""SQLSTATE of what row-level security or a missing grant refuses."""


class BadRequest(ShusekiError):
    """The request itself cannot be read."""

    code = "bad-request"
    title = Text("送信内容を読み取れません", "The request cannot be read")


class NoSuchMethod(ShusekiError):
    """The address exists but does not know the method."""

    code = "method-not-allowed"
    title = Text("この操作は用意されていません", "This method is not offered here")


class PreconditionRequired(ShusekiError):
    """A change has to say which version it starts from."""

    code = "precondition-required"
    title = Text("変更の前提となる版が必要です", "The version to start from is needed")


class Unexpected(ShusekiError):
    """A defect of the product; its details are in the log only."""

    code = "internal-error"
    title = Text("内部エラー", "Internal error")


STATUS: dict[type[ShusekiError], int] = {
    BadRequest: 400,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    NoRuleSet: 404,
    NoSuchMethod: 405,
    Conflict: 409,
    LengthRequired: 411,
    StaleVersion: 412,
    TooLarge: 413,
    InvalidInput: 422,
    PreconditionRequired: 428,
    LockedOut: 429,
    Unexpected: 500,
    NotReady: 503,
}

UNREACHABLE = NotReady(
    Text(
        "データベースに接続できません。しばらくしてからやり直してください。",
        "The database cannot be reached. Please try again in a little while.",
    )
)
TOO_BUSY = NotReady(
    Text(
        "アクセスが集中しています。変更は保存していません。少し待ってからやり直してください。",
        "Too many are at work at once. Nothing was changed. Please try again in a moment.",
    )
)
DEFECT = Unexpected(
    Text(
        "申し訳ありません。処理中に不具合が起きました。変更は保存していません。管理者に受付番号をお知らせください。",
        "Sorry, something went wrong. Nothing was changed. Please tell the administrator the request number.",
    )
)
UNSTORABLE = InvalidInput(
    Text(
        "保存できない文字や範囲外の数が含まれています。何も保存していません。制御文字などを除いて送信し直してください。",
        "There are characters or numbers that cannot be stored. Nothing was stored. Please correct them.",
    )
)
WITHHELD_BY_DATABASE = NotAllowed(
    Text(
        "この操作を行う権限がありません。変更は保存していません。",
        "You may not do this. Nothing was changed.",
    )
)
REFUSED_BY_DATABASE = Conflict(
    Text(
        "保存しようとした内容が、保存済みの内容と両立しません。最新の状態を確かめてからやり直してください。",
        "What was to be stored does not agree with what is stored. Look at the latest state and try again.",
    )
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An error as it is told: status, request id, and the error itself."""

    status: int
    request_id: str
    instance: str
    error: ShusekiError


ErrorPage = Callable[[Request, Answer], Response]


def answer_of(request: Request, error: Exception) -> Answer:
    """Return how ``error`` is told to the sender of ``request``."""
    ours = _ours(error)
    status = next(STATUS[kind] for kind in type(ours).__mro__ if kind in STATUS)
    return Answer(status, getattr(request.state, "request_id", ""), request.url.path, ours)


def problem_details(answer: Answer, language: Language) -> dict[str, JsonValue]:
    """Return the RFC 9457 body: title and detail in ``language``, each problem in both."""
    error = answer.error
    return {
        "type": f"urn:shuseki:error:{error.code}",
        "title": error.title.in_language(language),
        "status": answer.status,
        "detail": error.message.in_language(language),
        "instance": answer.instance,
        "code": error.code,
        "request_id": answer.request_id,
        "problems": [_problem(problem) for problem in error.problems],
        **error.details,
    }


def install(app: FastAPI, page: ErrorPage, language: Callable[[Request], Language]) -> None:
    """Answer every error of ``app``: with ``page`` where a page was asked for, else with problem details."""

    def answer(request: Request, error: Exception) -> Response:
        told = answer_of(request, error)
        if told.status >= 500 or isinstance(error, DBAPIError):
            _log(told, error)
        if wants_page(request):
            return page(request, told)
        body = problem_details(told, language(request))
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if told.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(body, told.status, headers=headers, media_type=PROBLEM_JSON)

    for kind in (ShusekiError, HTTPException, RequestValidationError, DBAPIError):
        app.add_exception_handler(kind, answer)
    app.add_middleware(DefectsAnswered, answer=answer)


class DefectsAnswered:
    """ASGI middleware: an exception nobody foresaw becomes an answer of ours, inside the safe headers."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Exception], Response]) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            response = await run_in_threadpool(self.answer, Request(scope, receive), error)
            await response(scope, receive, send)


def wants_page(request: Request) -> bool:
    """Whether the sender is a person at a browser rather than a program."""
    return not request.url.path.startswith("/v1") and "text/html" in request.headers.get("accept", "")


def _ours(error: Exception) -> ShusekiError:
    if isinstance(error, ShusekiError):
        return error
    if isinstance(error, RequestValidationError):
        return InvalidInput.of([_parameter_problem(found) for found in error.errors()])
    if isinstance(error, HTTPException):
        return _of_routing(error)
    if isinstance(error, IntegrityError):
        return REFUSED_BY_DATABASE
    if isinstance(error, DataError):
        return UNSTORABLE
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == INSUFFICIENT_PRIVILEGE:
        return WITHHELD_BY_DATABASE
    if isinstance(error, (OperationalError, InterfaceError)):
        return UNREACHABLE
    return TOO_BUSY if isinstance(error, NoConnectionFree) else DEFECT


def _of_routing(error: HTTPException) -> ShusekiError:
    if error.status_code == 404:
        return NotFound(
            Text(
                "お探しのページまたはデータはありません。アドレスをお確かめください。",
                "There is no such page or record. Please check the address.",
            )
        )
    if error.status_code == 405:
        return NoSuchMethod(
            Text("このアドレスではその操作を行えません。", "That method cannot be used at this address.")
        )
    if too_long := field_too_long(str(error.detail)):
        return too_long
    return BadRequest(Text("送信内容の形式が正しくありません。", "The form of what was sent is not right."))


def _parameter_problem(found: dict[str, object]) -> Problem:
    place = found.get("loc")
    parts = [str(part) for part in place] if isinstance(place, tuple) else []
    secret = found.get("type") == "missing" or not SECRET_FIELDS.isdisjoint(parts)
    return Problem(
        field="/".join(parts),
        value=None if secret else found.get("input"),
        message=Text(
            f"値を読み取れません（{found.get('msg')}）。", f"The value cannot be read ({found.get('msg')})."
        ),
        remedy=Text(
            "APIの説明（/docs）にある形式で指定してください。",
            "Use the form described in the API guide (/docs).",
        ),
    )


def _problem(problem: Problem) -> dict[str, JsonValue]:
    return {
        "field": problem.field,
        "value": shown_value(problem.value),
        "message": {"ja": problem.message.ja, "en": problem.message.en},
        "remedy": {"ja": problem.remedy.ja, "en": problem.remedy.en},
    }


def shown_value(value: object) -> JsonValue:
    """Return a value as found, but never longer than a reader needs."""
    plain: JsonValue = TypeAdapter(object).dump_python(value, mode="json", fallback=str)
    text = plain if isinstance(plain, str) else str(plain)
    if len(text) <= SHOWN_VALUE_LENGTH:
        return plain
    return text[:SHOWN_VALUE_LENGTH] + "…"


def _log(told: Answer, error: Exception) -> None:
    """Kind and places only: messages of drivers and validators may carry addresses or confidential values."""
    frames = extract_tb(error.__traceback__)[-FRAMES_LOGGED:]
    LOG.error(
        "request failed",
        extra={
            "request_id": told.request_id,
            "path": told.instance,
            "status": told.status,
            "error": type(error).__qualname__,
            "stack": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        },
    )
