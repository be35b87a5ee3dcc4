"""``/v1/audit``: administrators search the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.deps import DatabaseSession, SignedIn
from api.services import audit as service
from api.v1.reviews.words import Answer
from data.domain.audit import ChainedEntry
from data.queries.audit import Search
from rules.access import GeneralAction, require_generally


def require_auditor(caller: SignedIn) -> None:
    """Refuse who may not search the audit trail."""
    require_generally(caller.actor, GeneralAction.SEARCH_AUDIT)


router = APIRouter(prefix="/v1/audit", tags=["audit"], dependencies=[Depends(require_auditor)])


class EntryAnswer(Answer):
    """One entry of the trail with its links."""

    position: int
    at: datetime
    event: str
    role: str
    account: UUID | None
    post: UUID | None
    body: UUID | None
    subject_type: str
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    request_id: str | None
    previous_hash: str
    hash: str

    @classmethod
    def of(cls, link: ChainedEntry) -> EntryAnswer:
        """Tell an entry."""
        entry = link.entry
        return cls(
            position=link.position,
            at=entry.at,
            event=entry.event,
            role=entry.role,
            account=entry.account_id,
            post=entry.post_id,
            body=entry.body_id,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            before=dict(entry.before) if entry.before is not None else None,
            after=dict(entry.after) if entry.after is not None else None,
            reason=entry.reason,
            request_id=entry.request_id,
            previous_hash=link.previous_hash,
            hash=link.hash,
        )


class TrailAnswer(Answer):
    """A page of the trail, the newest first; give ``next`` as ``before`` to go on."""

    items: list[EntryAnswer]
    next: int | None


@router.get("", summary="監査証跡の検索 / Search the audit trail")
def search(
    session: DatabaseSession,
    subject_type: Annotated[str | None, Query(max_length=40)] = None,
    subject_id: Annotated[str | None, Query(max_length=80)] = None,
    account: UUID | None = None,
    event: Annotated[str | None, Query(max_length=60, description="「:」で終えると前方一致")] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> TrailAnswer:
    """Search by subject, account, event and moment; ``until`` itself is not looked at any more."""
    wanted = Search(subject_type, subject_id, account, event, since, until)
    found = service.search(session, wanted, before)
    more = len(found) == service.PAGE_SIZE
    return TrailAnswer(
        items=[EntryAnswer.of(link) for link in found], next=found[-1].position if more else None
    )
