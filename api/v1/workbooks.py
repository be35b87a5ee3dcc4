"""``/v1/applications/{id}/workbook``: the copy as a workbook, tried out and put in place; the return slip."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from api.deps import Attachments, DatabaseSession, RawBody, SignedIn
from api.security.downloads import XLSX, as_file
from api.services.applications import workbooks
from api.services.applications.workbooks import Tried
from api.v1.preconditions import SeenTag, content_tag
from data.domain.errors import Problem
from data.domain.plan.comparison import Change

router = APIRouter(prefix="/v1/applications/{application_id}", tags=["applications"])
WORKBOOK_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class WarningAnswer(BaseModel):
    """What the author should look at, at its sheet and cell."""

    model_config = ConfigDict(extra="forbid")

    place: str
    found: Any
    message: dict[str, str]
    remedy: dict[str, str]

    @classmethod
    def of(cls, problem: Problem) -> WarningAnswer:
        """Describe a warning."""
        texts = {"message": problem.message, "remedy": problem.remedy}
        told = {name: {"ja": text.ja, "en": text.en} for name, text in texts.items()}
        return cls(place=problem.field, found=problem.value, **told)


class FieldChange(BaseModel):
    """One field or row that the workbook adds, removes or changes."""

    model_config = ConfigDict(extra="forbid")

    pointer: str
    label: dict[str, str]
    kind: str
    before: Any
    after: Any

    @classmethod
    def of(cls, change: Change) -> FieldChange:
        """Describe a change."""
        label = {"ja": change.label.ja, "en": change.label.en}
        same = {name: getattr(change, name) for name in ("pointer", "before", "after")}
        return cls(label=label, kind=str(change.kind), **same)


class ReplyChange(BaseModel):
    """A new answer to a correction item."""

    model_config = ConfigDict(extra="forbid")

    item: UUID
    before: str | None
    after: str


class TriedAnswer(BaseModel):
    """What a workbook changes; the ETag of the answer is needed to put it in place."""

    model_config = ConfigDict(extra="forbid")

    changes: list[FieldChange]
    answers: list[ReplyChange]
    warnings: list[WarningAnswer]

    @classmethod
    def of(cls, tried: Tried) -> TriedAnswer:
        """Describe what was tried out."""
        return cls(
            changes=[FieldChange.of(each) for each in tried.changes],
            answers=[ReplyChange(item=n.item.id, before=n.before, after=n.answer) for n in tried.answers],
            warnings=[WarningAnswer.of(each) for each in tried.warnings],
        )


@router.get("/workbook", summary="記入済みのブック / The copy as a workbook", response_class=Response)
def read(application_id: UUID, caller: SignedIn, session: DatabaseSession) -> Response:
    """Return the copy as an Excel workbook, confidential fields included."""
    return as_file(
        workbooks.filled(session, application_id), f"shuseki-{application_id}.xlsx", confidential=True
    )


@router.post("/workbook/check", openapi_extra=WORKBOOK_BODY, summary="取込みの確認 / Try a workbook out")
def check(
    application_id: UUID, caller: SignedIn, session: DatabaseSession, body: RawBody, response: Response
) -> TriedAnswer:
    """Tell what the workbook would change; nothing is stored."""
    tried = workbooks.try_out(session, application_id, body)
    response.headers["ETag"] = content_tag(tried.seen)
    return TriedAnswer.of(tried)


@router.put("/workbook", openapi_extra=WORKBOOK_BODY, summary="ブックの取込み / Put a workbook in place")
def put(
    application_id: UUID,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    body: RawBody,
    seen: SeenTag,
    name: Annotated[str, Query(max_length=200, description="ファイル名 / file name")] = "plan.xlsx",
) -> TriedAnswer:
    """Put all of the workbook in place or nothing; ``If-Match`` carries the ETag of the check."""
    return TriedAnswer.of(workbooks.put_in_place(session, store, application_id, body, name, seen))


@router.get("/return-slip", summary="補正票 / Return slip", response_class=Response)
def slip(application_id: UUID, caller: SignedIn, session: DatabaseSession, store: Attachments) -> Response:
    """Return the workbook with what is to be corrected marked and listed on its cover sheet."""
    content = workbooks.return_slip(session, store, application_id)
    return as_file(content, f"shuseki-return-slip-{application_id}.xlsx", confidential=True)
