"""The page of the double-claim ledger, for the ministry's reviewers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import DatabaseSession, SignedIn, Today
from api.services import ledger
from api.services.ledger import Pool
from api.web import view
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.naming import label, pointer
from data.domain.wording import Text
from rules.access import GeneralAction, require_generally
from rules.across.claims import ClaimKind
from rules.across.entries import Side

PAGE_SIZE = 50
SIDES_SHOWN = 20


def require_reviewer(caller: SignedIn) -> None:
    """Refuse who reviews nothing before anything they sent is looked at; the service asks again."""
    require_generally(caller.actor, GeneralAction.SEE_LEDGER)


router = APIRouter(include_in_schema=False, dependencies=[Depends(require_reviewer)])


@router.get("/ledger")
def show(
    request: Request,
    session: DatabaseSession,
    today: Today,
    pool: Annotated[Pool, Query()] = Pool.APPLICATIONS,
    about: Annotated[UUID | None, Query()] = None,
    kind: Annotated[ClaimKind | None, Query()] = None,
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Show what several plans claim at once."""
    found = ledger.read(session, pool, today, about=about, kind=kind)
    return view.render(
        request,
        "ledger",
        ledger=found,
        pools=Pool,
        about=about,
        kind=kind,
        start=start,
        page_size=PAGE_SIZE,
        sides_shown=SIDES_SHOWN,
        shown=found.entries[start : start + PAGE_SIZE],
        field_of=_field_of,
        pointer=pointer,
    )


def _field_of(side: Side) -> Text:
    return label(DOCUMENTS[side.filed.plan_type], side.claim.location)
