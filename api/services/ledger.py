"""The double-claim ledger: what several plans claim at once, for the ministry's reviewers alone.

It is computed from what is stored when it is asked for, keeps nothing, and changes no verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from data.db import actor_of, as_system
from data.domain.grid_room import RoomKind
from data.domain.plan.document import PlanDocument
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text
from data.queries import ledger as queries
from data.queries.grid_room import Room, room_editions, rooms_of_kind
from data.queries.ledger import FiledDocument
from rules.access import GeneralAction, require_generally
from rules.across.claims import CLAIMED_FIELDS, ClaimKind, claims_of, station_name
from rules.across.entries import Entry, Filed, RoomHeld, Side
from rules.across.footprints import Overlap, overlap_entry
from rules.across.matching import double_claims, in_order


class Pool(Vocabulary):
    """Which documents are compared with each other; kinds of documents are never mixed."""

    APPLICATIONS = "applications", "提出された申請", "applications as sent"
    REGISTERED = "registered", "サインインせずに登録された計画", "plans registered without signing in"
    SAMPLES = "samples", "見本の計画", "sample plans"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries that were asked for, and what they rest on."""

    pool: Pool
    entries: tuple[Entry, ...]
    counts: Mapping[ClaimKind, int]
    """Entries of each kind, before any were left out for ``kind``."""
    compared: int
    """Documents that were compared."""
    unread: tuple[FiledDocument, ...]
    """Documents that today's model does not read; nothing is known of what they claim."""
    room_is_loaded: bool


def read(
    session: Session, pool: Pool, on: date, *, about: UUID | None = None, kind: ClaimKind | None = None
) -> Ledger:
    """Return the ledger of the documents that the actor may know.

    ``about`` keeps the entries that concern one application, submission or plan. Raises ``NotAllowed`` for
    everybody but the ministry's reviewers and managers, and the product itself.
    """
    require_generally(actor_of(session), GeneralAction.SEE_LEDGER)
    documents = _documents(session, pool)
    plans = {one.id: (one, _typed(one)) for one in documents}
    filed = {key: _filed(one, plan) for key, (one, plan) in plans.items() if plan is not None}
    sides = _sides(plans.values(), filed, is_public=pool is not Pool.APPLICATIONS)
    entries = [*double_claims(sides, _rooms(session)), *_overlaps(session, pool, documents, filed, on)]
    found = [entry for entry in in_order(entries) if about is None or _concerns(entry, about)]
    return Ledger(
        pool=pool,
        entries=tuple(entry for entry in found if kind in (None, entry.kind)),
        counts={each: n for each in ClaimKind if (n := sum(entry.kind is each for entry in found))},
        compared=len(filed),
        unread=tuple(one for one, plan in plans.values() if plan is None),
        room_is_loaded=bool(room_editions(session, RoomKind.DEMAND)),
    )


def _documents(session: Session, pool: Pool) -> list[FiledDocument]:
    if pool is Pool.APPLICATIONS:
        return queries.sent_documents(session, CLAIMED_FIELDS)
    return queries.registered_documents(session, CLAIMED_FIELDS, samples=pool is Pool.SAMPLES)


def _typed(one: FiledDocument) -> PlanDocument | None:
    try:
        return DOCUMENTS[PlanType(one.plan_type)].model_validate_json(one.document)
    except ValidationError:
        return None


def _filed(one: FiledDocument, plan: PlanDocument | None) -> Filed:
    bodies = frozenset() if plan is None else frozenset({plan.body, *(plan.joint_bodies or ())})
    return Filed(
        id=one.id,
        plan_id=one.plan_id,
        application_id=one.application_id,
        number=one.number,
        plan_type=PlanType(one.plan_type),
        title=one.title,
        bodies=bodies,
    )


def _sides(
    plans: Iterable[tuple[FiledDocument, PlanDocument | None]],
    filed: Mapping[UUID, Filed],
    *,
    is_public: bool,
) -> Iterable[Side]:
    """Documents that belong to nobody are compared by what everybody may read of them."""
    for one, plan in plans:
        if plan is not None:
            for claim in claims_of(plan, is_drawn=one.is_drawn):
                if not (is_public and claim.confidential):
                    yield Side(filed[one.id], claim)


def _rooms(session: Session) -> Mapping[str, list[RoomHeld]]:
    found: dict[str, list[RoomHeld]] = defaultdict(list)
    for room in rooms_of_kind(session, RoomKind.DEMAND):
        found[station_name(room.name)].append(RoomHeld(room.name, room.from_mw, room.to_mw, _source(room)))
    return found


def _source(room: Room) -> Text:
    day = "" if room.as_of is None else f"（{room.as_of.isoformat()}）"
    return Text(f"{room.tso} {room.citation}{day}", f"{room.tso} {room.citation} {room.as_of or ''}".strip())


def _overlaps(
    session: Session,
    pool: Pool,
    documents: Iterable[FiledDocument],
    filed: Mapping[UUID, Filed],
    on: date,
) -> Iterable[Entry]:
    """The rows were read as who acts; as the owner, the database may use its spatial index on them."""
    drawn = [one.id for one in documents if one.is_drawn and one.id in filed]
    with as_system(session):
        found = queries.overlaps_among(session, drawn, sent=pool is Pool.APPLICATIONS)
    for each in found:
        measured = (each.area_ha, each.width_m, each.one_ha, each.other_ha)
        yield overlap_entry(Overlap(filed[each.one], filed[each.other], *measured), on)


def _concerns(entry: Entry, about: UUID) -> bool:
    return any(about in (s.filed.id, s.filed.plan_id, s.filed.application_id) for s in entry.sides)
