"""``/v1/ledger``: what several plans claim at once, for the ministry's reviewers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from api.deps import DatabaseSession, PageSize, SignedIn, Today
from api.services import ledger
from api.services.ledger import Ledger, Pool
from data.domain.plan.kinds import PlanType
from data.domain.plan.naming import pointer
from data.domain.wording import Text
from rules.access import GeneralAction, require_generally
from rules.across.claims import ClaimKind
from rules.across.entries import Certainty, Entry, Side


def require_reviewer(caller: SignedIn) -> None:
    """Refuse who reviews nothing before anything they sent is looked at; the service asks again."""
    require_generally(caller.actor, GeneralAction.SEE_LEDGER)


router = APIRouter(prefix="/v1", tags=["ledger"], dependencies=[Depends(require_reviewer)])
Words = dict[str, str]


class SideAnswer(BaseModel):
    """What one plan claims; ``amount`` null: not stated (not zero)."""

    id: UUID
    plan_id: UUID
    application_id: UUID | None
    case_number: str | None
    plan_type: PlanType
    title: str
    field: str
    what: str
    amount: Decimal | None
    unit: str | None
    first_year: int | None
    last_year: int | None
    note: Words | None


class YearAnswer(BaseModel):
    """Megawatts of all sides in a fiscal year; ``at_least``: some side states no capacity."""

    year: int
    total_mw: Decimal
    at_least: bool


class EntryAnswer(BaseModel):
    """One entry: a note to the reviewer that changes no verdict."""

    kind: ClaimKind
    what: str
    certainty: Certainty
    statement: Words
    may_be_in_order: list[Words]
    sources: list[Words]
    total: Decimal | None
    unit: str | None
    by_year: list[YearAnswer]
    sides: list[SideAnswer]


class LedgerAnswer(BaseModel):
    """A page of the ledger; ``next_start`` null: this is the last one."""

    pool: Pool
    compared: int
    unread: list[UUID]
    room_is_loaded: bool
    counts: dict[ClaimKind, int]
    total: int
    entries: list[EntryAnswer]
    next_start: int | None


@router.get("/ledger", summary="重複計上の確認 / The double-claim ledger")
def read(
    session: DatabaseSession,
    today: Today,
    response: Response,
    pool: Annotated[Pool, Query(description="比べる対象 / what is compared")] = Pool.APPLICATIONS,
    about: Annotated[UUID | None, Query(description="申請、提出版または計画の番号 / of one case")] = None,
    kind: Annotated[ClaimKind | None, Query(description="種類 / kind")] = None,
    limit: PageSize = 50,
    start: Annotated[int, Query(ge=0, le=1_000_000, description="何件目から / from which entry")] = 0,
) -> LedgerAnswer:
    """Return what two plans or more claim at once, the surest first."""
    response.headers["Cache-Control"] = "no-store"
    return _answer(ledger.read(session, pool, today, about=about, kind=kind), limit, start)


def _answer(found: Ledger, limit: int, start: int) -> LedgerAnswer:
    end = start + limit
    return LedgerAnswer(
        pool=found.pool,
        compared=found.compared,
        unread=[one.id for one in found.unread],
        room_is_loaded=found.room_is_loaded,
        counts=dict(found.counts),
        total=len(found.entries),
        entries=[_entry(entry) for entry in found.entries[start:end]],
        next_start=end if end < len(found.entries) else None,
    )


def _entry(entry: Entry) -> EntryAnswer:
    return EntryAnswer(
        kind=entry.kind,
        what=entry.what,
        certainty=entry.certainty,
        statement=_words(entry.statement),
        may_be_in_order=[_words(reason) for reason in entry.may_be_in_order],
        sources=[_words(source) for source in entry.sources],
        total=entry.total,
        unit=entry.unit,
        by_year=[YearAnswer(year=y.year, total_mw=y.total_mw, at_least=y.at_least) for y in entry.by_year],
        sides=[_side(side) for side in entry.sides],
    )


def _side(side: Side) -> SideAnswer:
    filed, claim = side.filed, side.claim
    first, last = claim.years or (None, None)
    return SideAnswer(
        id=filed.id,
        plan_id=filed.plan_id,
        application_id=filed.application_id,
        case_number=filed.number,
        plan_type=filed.plan_type,
        title=filed.title,
        field=pointer(claim.location),
        what=claim.what,
        amount=claim.amount,
        unit=claim.unit,
        first_year=first,
        last_year=last,
        note=None if claim.note is None else _words(claim.note),
    )


def _words(text: Text) -> Words:
    return {"ja": text.ja, "en": text.en}
