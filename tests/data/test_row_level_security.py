"""The database itself withholds: raw statements as each role, with every filter of ours forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.db import act_as, make_engine, make_session_factory, unit_of_work
from data.domain.actor import PUBLIC, SYSTEM, Actor
from data.domain.errors import NotReady
from data.orm import Base
from data.queries.visibility import RULES, visible_to
from tests.support.database import TestServer
from tests.support.ministry import Ministry, found

PEOPLE = (
    "public",
    "officer",
    "approver",
    "neighbour",
    "reviewer",
    "manager",
    "conflicted",
    "finished",
    "unfinished",
    "unassigned",
    "administrator",
)
# Which confidential texts each person may come across; accounts, inboxes and keys are tested apart.
OWN = {
    "plan:sent", "assessment:sent", "assessment:working", "submission:sent", "attachment:sent",
    "attachment:working", "case_event:sent", "correction_item:open", "decision:first", "letter:first",
    "kpi_return:reported", "kpi_return:drafted",
}  # fmt: skip
SENT = {"assessment:sent", "submission:sent", "attachment:sent", "case_event:sent"}
NOTES = {"judgement:sent", "overruling:sent"}
MINISTRY = SENT | NOTES | {
    "correction_item:open", "correction_item:drafted", "score:finished", "decision:first", "decision:final",
    "letter:first", "letter:final", "kpi_return:reported", "publication:withdrawn",
}  # fmt: skip
COMES_ACROSS: dict[str, set[str]] = {
    "public": set(),
    "officer": OWN,
    "approver": OWN,
    "neighbour": {"plan:draft", "assessment:draft", "attachment:draft", "case_event:draft"},
    "reviewer": MINISTRY,
    "manager": MINISTRY | {"conflict_of_interest:conflicted", "call:later"},
    "conflicted": {"conflict_of_interest:conflicted", "publication:withdrawn"},
    "finished": SENT | NOTES | {"score:finished"},
    "unfinished": SENT | NOTES | {"score:unfinished"},
    "unassigned": set(),
    "administrator": {"case_event:sent", "call:later"},
}
PERSONAL = {"account", "post_holding", "api_key", "notice"}


def actor(ministry: Ministry, name: str) -> Actor:
    return PUBLIC if name == "public" else ministry.actors[name]


def readable_tables(session: Session) -> list[str]:
    query = text(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND has_table_privilege('shuseki_app', oid, 'SELECT') ORDER BY relname"
    )
    return list(session.scalars(query))


def canaries(session: Session) -> set[str]:
    """Every canary that raw statements on all tables bring up."""
    found_ones: set[str] = set()
    for table in readable_tables(session):
        for row in session.scalars(text(f'SELECT t::text FROM "{table}" t')):
            found_ones |= {canary.removeprefix("秘:") for canary in re.findall(r"秘:\w+:\w+", row)}
    return found_ones


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_comes_across_more_than_is_theirs(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, actor(ministry, name))
    seen = {canary for canary in canaries(session) if canary.partition(":")[0] not in PERSONAL}
    assert seen == COMES_ACROSS[name]


def test_the_canaries_are_in_the_database(session: Session, ministry: Ministry) -> None:
    wanted = set().union(*COMES_ACROSS.values())
    assert wanted <= canaries(session)


@pytest.mark.parametrize("name", PEOPLE)
def test_inbox_and_keys_are_of_one_post_alone(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, actor(ministry, name))
    mine = set() if name == "public" else {name}
    everyone = set(PEOPLE) - {"public"}
    seen = canaries(session)
    assert {c.split(":")[1] for c in seen if c.startswith("notice:")} == mine
    assert {c.split(":")[1] for c in seen if c.startswith("api_key:")} == (
        everyone if name == "administrator" else mine
    )
    assert not {c for c in seen if c.startswith("credential:")}


def test_applicants_do_not_see_who_reviews(session: Session, ministry: Ministry) -> None:
    act_as(session, ministry.actors["officer"])
    assert {c for c in canaries(session) if c.startswith("account:")} == {
        "account:officer",
        "account:approver",
    }


@pytest.mark.parametrize(
    "table", ["credential", "web_session", "sign_in_throttle", "recovery_code", "oidc_attempt"]
)
@pytest.mark.parametrize("name", ["public", "officer", "manager", "administrator"])
def test_secrets_and_sessions_are_for_the_product_alone(
    session: Session, ministry: Ministry, table: str, name: str
) -> None:
    act_as(session, actor(ministry, name))
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(f"SELECT 1 FROM {table}"))


@pytest.mark.parametrize("name", PEOPLE)
def test_the_row_filter_and_the_policies_agree_on_every_row(
    session: Session, ministry: Ministry, name: str
) -> None:
    who = actor(ministry, name)
    for entity in RULES:
        keys = entity.__mapper__.primary_key
        filtered = set(session.execute(select(*keys).where(visible_to(who, entity))).all())
        act_as(session, who)
        held = set(session.execute(select(*keys)).all())
        act_as(session, SYSTEM)
        assert filtered == held, entity.__tablename__


FORBIDDEN = {
    "a draft moved by the ministry": ("manager", "UPDATE application SET state = 'certified', batch = 'x'"
                                      " WHERE first_submitted_at IS NULL"),
    "another body's plan": ("officer", "UPDATE plan SET title = 'x' WHERE body_code = '16000'"),
    "a case certified by its own body": (
        "approver", "UPDATE application SET state = 'certified', batch = 'x' WHERE number > ''"),
    "a case certified by a reviewer": (
        "reviewer", "UPDATE application SET state = 'certified', batch = 'x' WHERE number > ''"),
    "a case withdrawn by the ministry": ("manager", "UPDATE application SET state = 'withdrawn'"),
    "a plan by an approver": ("approver", "UPDATE plan SET title = 'x' WHERE body_code = '15000'"),
    "a score by the ministry": ("manager", "UPDATE score SET is_final = true"),
    "a case deleted": ("officer", "DELETE FROM application"),
    "a call by an officer": ("officer", "UPDATE call SET closes_at = closes_at + interval '1 day'"),
    "an account by a manager": ("manager", "UPDATE account SET is_active = false WHERE login <> 'manager'"),
    "a publication by the public": ("public", "UPDATE publication SET title = 'x'"),
    "a sample by the public": ("public", "UPDATE plan SET is_sample = true"),
    "a drafted correction by the applicant": (
        "officer", "UPDATE correction_item SET answer = 'x' WHERE state = 'drafted'"),
    "an unannounced decision by a reviewer": ("reviewer", "UPDATE decision SET announced_at = now()"),
    "the trail by its reader": ("administrator", "DELETE FROM audit_event"),
    "a boundary by the public": ("public", "DELETE FROM boundary"),
}  # fmt: skip


@contextmanager
def suppress_denial() -> Iterator[None]:
    """A loud refusal will do as well as a statement that changes nothing."""
    try:
        yield
    except DBAPIError as error:
        if not re.search("permission denied|row-level security", str(error)):
            raise


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_is_not_theirs_cannot_be_changed(session: Session, ministry: Ministry, what: str) -> None:
    name, statement = FORBIDDEN[what]
    act_as(session, actor(ministry, name))
    with suppress_denial(), session.begin_nested():
        assert session.execute(text(statement + " RETURNING 1")).all() == []


def test_a_plan_of_a_body_cannot_be_made_everybodys(session: Session, ministry: Ministry) -> None:
    act_as(session, ministry.actors["officer"])
    with pytest.raises(DBAPIError, match="stays with its body"):
        session.execute(text("UPDATE plan SET owner_body_id = NULL WHERE body_code = '15000'"))


def test_what_each_side_decides_can_be_written(session: Session, ministry: Ministry) -> None:
    for name, state in (("manager", "promising"), ("manager", "certified"), ("approver", "withdrawn")):
        act_as(session, ministry.actors[name])
        change = text("UPDATE application SET state = :state, batch = '第1弾' WHERE number > '' RETURNING 1")
        assert session.execute(change, {"state": state}).all() == [(1,)]


def insert_event(session: Session, application: UUID, who: Actor, role: str) -> None:
    session.execute(
        text(
            "INSERT INTO case_event (application_id, event, to_state, at, role, account_id, post_id) "
            "VALUES (:application, 'application:returned', 'returned', now(), :role, :account, :post)"
        ),
        {"application": application, "role": role, "account": who.account_id, "post": who.post_id},
    )


def test_an_event_is_written_under_ones_own_name_only(session: Session, ministry: Ministry) -> None:
    reviewer, manager = ministry.actors["reviewer"], ministry.actors["manager"]
    act_as(session, reviewer)
    insert_event(session, ministry.sent, reviewer, "reviewer")
    for who, role in ((manager, "manager"), (manager, "reviewer"), (reviewer, "manager")):
        with pytest.raises(DBAPIError, match="row-level security"), session.begin_nested():
            insert_event(session, ministry.sent, who, role)


def test_a_member_who_has_finished_cannot_score_again(session: Session, ministry: Ministry) -> None:
    statement = text(
        "INSERT INTO score (id, application_id, submission_id, screening, account_id, post_id, version, "
        "sides, is_final) VALUES (:id, :application, :submission, 'first', :account, :post, 2, '{}', false)"
    )
    for name, allowed in (("unfinished", True), ("finished", False), ("unassigned", False)):
        who = ministry.actors[name]
        act_as(session, who)
        values = {
            "id": uuid4(), "application": ministry.sent, "submission": ministry.sent_submission,
            "account": who.account_id, "post": who.post_id,
        }  # fmt: skip
        if allowed:
            session.execute(statement, values)
            continue
        with pytest.raises(DBAPIError, match="row-level security"), session.begin_nested():
            session.execute(statement, values)


def test_giving_ones_own_score_opens_those_of_others(session: Session, ministry: Ministry) -> None:
    session.execute(
        text(
            "INSERT INTO score (id, application_id, submission_id, screening, account_id, post_id, version, "
            "sides, is_final) SELECT gen_random_uuid(), application_id, submission_id, screening, "
            "account_id, post_id, 2, sides, true FROM score WHERE NOT is_final"
        )
    )
    act_as(session, ministry.actors["unfinished"])
    assert {"score:finished", "score:unfinished"} <= canaries(session)


def test_a_unit_of_work_of_nobody_is_the_public(own_engine: Engine) -> None:
    factory = make_session_factory(own_engine)
    with unit_of_work(factory) as session:
        assert session.execute(text("SELECT current_user, shuseki_role()")).one() == ("shuseki_app", "public")


def test_who_acted_is_forgotten_with_the_transaction(own_engine: Engine) -> None:
    engine = make_engine(own_engine.url, pool_size=1)
    factory = make_session_factory(engine)
    with unit_of_work(factory, SYSTEM) as session:
        ministry = found(session)
    with unit_of_work(factory, ministry.actors["manager"]) as session:
        assert canaries(session) >= MINISTRY
    with unit_of_work(factory) as session:
        assert canaries(session) == set()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT coalesce(current_setting('shuseki.role', true), '')")) == ""
    engine.dispose()


def test_a_session_nobody_named_acts_for_the_public(own_engine: Engine) -> None:
    with make_session_factory(own_engine)() as session:
        assert session.scalar(text("SELECT current_user")) == "shuseki_app"
        session.rollback()
        assert session.scalar(text("SELECT current_user")) == "shuseki_app"


def test_a_database_that_is_not_prepared_says_so(server: TestServer) -> None:
    with server.database() as url:
        engine = make_engine(url)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        missing = make_session_factory(engine)
        with pytest.raises((NotReady, DBAPIError)), unit_of_work(missing) as session:
            session.execute(text("SELECT 1 FROM plan"))
        engine.dispose()


def test_the_role_of_requests_owns_nothing_and_bypasses_nothing(session: Session) -> None:
    role = session.execute(
        text(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles "
            "WHERE rolname = 'shuseki_app'"
        )
    ).one()
    assert tuple(role) == (False, False, False, False)
    owned = text("SELECT count(*) FROM pg_class WHERE relowner = 'shuseki_app'::regrole")
    assert session.scalar(owned) == 0


def test_every_governed_table_keeps_its_policies(session: Session) -> None:
    query = text("SELECT DISTINCT tablename FROM pg_policies WHERE 'shuseki_app' = ANY (roles)")
    assert {entity.__tablename__ for entity in RULES} <= set(session.scalars(query))
    assert all(issubclass(entity, Base) for entity in RULES)
