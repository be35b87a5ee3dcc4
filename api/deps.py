"""What handlers are given: who calls, the session of the request, the language, the moment, the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.security.forms import FORM_FIELD, FORM_HEADER, SESSION_COOKIE, form_token, is_form_token
from api.security.intake import MAX_BODY_BYTES, SAFE_METHODS, refuse_foreign_page, refuse_long_body
from api.security.scopes import scope_needed, takes_key_in_address
from api.services.applications.file_checks import MAX_FILE_BYTES
from api.services.identity import keys, sessions
from api.services.loading.desk import LoadingDesk
from api.services.published import Published
from api.services.siting.desk import Desk
from data.attachment_store import AttachmentStore
from data.db import unit_of_work
from data.domain.actor import SYSTEM, Actor
from data.domain.errors import NotAllowed, NotSignedIn
from data.domain.identity import ANONYMOUS, Caller
from data.domain.wording import Language, Text

JAPAN = ZoneInfo("Asia/Tokyo")
SIGN_IN_PATHS = ("/sign-in", "/v1/session")
MAX_LAYER_BYTES = 1024**3
"""A nationwide layer, packed; larger ones are loaded on the command line."""
FORM_BYTES = 1024**2
"""What a form adds to the bytes of its file."""
LONGER_BODIES = (
    (re.compile(r"/v1/applications/[^/]+/attachments"), MAX_FILE_BYTES),
    (re.compile(r"/applications/[^/]+/files"), MAX_FILE_BYTES + FORM_BYTES),
    (re.compile(r"/admin/layers"), MAX_LAYER_BYTES),
)
"""Where bodies may be longer than any plan: attachments and layers."""
MAX_FILES, MAX_FIELDS = 50, 2_000
_SESSION_ENDED = Text(
    "サインインの有効期限が切れました。変更は保存していません。もう一度サインインしてください。",
    "Your session has ended. Nothing was changed. Please sign in again.",
)
_SIGN_IN_FIRST = Text("この操作にはサインインが必要です。", "Please sign in to do this.")
_KEY_REFUSED = Text(
    "このAPIキーは使えません。失効、一時停止、期限切れのいずれか、または存在しないキーです。",
    "This API key cannot be used: revoked, paused, expired or unknown.",
)
_OUT_OF_SCOPE = Text("このAPIキーの用途に含まれない操作です。", "This API key is not for that.")
_FOREIGN_FORM = Text(
    "画面の有効期限が切れているか、本サービスの画面から送られた内容ではありません。画面を開き直してから操作してください。",
    "The page is out of date, or this was not sent from a page of ours. Open the page again, then repeat.",
)


async def moment_now() -> datetime:
    """Return the moment of the request by the server's clock, in UTC."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(moment_now)]


async def get_caller(request: Request, now: Now) -> Caller:
    """Return who calls; a change sent with a session that is over is refused, not done as the public."""
    anonymous = names_nobody(request)
    caller = ANONYMOUS if anonymous else await run_in_threadpool(_identified, request, now)
    request.state.caller = caller
    if _key_of(request) is not None:
        _require_scope(request, caller)
    changes = request.method not in SAFE_METHODS and not request.url.path.startswith(SIGN_IN_PATHS)
    if caller.ended and changes:
        raise NotSignedIn(_SESSION_ENDED)
    return caller


CurrentCaller = Annotated[Caller, Depends(get_caller)]


def require_signed_in(caller: CurrentCaller) -> Caller:
    """Return who calls; raises ``NotSignedIn`` unless they proved it with every step."""
    if not caller.is_signed_in:
        raise NotSignedIn(_SESSION_ENDED if caller.ended else _SIGN_IN_FIRST)
    return caller


SignedIn = Annotated[Caller, Depends(require_signed_in)]


async def get_actor(caller: CurrentCaller) -> Actor:
    """Return the acting post of who calls; the public without one."""
    return caller.actor


CurrentActor = Annotated[Actor, Depends(get_actor)]


def get_session(request: Request, actor: CurrentActor) -> Iterator[Session]:
    """Yield who calls a session: one transaction, committed before the answer leaves, else undone."""
    with unit_of_work(request.app.state.sessions, actor) as session:
        yield session


# With scope="function" FastAPI ends the dependency, and so commits, before it starts to answer. A commit that
# fails then becomes an error answer; in the default scope the sender would already have been told of success.
DatabaseSession = Annotated[Session, Depends(get_session, scope="function")]


