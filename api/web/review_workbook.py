"""The page on which a reviewer takes the assigned cases away as a workbook and merges what was filled in."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import Attachments, DatabaseSession, SignedIn
from api.errors import Answer, answer_of, shown_value
from api.security.downloads import as_file
from api.security.forms import SESSION_COOKIE, handle
from api.services.plans import StaleVersion
from api.services.reviews import offline
from api.web import view
from api.web.workbooks import NOTHING, TRY_FIRST, Sent, read_form
from data.domain.errors import Conflict, InvalidInput
from data.domain.identity import Caller
from rules.access import GeneralAction, require_generally

ADDRESS = "/review/workbook"
Form = Annotated[Sent, Depends(read_form)]


def require_ministry(caller: SignedIn) -> None:
    """Refuse all but the ministry's reviewers and managers before anything they sent is looked at."""
    require_generally(caller.actor, GeneralAction.SEE_SCORE_REPORTS)


router = APIRouter(include_in_schema=False, dependencies=[Depends(require_ministry)])


@router.get(ADDRESS)
def show(request: Request) -> Response:
    """Show where to download the workbook and where to bring it back."""
    return _page(request, done=request.query_params.get("done"))


@router.get(f"{ADDRESS}.xlsx")
def download(session: DatabaseSession) -> Response:
    """Give the cases assigned to the acting post as a workbook."""
    return as_file(offline.workbook(session), "shuseki-review.xlsx", confidential=True)


@router.post(ADDRESS)
def try_out(request: Request, session: DatabaseSession, store: Attachments, sent: Form) -> Response:
    """Show what the workbook would add and what stays as it is, or every problem."""
    try:
        if not sent.content:
            raise InvalidInput.of([NOTHING])
        merged = offline.try_out(session, sent.content)
    except InvalidInput as error:
        told = answer_of(request, error)
        return _page(request, told.status, answer=told)
    with store.receive() as incoming:
        incoming.write(sent.content)
        kept = incoming.keep()
    proof = handle(request.cookies[SESSION_COOKIE], ADDRESS, kept.sha256)
    return _page(request, merged=merged, sha256=kept.sha256, proof=proof)


@router.post(f"{ADDRESS}/confirmation")
def confirm(request: Request, session: DatabaseSession, store: Attachments, sent: Form) -> Response:
    """Store the judgements that were tried out and seen, all of them or none."""
    wanted = handle(request.cookies[SESSION_COOKIE], ADDRESS, sent.sha256)
    if not hmac.compare_digest(sent.proof.encode(), wanted.encode()):
        raise Conflict(TRY_FIRST)
    with store.open(sent.sha256) as kept:
        content = kept.read()
    try:
        with session.begin_nested():
            offline.merge(session, content, sent.seen)
    except (InvalidInput, StaleVersion) as error:
        told = answer_of(request, error)
        return _page(request, told.status, answer=told)
    return RedirectResponse(f"{ADDRESS}?{view.query(request, done='1')}", status_code=303)


def refused(request: Request, caller: Caller, answer: Answer) -> Response:
    """Show the page again with the reason why what it sent was not even read."""
    require_ministry(caller)
    return _page(request, answer.status, answer=answer)


def _page(request: Request, status: int = 200, **shown: object) -> Response:
    given = {"answer": None, "merged": None, "done": None, "sha256": "", "proof": "", **shown}
    words = {"names": offline.NAMES, "shown_value": shown_value, "path": ADDRESS}
    return view.render(request, "review_workbook", status, **given, **words)
