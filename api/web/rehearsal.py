"""The page where the ministry's managers rehearse a draft of the rulebook; nothing is stored."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from api.deps import DatabaseSession, SignedIn, Today
from api.errors import Answer, answer_of, shown_value
from api.services import rehearsals
from api.web import view
from api.web.plans import Upload, read_form
from data.domain.errors import InvalidInput, Problem
from data.domain.identity import Caller
from data.domain.wording import Text
from rules.access import GeneralAction, require_generally
from rules.books import in_force
from rules.rehearsal import totals

ADDRESS = "/rules/rehearsal"
EXAMPLE = """title: 用地の面積の目安を見直す案
thresholds:
  gx2.land.area_ha:
    values: [{since: 2027-04-01, value: 35}]
"""
_EMPTY = Text("案の内容がありません。", "There is no draft.")
_WRITE = Text("ファイルを選ぶか、案を記入してください。", "Choose a file or write a draft.")


def require_manager(caller: SignedIn) -> None:
    """Refuse who may not rehearse before anything they sent is looked at; the service asks again."""
    require_generally(caller.actor, GeneralAction.REHEARSE_RULES)


router = APIRouter(include_in_schema=False, dependencies=[Depends(require_manager)])


@router.get(ADDRESS)
def form(request: Request) -> Response:
    """Show the form with an example of a draft."""
    return _page(request, EXAMPLE)


@router.post(ADDRESS)
def rehearse(
    request: Request, session: DatabaseSession, today: Today, upload: Annotated[Upload, Depends(read_form)]
) -> Response:
    """Show what the draft would change, over the plans the manager may know."""
    content = upload.content.decode("utf-8", errors="replace") if upload.name else upload.pasted
    try:
        draft = rehearsals.draft_of([_written(upload)])
    except InvalidInput as error:
        told = answer_of(request, error)
        return _page(request, content, told.status, answer=told)
    day = rehearsals.day_of(draft, today)
    unread: list[UUID] = []
    outcomes = list(rehearsals.over_stored(session, draft, day, unread))
    rows = [row for outcome in outcomes for row in rehearsals.rows(outcome)]
    return _page(request, content, draft=draft, day_of=day, rows=rows, totals=totals(outcomes), unread=unread)


def refused(request: Request, caller: Caller, answer: Answer) -> Response:
    """Show the form again with the reason why what it sent was not even read."""
    require_manager(caller)
    return _page(request, EXAMPLE, answer.status, answer=answer)


def _written(upload: Upload) -> str | bytes:
    written = upload.content if upload.name else upload.pasted
    if not written.strip():
        raise InvalidInput.of([Problem("document", None, _EMPTY, _WRITE)])
    return written


def _page(request: Request, content: str, status: int = 200, **found: object) -> Response:
    shown = {"answer": None, "draft": None, "rows": (), "totals": None, "day_of": None, "unread": (), **found}
    values = in_force().values
    context = {"document": content, "values": values, "shown_value": shown_value, "path": ADDRESS}
    return view.render(request, "rehearsal", status, **shown, **context)