async def get_desk(request: Request) -> Desk:
    """Return what siting shares within this process."""
    desk: Desk = request.app.state.siting
    return desk


SitingDesk = Annotated[Desk, Depends(get_desk)]


def get_system_session(request: Request) -> Iterator[Session]:
    """Yield a session that acts for no person: for signing in and for one's own secrets, and nothing else."""
    with unit_of_work(request.app.state.sessions, SYSTEM) as session:
        yield session


SystemSession = Annotated[Session, Depends(get_system_session, scope="function")]


async def get_loading(request: Request) -> LoadingDesk:
    """Return where this application takes files of layers in."""
    desk: LoadingDesk = request.app.state.loading
    return desk


LoadingRoom = Annotated[LoadingDesk, Depends(get_loading)]


async def attachments_of(request: Request) -> AttachmentStore:
    """Return where this application keeps the bytes of attachments."""
    store: AttachmentStore = request.app.state.attachments
    return store


Attachments = Annotated[AttachmentStore, Depends(attachments_of)]


def published_of(request: Request) -> Published:
    """Return the reader of published features that this application has."""
    published: Published = request.app.state.published
    return published


def today_in_japan() -> date:
    """Return the date in Japan, which deadlines and rule sets go by."""
    return datetime.now(JAPAN).date()


Today = Annotated[date, Depends(today_in_japan)]


async def check_intake(request: Request, caller: CurrentCaller) -> None:
    """Refuse changes that foreign pages start, and bodies larger than any plan or attachment.

    Who calls is known first, so that the refusal can be shown on the form it was sent from.
    """
    refuse_foreign_page(request.method, request.headers)
    longer = (limit for pattern, limit in LONGER_BODIES if pattern.fullmatch(request.url.path))
    refuse_long_body(request.method, request.headers, next(longer, MAX_BODY_BYTES))


async def check_form_token(request: Request, caller: CurrentCaller) -> None:
    """Refuse a change in a person's name that does not carry the token of their session's forms."""
    if request.method in SAFE_METHODS or caller.session_id is None:
        return
    sent: object = request.headers.get(FORM_HEADER)
    if sent is None and "form" in request.headers.get("content-type", ""):
        form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_BODY_BYTES)
        sent = form.get(FORM_FIELD)
    if not is_form_token(sent, request.cookies[SESSION_COOKIE]):
        raise NotAllowed(_FOREIGN_FORM)


def language_of(request: Request) -> Language:
    """Return the language asked for: by ``lang``, for programs by ``Accept-Language``, else Japanese."""
    chosen = request.query_params.get("lang")
    if chosen in ("ja", "en"):
        return "en" if chosen == "en" else "ja"
    first = request.headers.get("accept-language", "").split(",")[0].strip().lower()
    is_program = request.url.path.startswith("/v1") or "text/html" not in request.headers.get("accept", "")
    return "en" if is_program and first.startswith("en") else "ja"


WantedLanguage = Annotated[Language, Depends(language_of)]
PageSize = Annotated[int, Query(ge=1, le=200, description="1ページの件数 / items per page")]


async def raw_body(request: Request) -> bytes:
    """Return the body as sent, unread: the service that knows the format reads it."""
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]


def names_nobody(request: Request) -> bool:
    """Whether a request carries neither session nor key: the public calls, and nobody is looked up."""
    return SESSION_COOKIE not in request.cookies and _key_of(request) is None


def _identified(request: Request, now: datetime) -> Caller:
    key, token = _key_of(request), request.cookies.get(SESSION_COOKIE)
    with unit_of_work(request.app.state.sessions, SYSTEM) as session:
        if key is not None:
            return keys.identify(session, key, now)
        request.state.form_token = form_token(token or "")
        return sessions.identify(session, token or "", now, request.app.state.sign_in)


def _key_of(request: Request) -> str | None:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and key:
        return key.strip()
    method, path = request.method, request.scope["path"]
    return request.query_params.get("key") if takes_key_in_address(method, path) else None


def _require_scope(request: Request, caller: Caller) -> None:
    if caller.ended:
        raise NotSignedIn(_KEY_REFUSED)
    if scope_needed(request.method, request.url.path) not in (caller.scopes or frozenset()):
        raise NotAllowed(_OUT_OF_SCOPE)
