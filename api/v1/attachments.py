"""``/v1/applications/{id}/attachments`` and ``/corrections``: files in and out, answers to the ministry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from api.deps import Attachments, DatabaseSession, SignedIn
from api.security.intake import TooLarge
from api.services.applications import corrections, files
from api.services.applications.file_checks import MAX_FILE_BYTES
from api.v1.preconditions import SeenVersion, version_tag
from data.attachment_store import Incoming
from data.db import unit_of_work
from data.domain.wording import Text
from data.orm import Attachment, CorrectionItem

router = APIRouter(prefix="/v1/applications/{application_id}", tags=["applications"])
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class AttachmentAnswer(BaseModel):
    """An attachment as it was received; its bytes are kept under their SHA-256."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    name: str
    size_bytes: int
    sha256: str
    media_type: str
    pointer: str | None
    confidential: bool

    @classmethod
    def of(cls, file: Attachment) -> AttachmentAnswer:
        """Describe an attachment."""
        return cls(
            id=file.id,
            name=file.name,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            media_type=file.media_type,
            pointer=file.pointer,
            confidential=file.is_confidential,
        )


class CorrectionAnswer(BaseModel):
    """One item to be corrected, at its field; its ETag is needed to answer it."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    pointer: str
    remark: str
    due_on: date
    state: str
    answer: str | None
    answered_at: datetime | None
    issued_at: datetime | None
    etag: str

    @classmethod
    def of(cls, item: CorrectionItem) -> CorrectionAnswer:
        """Describe an item."""
        names = ("id", "pointer", "remark", "due_on", "state", "answer", "answered_at", "issued_at")
        return cls(**{name: getattr(item, name) for name in names}, etag=version_tag(item.version))


class AnswerBody(BaseModel):
    """The answer of the body to an item."""

    model_config = ConfigDict(extra="forbid")

    answer: str


def allowed_to_attach(request: Request, application_id: UUID, caller: SignedIn) -> None:
    """Ask before any byte is taken in, in a transaction of its own: uploads may be slow."""
    with unit_of_work(request.app.state.sessions, caller.actor) as session:
        files.may_attach(session, application_id)


async def received(
    request: Request, store: Attachments, allowed: Annotated[None, Depends(allowed_to_attach)]
) -> AsyncIterator[Incoming]:
    """Take the body in piece by piece; what is not kept is deleted when the request ends."""
    with await run_in_threadpool(store.receive) as incoming:
        async for chunk in request.stream():
            if incoming.size_bytes + len(chunk) > MAX_FILE_BYTES:
                raise TooLarge(Text("ファイルが大きすぎます。", "The file is too large."))
            await run_in_threadpool(incoming.write, chunk)
        yield incoming


@router.post(
    "/attachments", status_code=201, openapi_extra=FILE_BODY, summary="資料を添付する / Attach a file"
)
def attach(
    application_id: UUID,
    session: DatabaseSession,
    incoming: Annotated[Incoming, Depends(received)],
    name: Annotated[str, Query(max_length=1000, description="ファイル名 / file name")],
    pointer: Annotated[str | None, Query(max_length=1000, description="裏付ける項目 / /kpis/0")] = None,
    confidential: Annotated[bool, Query(description="非公表とする")] = True,
) -> AttachmentAnswer:
    """Attach the bytes of the body; they are checked by content and stored by hash."""
    added = files.add(session, application_id, incoming, name, pointer=pointer, is_confidential=confidential)
    return AttachmentAnswer.of(added)


@router.get("/attachments", summary="添付資料の一覧 / List attachments")
def list_attachments(
    application_id: UUID, caller: SignedIn, session: DatabaseSession
) -> list[AttachmentAnswer]:
    """List the files on the body's copy."""
    return [AttachmentAnswer.of(file) for file in files.on_copy(session, application_id)]


@router.get("/versions/{number}/attachments", summary="版の添付資料 / Attachments of a version")
def list_sent(
    application_id: UUID, number: int, caller: SignedIn, session: DatabaseSession
) -> list[AttachmentAnswer]:
    """List the files that went with a version."""
    return [AttachmentAnswer.of(file) for file in files.with_version(session, application_id, number)]


@router.get("/attachments/{attachment_id}", summary="添付資料を読む / Download", response_class=FileResponse)
def download(
    application_id: UUID,
    attachment_id: UUID,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
) -> FileResponse:
    """Give a file to be saved, never to be shown in the page."""
    file, path = files.opened(session, store, application_id, attachment_id)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(path, media_type=file.media_type, filename=file.name, headers=headers)


@router.delete("/attachments/{attachment_id}", status_code=204, summary="資料を取り外す / Remove a file")
def detach(application_id: UUID, attachment_id: UUID, caller: SignedIn, session: DatabaseSession) -> Response:
    """Take a file off the copy; versions that were sent with it keep it."""
    files.remove(session, application_id, attachment_id)
    return Response(status_code=204)


@router.get("/corrections", summary="補正事項 / Correction items")
def list_corrections(
    application_id: UUID, caller: SignedIn, session: DatabaseSession
) -> list[CorrectionAnswer]:
    """List the items one may know, those due first first."""
    return [CorrectionAnswer.of(item) for item in corrections.listed(session, application_id)]


@router.put("/corrections/{item_id}/answer", summary="補正事項に回答する / Answer an item")
def answer_correction(
    application_id: UUID,
    item_id: UUID,
    body: AnswerBody,
    caller: SignedIn,
    session: DatabaseSession,
    seen: SeenVersion,
    response: Response,
) -> CorrectionAnswer:
    """Answer an item; ``If-Match`` carries the item's ETag."""
    item = corrections.answer(session, application_id, item_id, body.answer, seen)
    response.headers["ETag"] = version_tag(item.version)
    return CorrectionAnswer.of(item)
