"""Pages on which an officer takes an application to Excel and brings it back: try out, look, confirm."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.deps import Attachments, DatabaseSession, SignedIn
from api.errors import Answer, answer_of, shown_value
from api.security.downloads import as_file
from api.security.forms import SESSION_COOKIE, handle
from api.security.intake import MAX_BODY_BYTES
from api.services.applications import editing, procedures, workbooks
from api.services.plans import StaleVersion
from api.web import view
from data.domain.errors import Conflict, InvalidInput, Problem
from data.domain.plan.comparison import ChangeKind
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, Stage, State
from data.queries import clock

router = APIRouter(prefix="/applications/{application_id}", include_in_schema=False)
KINDS = {
    ChangeKind.ADDED: Text("追加", "added"),
    ChangeKind.CHANGED: Text("変更", "changed"),
    ChangeKind.REMOVED: Text("削除", "removed"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form of these pages sent: a file to try out, or the one tried out before."""

    name: str
    content: bytes
    sha256: str
    seen: str
    proof: str


async def read_form(request: Request) -> Sent:
    """Read either form of the page."""
    async with request.form(max_files=1, max_fields=8, max_part_size=MAX_BODY_BYTES) as form:
        file = form.get("file")
        texts = {name: str(form.get(name) or "") for name in ("sha256", "seen", "proof", "name")}
        if isinstance(file, UploadFile) and file.filename:
            return Sent(**{**texts, "name": file.filename}, content=await file.read())
        return Sent(**texts, content=b"")


Form = Annotated[Sent, Depends(read_form)]


@router.get("/workbook")
def show(application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession) -> Response:
    """Show where to download the workbook and where to bring it back."""
    editing.working_copy(session, application_id)
    return _page(request, session, application_id, done=request.query_params.get("done"))


@router.get("/workbook.xlsx")
def download(application_id: UUID, caller: SignedIn, session: DatabaseSession) -> Response:
    """Give the body's copy as a workbook."""
    content = workbooks.filled(session, application_id)
    return as_file(content, f"shuseki-{application_id}.xlsx", confidential=True)


@router.get("/return-slip.xlsx")
def slip(application_id: UUID, caller: SignedIn, session: DatabaseSession, store: Attachments) -> Response:
    """Give the workbook that is to be corrected, marked and with its cover sheet."""
    content = workbooks.return_slip(session, store, application_id)
    return as_file(content, f"shuseki-return-slip-{application_id}.xlsx", confidential=True)


@router.post("/workbook")
def try_out(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    sent: Form,
) -> Response:
    """Show what the workbook would change, or every problem; the plan stays as it is."""
    try:
        if not sent.content:
            raise InvalidInput.of([NOTHING])
        tried = workbooks.try_out(session, application_id, sent.content)
    except InvalidInput as error:
        told = answer_of(request, error)
        return _page(request, session, application_id, told.status, answer=told)
    with store.receive() as incoming:
        incoming.write(sent.content)
        kept = incoming.keep()
    proof = handle(request.cookies[SESSION_COOKIE], str(application_id), kept.sha256)
    return _page(
        request, session, application_id, tried=tried, sha256=kept.sha256, proof=proof, file_name=sent.name
    )


@router.post("/workbook/confirmation")
def confirm(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    sent: Form,
) -> Response:
    """Put in place what was tried out and seen, all or nothing."""
    wanted = handle(request.cookies[SESSION_COOKIE], str(application_id), sent.sha256)
    if not hmac.compare_digest(sent.proof.encode(), wanted.encode()):
        raise Conflict(TRY_FIRST)
    with store.open(sent.sha256) as kept:
        content = kept.read()
    try:
        with session.begin_nested():
            workbooks.put_in_place(session, store, application_id, content, sent.name, sent.seen)
    except (InvalidInput, StaleVersion) as error:
        told = answer_of(request, error)
        return _page(request, session, application_id, told.status, answer=told)
    path = f"/applications/{application_id}/workbook?{view.query(request, done='1')}"
    return RedirectResponse(path, status_code=303)


def refused(request: Request, session: DatabaseSession, application_id: UUID, answer: Answer) -> Response:
    """Show the page again with the reason why what it sent was not even read."""
    editing.working_copy(session, application_id)
    return _page(request, session, application_id, answer.status, answer=answer)


def _page(
    request: Request, session: DatabaseSession, application_id: UUID, status: int = 200, **shown: object
) -> Response:
    line = procedures.line(session, application_id)
    is_returned = STAGE_OF[State.of(line.application.state)] is Stage.CORRECTING
    given = {"answer": None, "tried": None, "done": None, "sha256": "", "proof": "", "file_name": "", **shown}
    return view.render(
        request,
        "workbook",
        status,
        line=line,
        is_returned=is_returned,
        now=clock.moment(session),
        kinds=KINDS,
        shown_value=shown_value,
        **{**given, "path": f"/applications/{application_id}/workbook"},
    )


NOTHING = Problem(
    "file",
    None,
    Text("ファイルが選ばれていません。", "No file was chosen."),
    Text("記入したブック（.xlsx）を選んでください。", "Choose the workbook (.xlsx) you filled in."),
)
TRY_FIRST = Text(
    "確認していないブックは取り込めません。もう一度ファイルを選んで確認してください。",
    "Only a workbook that was tried out can be put in place. Choose the file again.",
)
