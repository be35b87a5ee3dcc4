"""The audit trail: written with the change or not at all, chained, and every tampering is found by row."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from api.services import audit
from data.db import act_as, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor, Role
from data.domain.audit import (
    FIRST_PREVIOUS_HASH,
    AuditEntry,
    AuditEvent,
    ChainBreak,
    ChainedEntry,
    chain_hash,
    walk,
)
from data.domain.errors import NotAllowed
from data.domain.workflow import Event
from data.queries.audit import Search, Tip, append, hold_tip

ADMINISTRATOR = Actor(Role.ADMINISTRATOR, uuid4(), uuid4(), uuid4())
OFFICER = Actor(Role.OFFICER, uuid4(), uuid4(), uuid4())
ENTRY = AuditEntry(
    at=datetime(2026, 2, 13, 8, 0, tzinfo=UTC),
    event=str(AuditEvent.PLAN_CHANGED),
    role="officer",
    account_id=uuid4(),
    post_id=uuid4(),
    body_id=uuid4(),
    subject_type="plan",
    subject_id="1",
    before={"title": "旧"},
    after={"title": "新", "share": 0.1, "size": 1e20, "count": 3},
    reason="誤記",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def chain(entries: list[AuditEntry]) -> list[ChainedEntry]:
    links: list[ChainedEntry] = []
    previous = FIRST_PREVIOUS_HASH
    for position, entry in enumerate(entries, start=1):
        link = ChainedEntry(position, entry, previous, chain_hash(position, entry, previous))
        links.append(link)
        previous = link.hash
    return links


def written(session: Session, count: int) -> None:
    for number in range(count):
        audit.record(session, AuditEvent.PLAN_CHANGED, "plan", str(number), after={"n": number})


@given(st.integers(1, 6), st.data())
def test_any_change_of_any_row_is_found_there(count: int, data: st.DataObject) -> None:
    links = chain([replace(ENTRY, subject_id=str(number)) for number in range(count)])
    assert walk(links).broken is None
    at = data.draw(st.integers(0, count - 1))
    links[at] = replace(links[at], entry=replace(links[at].entry, reason="書換え"))
    assert walk(links).broken == ChainBreak(at + 1, "altered")


@given(st.integers(2, 6), st.data())
def test_a_row_cut_out_or_replaced_by_a_sound_one_is_found(count: int, data: st.DataObject) -> None:
    links = chain([replace(ENTRY, subject_id=str(number)) for number in range(count)])
    at = data.draw(st.integers(0, count - 2))
    assert walk(links[:at] + links[at + 1 :]).broken == ChainBreak(at + 1, "gap")
    forged = replace(ENTRY, reason="偽造")
    links[at] = replace(links[at], entry=forged, hash=chain_hash(at + 1, forged, links[at].previous_hash))
    assert walk(links).broken == ChainBreak(at + 2, "unlinked")


def test_an_end_cut_off_is_found_by_who_kept_the_tip() -> None:
    links = chain([ENTRY] * 3)
    tip = walk(links).tip
    assert walk(links, tip).broken is None
    assert walk(links[:2]).broken is None
    assert walk(links[:2], tip).broken == ChainBreak(3, "cut")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_json_does_not_know_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        chain_hash(1, replace(ENTRY, after={"x": value}), FIRST_PREVIOUS_HASH)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="2026"):
        chain_hash(1, replace(ENTRY, at=datetime(2026, 1, 1)), FIRST_PREVIOUS_HASH)


@settings(max_examples=30)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_stored_reads_back_with_the_same_hash(engine: Engine, after: dict) -> None:
    with engine.connect() as connection, Session(connection) as session:
        act_as(session, SYSTEM)
        append(session, hold_tip(session), replace(ENTRY, after=after))
        session.expire_all()
        assert audit.verify(session).broken is None
        session.rollback()


def test_the_trail_says_who_did_what_when_and_why(session: Session) -> None:
    act_as(session, OFFICER)
    link = audit.record(
        session, Event.SUBMITTED, "application", "7", before={"s": 1}, reason="締切前", request_id="r"
    )
    assert (link.entry.role, link.entry.account_id, link.entry.post_id, link.entry.body_id) == (
        "officer", OFFICER.account_id, OFFICER.post_id, OFFICER.body_id,
    )  # fmt: skip
    act_as(session, ADMINISTRATOR)
    assert audit.search(session, Search(subject_type="application", subject_id="7")) == [link]
    assert audit.search(session, Search(event="application:")) == [link]
    assert audit.search(session, Search(event="application:withdrawn")) == []
    assert audit.search(session, Search(account_id=uuid4())) == []
    assert audit.search(session, Search(since=link.entry.at)) == [link]
    assert audit.search(session, Search(until=link.entry.at)) == []
    assert audit.search(session, Search(), before=link.position) == []


def test_a_row_altered_in_the_database_is_named(session: Session) -> None:
    act_as(session, SYSTEM)
    written(session, 5)
    session.execute(text("ALTER TABLE audit_event DISABLE TRIGGER never_changed"))
    session.execute(text("UPDATE audit_event SET subject_id = '99' WHERE position = 3"))
    session.expire_all()
    assert audit.verify(session).broken == ChainBreak(3, "altered")


def test_a_row_removed_from_the_database_is_named(session: Session) -> None:
    act_as(session, SYSTEM)
    written(session, 5)
    tip = audit.verify(session).tip
    session.execute(text("ALTER TABLE audit_event DISABLE TRIGGER never_changed"))
    session.execute(text("DELETE FROM audit_event WHERE position = 5"))
    assert audit.verify(session).broken is None
    assert audit.verify(session, tip).broken == ChainBreak(5, "cut")
    session.execute(text("DELETE FROM audit_event WHERE position = 2"))
    assert audit.verify(session).broken == ChainBreak(2, "gap")


@pytest.mark.parametrize(
    "forge",
    [lambda tip: replace(tip, position=9), lambda tip: replace(tip, hash="b" * 64)],
    ids=["place", "link"],
)
def test_nothing_is_put_in_beside_the_chain(session: Session, forge: Callable[[Tip], Tip]) -> None:
    act_as(session, SYSTEM)
    forged = forge(hold_tip(session))
    with pytest.raises(IntegrityError, match="not linked"):
        append(session, forged, ENTRY)


def test_nobody_writes_under_another_name(session: Session) -> None:
    act_as(session, OFFICER)
    with pytest.raises(Exception, match="row-level security"):
        append(session, hold_tip(session), ENTRY)


def test_only_the_administrator_searches_and_verifies(session: Session) -> None:
    act_as(session, OFFICER)
    audit.record(session, AuditEvent.PLAN_CHANGED, "plan", "1")
    for ask in (lambda: audit.search(session, Search()), lambda: audit.verify(session)):
        with pytest.raises(NotAllowed):
            ask()
    act_as(session, ADMINISTRATOR)
    assert audit.verify(session).entries == 1


def test_an_entry_is_undone_with_its_change(own_engine: Engine) -> None:
    factory = make_session_factory(own_engine)
    with suppress(RuntimeError), unit_of_work(factory, OFFICER) as session:
        audit.record(session, AuditEvent.PLAN_CHANGED, "plan", "1")
        raise RuntimeError
    with unit_of_work(factory, SYSTEM) as session:
        assert audit.verify(session).entries == 0


def test_two_writers_at_once_wait_for_each_other(own_engine: Engine) -> None:
    factory = make_session_factory(own_engine)
    with unit_of_work(factory, OFFICER) as first:
        audit.record(first, AuditEvent.PLAN_CHANGED, "plan", "1")
        with factory() as second:
            act_as(second, ADMINISTRATOR)
            second.execute(text("SET LOCAL lock_timeout = '50ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                audit.record(second, AuditEvent.CALL_EXTENDED, "call", "1")
    with unit_of_work(factory, ADMINISTRATOR) as second:
        audit.record(second, AuditEvent.CALL_EXTENDED, "call", "1")
    with unit_of_work(factory, SYSTEM) as session:
        report = audit.verify(session)
    assert (report.entries, report.broken) == (2, None)
