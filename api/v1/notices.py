"""``/v1/notices``: the inbox of the acting post."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import DatabaseSession, SignedIn
from api.services.applications import notices
from api.v1.schemas import ProblemText
from data.queries.notices import NoticeLine

router = APIRouter(prefix="/v1/notices", tags=["notices"])


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NoticeAnswer(_Model):
    """One notice: case number and kind, never a content."""

    id: UUID
    kind: str
    application: UUID | None
    number: str | None
    call: UUID | None
    message: ProblemText
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, line: NoticeLine) -> NoticeAnswer:
        """Describe a notice."""
        return cls(
            id=line.id,
            kind=line.kind,
            application=line.application_id,
            number=line.number,
            call=line.call_id,
            message=ProblemText(ja=line.message_ja, en=line.message_en),
            created_at=line.created_at,
            read_at=line.read_at,
        )


class InboxAnswer(_Model):
    """A page of the inbox; give ``next`` as ``before`` to go on."""

    unread: int
    items: list[NoticeAnswer]
    next: datetime | None


class ReadBody(_Model):
    """Which notices were read; without ids all of them."""

    ids: Annotated[list[UUID], Field(max_length=200)] | None = None


class ReadAnswer(_Model):
    """How many notices were unread and are read now."""

    marked: int


@router.get("", summary="通知の一覧 / Inbox")
def inbox(
    caller: SignedIn,
    session: DatabaseSession,
    unread_only: Annotated[bool, Query(description="未読に限る")] = False,
    before: Annotated[datetime | None, Query(description="前の回答の next")] = None,
) -> InboxAnswer:
    """List the notices of the acting post, the newest first."""
    found = notices.inbox(session, before, unread_only=unread_only)
    more = found[-1].created_at if len(found) == notices.PAGE_SIZE else None
    items = [NoticeAnswer.of(line) for line in found]
    return InboxAnswer(unread=notices.unread(session), items=items, next=more)


@router.post("/read", summary="既読にする / Mark as read")
def mark_read(body: ReadBody, caller: SignedIn, session: DatabaseSession) -> ReadAnswer:
    """Mark notices of the acting post as read."""
    return ReadAnswer(marked=notices.mark_read(session, body.ids))
