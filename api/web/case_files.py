"""Files of an application, the answers to its corrections, and its receipts, as pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.deps import Attachments, DatabaseSession, SignedIn
from api.errors import answer_of
from api.reports import pdf
from api.security.intake import MAX_BODY_BYTES
from api.services.applications import corrections, files, procedures, reading
from api.web import applications, editor_context, receipt_report, view
from api.web.editor_pages import anchor_of, page_of
from data.attachment_store import CHUNK
from data.domain.errors import Conflict, InvalidInput, Problem
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.naming import label
from data.domain.review import CorrectionState
from data.domain.wording import Text
from data.orm import CorrectionItem
from data.queries import clock

router = APIRouter(prefix="/applications/{application_id}", include_in_schema=False)
_NO_FILE = Text("ファイルが選ばれていません。", "No file was chosen.")
_CHOOSE = Text("添付する資料を選んでから送信してください。", "Choose a file first.")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as the form sent it; its bytes wait on disk."""

    file: IO[bytes] | None
    name: str
    is_public: bool


async def read_form(request: Request) -> AsyncIterator[Attached]:
    """Read the form of a file."""
    async with request.form(max_files=1, max_fields=10, max_part_size=MAX_BODY_BYTES) as form:
        file = form.get("file")
        chosen = file if isinstance(file, UploadFile) and file.filename else None
        yield Attached(
            chosen.file if chosen else None,
            str(chosen.filename) if chosen else "",
            form.get("public") is not None,
        )


@router.post("/files")
def attach(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    attached: Annotated[Attached, Depends(read_form)],
) -> Response:
    """Attach a file to the body's copy; a refusal shows the page again with why."""
    files.may_attach(session, application_id)
    try:
        with session.begin_nested():
            _attach(session, store, application_id, attached)
    except (Conflict, InvalidInput) as error:
        return applications.page(request, caller, session, application_id, file_error=error)
    return _back(request, f"/applications/{application_id}", "files")


@router.post("/files/{attachment_id}/remove")
def detach(
    application_id: UUID, attachment_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession
) -> Response:
    """Take a file off the body's copy."""
    files.remove(session, application_id, attachment_id)
    return _back(request, f"/applications/{application_id}", "files")


@router.get("/corrections")
def show_corrections(
    application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession
) -> Response:
    """Show what is to be corrected, item by item, with the place of each."""
    return _corrections(request, session, application_id)


@router.post("/corrections/{item_id}")
def answer_correction(
    application_id: UUID,
    item_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    version: Annotated[int, Form()],
    answer: Annotated[str, Form()] = "",
) -> Response:
    """Answer one item; a refusal shows the page again with the answer as typed."""
    try:
        with session.begin_nested():
            corrections.answer(session, application_id, item_id, answer, version)
    except (Conflict, InvalidInput) as error:
        return _corrections(request, session, application_id, error=error, typed={item_id: answer})
    return _back(request, f"/applications/{application_id}/corrections", f"item-{item_id}")


@router.get("/versions/{number}/receipt")
def show_receipt(
    application_id: UUID, number: int, request: Request, caller: SignedIn, session: DatabaseSession
) -> Response:
    """Show a receipt, fit for printing."""
    receipt = reading.receipt(session, application_id, number)
    line = procedures.line(session, application_id)
    return view.render(request, "receipt", receipt=receipt, line=line, now=clock.moment(session))


@router.get("/versions/{number}/receipt.pdf")
def receipt_pdf(
    application_id: UUID, number: int, request: Request, caller: SignedIn, session: DatabaseSession
) -> Response:
    """Give a receipt as PDF."""
    report = receipt_report.report_of(reading.receipt(session, application_id, number))
    headers = {
        "Content-Disposition": f'attachment; filename="{report.name}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(pdf.pdf_of(report), media_type=pdf.MEDIA_TYPE, headers=headers)


def _attach(session: DatabaseSession, store: Attachments, application_id: UUID, sent: Attached) -> None:
    if sent.file is None:
        raise InvalidInput.of([Problem("file", None, _NO_FILE, _CHOOSE)])
    with store.receive() as incoming:
        while chunk := sent.file.read(CHUNK):
            incoming.write(chunk)
        files.add(session, application_id, incoming, sent.name, is_confidential=not sent.is_public)


def _corrections(
    request: Request,
    session: DatabaseSession,
    application_id: UUID,
    *,
    error: Conflict | InvalidInput | None = None,
    typed: dict[UUID, str] | None = None,
) -> Response:
    session.expire_all()
    copy = editor_context.copy_of(session, application_id)
    told = answer_of(request, error) if error else None
    return view.render(
        request,
        "corrections",
        told.status if told else 200,
        copy=copy,
        items=[(item, *_place(copy, item)) for item in corrections.listed(session, application_id)],
        answerable={str(CorrectionState.OPEN), str(CorrectionState.ANSWERED)},
        state_of={str(state): state.text for state in CorrectionState},
        typed=typed or {},
        told=told,
        now=clock.moment(session),
        path=f"/applications/{application_id}/corrections",
    )


def _place(copy: editor_context.Copy, item: CorrectionItem) -> tuple[Text, str]:
    """Return what the field of an item is called, and where it is edited."""
    parts: list[str | int] = [int(p) if p.isdecimal() else p for p in item.pointer.split("/")[1:]]
    page = page_of(copy.plan_type, item.pointer)
    path = f"/applications/{copy.line.application.id}/edit" + (f"/{page.key}" if page else "")
    return label(DOCUMENTS[copy.plan_type], parts), f"{path}#{anchor_of(item.pointer)}"


def _back(request: Request, path: str, anchor: str) -> Response:
    return RedirectResponse(f"{view.address(request, path)}#{anchor}", status_code=303)
