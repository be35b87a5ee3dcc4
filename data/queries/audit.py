"""Appends to the audit trail, searches it, and walks its chain; nothing here changes a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from data.domain.audit import AuditEntry, ChainedEntry, chain_hash
from data.orm.audit import AuditRow
from data.queries.visibility import visible

ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the trail, kept for this transaction alone, and the moment by the database's clock."""

    position: int
    hash: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for in the trail; what is ``None`` does not narrow."""

    subject_type: str | None = None
    subject_id: str | None = None
    account_id: UUID | None = None
    event: str | None = None
    """Name of an event or, ending in ``:``, the beginning of names (``application:``)."""
    since: datetime | None = None
    until: datetime | None = None
    """First moment that is no longer looked at."""


def hold_tip(session: Session) -> Tip:
    """Return the end of the trail; until this transaction ends nobody else can append."""
    position, end, moment = session.execute(text("SELECT * FROM shuseki_audit_tip()")).one()
    return Tip(position, end, moment)


def append(session: Session, tip: Tip, entry: AuditEntry) -> ChainedEntry:
    """Add ``entry`` after ``tip`` and return it with its place and links."""
    position = tip.position + 1
    link = ChainedEntry(position, entry, tip.hash, chain_hash(position, entry, tip.hash))
    session.add(_to_row(link))
    session.flush()
    return link


def search(session: Session, wanted: Search, limit: int, before: int | None = None) -> list[ChainedEntry]:
    """Return up to ``limit`` entries the actor may see, the newest first, from below position ``before``."""
    query = select(AuditRow).where(visible(session, AuditRow)).order_by(AuditRow.position.desc())
    for column in ("subject_type", "subject_id", "account_id"):
        value = getattr(wanted, column)
        if value is not None:
            query = query.where(getattr(AuditRow, column) == value)
    if wanted.event is not None:
        whole = AuditRow.event == wanted.event
        begins = AuditRow.event.startswith(wanted.event, autoescape=True)
        query = query.where(begins if wanted.event.endswith(":") else whole)
    if wanted.since is not None:
        query = query.where(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditRow.at < wanted.until)
    if before is not None:
        query = query.where(AuditRow.position < before)
    rows: Sequence[AuditRow] = session.scalars(query.limit(limit)).all()
    return [_to_entry(row) for row in rows]


def trail(session: Session) -> Iterator[ChainedEntry]:
    """Yield the whole trail the actor may see, from its first entry, as it lies in the database now."""
    query = select(*AuditRow.__table__.columns).where(visible(session, AuditRow)).order_by(AuditRow.position)
    last = 0
    while rows := session.execute(query.where(AuditRow.position > last).limit(ROWS_AT_ONCE)).all():
        yield from (_to_entry(row) for row in rows)
        last = rows[-1].position


def _to_row(link: ChainedEntry) -> AuditRow:
    entry = link.entry
    return AuditRow(
        position=link.position,
        at=entry.at,
        event=entry.event,
        role=entry.role,
        account_id=entry.account_id,
        post_id=entry.post_id,
        body_id=entry.body_id,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        before=dict(entry.before) if entry.before is not None else None,
        after=dict(entry.after) if entry.after is not None else None,
        reason=entry.reason,
        request_id=entry.request_id,
        previous_hash=link.previous_hash,
        hash=link.hash,
    )


def _to_entry(row: AuditRow | Row[Any]) -> ChainedEntry:
    entry = AuditEntry(
        at=row.at,
        event=row.event,
        role=row.role,
        account_id=row.account_id,
        post_id=row.post_id,
        body_id=row.body_id,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        before=row.before,
        after=row.after,
        reason=row.reason,
        request_id=row.request_id,
    )
    return ChainedEntry(row.position, entry, row.previous_hash, row.hash)
