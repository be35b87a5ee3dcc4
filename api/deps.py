"""What handlers are given: the session of the request, the language, the date in Japan, the body."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from api.security.intake import refuse_foreign_page, refuse_long_body
from api.services.siting.desk import Desk
from data.db import unit_of_work
from data.domain.wording import Language

JAPAN = ZoneInfo("Asia/Tokyo")


def get_session(request: Request) -> Iterator[Session]:
    """Yield the session of this request: one transaction, committed before the answer leaves, else undone."""
    with unit_of_work(request.app.state.sessions) as session:
        yield session


# With scope="function" FastAPI ends the dependency, and so commits, before it starts to answer. A commit that
# fails then becomes an error answer; in the default scope the sender would already have been told of success.
DatabaseSession = Annotated[Session, Depends(get_session, scope="function")]


def get_desk(request: Request) -> Desk:
    """Return what siting shares within this process."""
    desk: Desk = request.app.state.siting
    return desk


SitingDesk = Annotated[Desk, Depends(get_desk)]


def today_in_japan() -> date:
    """Return the date in Japan, which deadlines and rule sets go by."""
    return datetime.now(JAPAN).date()


Today = Annotated[date, Depends(today_in_japan)]


def check_intake(request: Request) -> None:
    """Refuse changes that foreign pages start, and bodies larger than any plan."""
    refuse_foreign_page(request.method, request.headers)
    refuse_long_body(request.method, request.headers)


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
