"""The double-claim ledger: what several plans claim at once, for the ministry's reviewers alone.

It is computed from what is stored when it is asked for, and changes no verdict. What a document claims is
kept in memory under its version, never in a table; which documents are compared is asked anew each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.services.shelf import Shelves
from data.db import actor_of, as_system
from data.domain.grid_room import RoomKind
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text
from data.queries import ledger as queries
from data.queries.grid_room import Room, room_editions, rooms_of_kind
from data.queries.ledger import Contents, FiledDocument
from rules.access import GeneralAction, require_generally
from rules.across.claims import CLAIMED_FIELDS, Claim, ClaimKind, claims_of, station_name
from rules.across.entries import Entry, Filed, RoomHeld, Side
from rules.across.footprints import Overlap, overlap_entry
from rules.across.matching import double_claims, in_order


class Pool(Vocabulary):
    """Which documents are compared with each other; kinds of documents are never mixed."""

    APPLICATIONS = "applications", "提出された申請", "applications as sent"
    REGISTERED = "registered", "サインインせずに登録された計画", "plans registered without signing in"
    SAMPLES = "samples", "見本の計画", "sample plans"


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What was read of one document."""

    bodies: frozenset[str]
    is_drawn: bool
    claims: tuple[Claim, ...]


MOST_CLAIMS = 250_000
"""Claims kept in memory, some 100 MB; ten thousand plans hold some 90,000."""
_KEPT: Shelves[_Claimed] = Shelves(MOST_CLAIMS)


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
    claimed = _claimed(session, pool, documents)
    filed = {one.id: _filed(one, claimed[one.id].bodies) for one in documents if one.id in claimed}
    sides = _sides(filed, claimed, is_public=pool is not Pool.APPLICATIONS)
    drawn = [key for key in filed if claimed[key].is_drawn]
    entries = [*double_claims(sides, _rooms(session)), *_overlaps(session, pool, drawn, filed, on)]
    found = [entry for entry in in_order(entries) if about is None or _concerns(entry, about)]
    return Ledger(
        pool=pool,
        entries=tuple(entry for entry in found if kind in (None, entry.kind)),
        counts={each: n for each in ClaimKind if (n := sum(entry.kind is each for entry in found))},
        compared=len(filed),
        unread=tuple(one for one in documents if one.id not in filed),
        room_is_loaded=bool(room_editions(session, RoomKind.DEMAND)),
    )


def _documents(session: Session, pool: Pool) -> list[FiledDocument]:
    if pool is Pool.APPLICATIONS:
        return queries.sent_documents(session)
    return queries.registered_documents(session, samples=pool is Pool.SAMPLES)


def _claimed(session: Session, pool: Pool, documents: Sequence[FiledDocument]) -> dict[UUID, _Claimed]:
    """Return what each document claims; the database is asked for those that are not kept."""
    shelf = _KEPT.of(session)
    kept = {one.id: shelf.get(one.id, one.version) for one in documents}
    fresh = {one.id: one for one in documents if kept[one.id] is None}
    read = queries.contents(session, list(fresh), CLAIMED_FIELDS, sent=pool is Pool.APPLICATIONS)
    for each in read:
        found = kept[each.id] = _claims(fresh[each.id], each)
        if found is not None:
            shelf.put(each.id, fresh[each.id].version, found, len(found.claims) + 1)
    return {key: found for key, found in kept.items() if found is not None}


def _claims(one: FiledDocument, contents: Contents) -> _Claimed | None:
    try:
        plan = DOCUMENTS[PlanType(one.plan_type)].model_validate_json(contents.document)
    except ValidationError:
        return None
    bodies = frozenset({plan.body, *(plan.joint_bodies or ())})
    return _Claimed(bodies, contents.is_drawn, tuple(claims_of(plan, is_drawn=contents.is_drawn)))


def _filed(one: FiledDocument, bodies: frozenset[str]) -> Filed:
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
    filed: Mapping[UUID, Filed], claimed: Mapping[UUID, _Claimed], *, is_public: bool
) -> Iterable[Side]:
    """Documents that belong to nobody are compared by what everybody may read of them."""
    for key, one in filed.items():
        for claim in claimed[key].claims:
            if not (is_public and claim.confidential):
                yield Side(one, claim)


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
    drawn: Sequence[UUID],
    filed: Mapping[UUID, Filed],
    on: date,
) -> Iterable[Entry]:
    """The rows were read as who acts; as the owner, the database may use its spatial index on them."""
    with as_system(session):
        found = queries.overlaps_among(session, drawn, sent=pool is Pool.APPLICATIONS)
    for each in found:
        measured = (each.area_ha, each.width_m, each.one_ha, each.other_ha)
        yield overlap_entry(Overlap(filed[each.one], filed[each.other], *measured), on)


def _concerns(entry: Entry, about: UUID) -> bool:
    return any(about in (s.filed.id, s.filed.plan_id, s.filed.application_id) for s in entry.sides)
