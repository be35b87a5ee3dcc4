"""``/v1/review/unsent-drafts``: how many drafts of each open call are not sent, for managers."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends

from api.deps import DatabaseSession
from api.services import unsent
from api.v1.reviews.gates import require_manager
from api.v1.reviews.words import Answer
from data.domain.call import in_japan

router = APIRouter(prefix="/v1/review", tags=["review"], dependencies=[Depends(require_manager)])


class UnsentAnswer(Answer):
    """An open call and its number of drafts that are not sent; nothing else of them."""

    call: UUID
    code: str
    closes_at: str
    drafts: int


@router.get("/unsent-drafts", summary="公募ごとの未提出の件数 / Drafts not sent, by call")
def list_unsent(session: DatabaseSession) -> list[UnsentAnswer]:
    """List the open calls, the next to close first, each with its number of unsent drafts."""
    return [
        UnsentAnswer(call=call.id, code=call.code, closes_at=in_japan(call.closes_at), drafts=drafts)
        for call, drafts in unsent.counts(session)
    ]
