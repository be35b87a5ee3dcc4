"""Bodies that make a plan jointly: each reads it, only the lead writes, and nobody else learns of it."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.services import access, plans
from api.services.applications import editing, files, notices, reading, starting, steps
from api.services.reviews import kpi_returns
from data.db import act_as, make_session_factory, unit_of_work
from data.domain.actor import PUBLIC, SYSTEM, Actor, BodyKind, Role
from data.domain.errors import Conflict, NotAllowed, NotFound
from data.domain.workflow import Event
from data.orm import Application, CaseEvent
from data.queries.visibility import RULES, visible_to
from rules.access import Action
from tests.data.test_row_level_security import canaries, insert_event
from tests.support.ministry import Founder, Ministry, found
from tests.support.signing_in import sign_in, sign_out

OPEN = {"plan:sent", "assessment:sent", "assessment:working"}
PARTS = OPEN | {"submission:sent", "attachment:sent", "case_event:sent"}
NAME_THEM = """
    UPDATE plan SET document = document || '{"joint_bodies": ["17000"]}' WHERE id = :plan
"""


def partner(session: Session, ministry: Ministry, *, in_version: bool = True) -> Actor:
    """Add a third prefecture that the plan names, and on wish the version that was sent."""
    founder = Founder(session)
    founder.body("17000", BodyKind.PREFECTURE)
    actor = founder.person("partner", Role.OFFICER, "17000")
    session.execute(text(NAME_THEM), {"plan": ministry.sent_plan})
    if in_version:
        session.execute(text("ALTER TABLE submission DISABLE TRIGGER USER"))
        session.execute(
            text(NAME_THEM.replace("UPDATE plan", "UPDATE submission")), {"plan": ministry.sent_submission}
        )
        session.execute(text("ALTER TABLE submission ENABLE TRIGGER USER"))
    session.expire_all()
    return actor


def come_across(session: Session) -> set[str]:
    personal = {"account", "post_holding", "api_key", "notice", "credential"}
    return {canary for canary in canaries(session) if canary.partition(":")[0] not in personal}


def test_a_joint_body_reads_plan_case_and_versions_and_nothing_of_the_review(session: Session) -> None:
    ministry = found(session)
    act_as(session, partner(session, ministry))
    assert come_across(session) == PARTS


def test_a_version_that_does_not_name_it_yet_stays_closed(session: Session) -> None:
    ministry = found(session)
    act_as(session, partner(session, ministry, in_version=False))
    assert come_across(session) == OPEN | {"case_event:sent"}


def test_filter_and_policies_agree_on_every_row_of_a_joint_body(session: Session) -> None:
    ministry = found(session)
    who = partner(session, ministry)
    for entity in RULES:
        keys = entity.__mapper__.primary_key
        filtered = set(session.execute(select(*keys).where(visible_to(who, entity))).all())
        act_as(session, who)
        held = set(session.execute(select(*keys)).all())
        act_as(session, SYSTEM)
        assert filtered == held, entity.__tablename__


@pytest.mark.parametrize(
    "name",
    ["neighbour", "public", "officer", "reviewer", "conflicted", "unassigned", "administrator", "manager"],
)
def test_naming_a_joint_body_opens_nothing_to_anybody_else(session: Session, name: str) -> None:
    ministry = found(session)
    stranger = ministry.actors.get(name, PUBLIC)
    act_as(session, stranger)
    before = come_across(session)
    act_as(session, SYSTEM)
    partner(session, ministry)
    act_as(session, stranger)
    assert come_across(session) == before


def test_a_joint_body_writes_nothing(session: Session) -> None:
    ministry = found(session)
    who = partner(session, ministry)
    act_as(session, who)
    owned = "UPDATE plan SET title = 'x' WHERE owner_body_id IS NOT NULL"
    for statement in (owned, "UPDATE application SET version = 9", "UPDATE attachment SET name = 'x'"):
        assert session.execute(text(f"{statement} RETURNING 1")).all() == []
    assessment = (
        "INSERT INTO assessment SELECT gen_random_uuid(), plan_id, plan_version, rule_set, assessed_on, "
        "verdict, record, facts FROM assessment WHERE plan_id = :plan LIMIT 1"
    )
    for attempt in (
        lambda: insert_event(session, ministry.sent, who, "officer"),
        lambda: session.execute(text(assessment), {"plan": ministry.sent_plan}),
    ):
        with pytest.raises(DBAPIError, match="row-level security"), session.begin_nested():
            attempt()


def test_the_services_let_a_joint_body_read_and_refuse_the_rest_by_name(session: Session) -> None:
    ministry = found(session)
    who = partner(session, ministry)
    act_as(session, who)
    case = ministry.sent
    assert plans.get(session, ministry.sent_plan).title.startswith("秘:plan")
    assert [version.number for version in reading.versions(session, case)] == [1]
    assert editing.working_copy(session, case)[0].id == case
    assert [file.name for file in files.on_copy(session, case)] == ["秘:attachment:sent"]
    for action in (Action.EDIT, Action.ATTACH, Action.REPORT_KPI, Action.EXPORT):
        with pytest.raises(NotAllowed, match="代表の団体"):
            access.permitted(session, action, case)
    with pytest.raises(NotAllowed, match="代表の団体と府省"):
        kpi_returns.standing(session, case, date(2027, 4, 1))
    for refused in (
        lambda: steps.locked(session, case, None),
        lambda: plans.get(session, ministry.sent_plan, for_update=True),
        lambda: starting.start_with(session, ministry.call, ministry.sent_plan),
    ):
        with pytest.raises((NotFound, Conflict)):
            refused()
    assert [row.id for row in session.scalars(select(Application))] == [case]
    assert session.scalars(select(CaseEvent.to_state)).all() == ["submitted"]


def test_a_joint_body_is_told_of_each_step_it_may_read_by_number_and_kind_alone(session: Session) -> None:
    ministry = found(session)
    who, case = partner(session, ministry), session.get_one(Application, ministry.sent)
    steps_taken = (
        ("officer", Event.APPROVAL_REQUESTED),
        ("approver", Event.SUBMITTED),
        ("manager", Event.RETURNED),
        ("manager", Event.CERTIFIED),
    )
    for name, event in steps_taken:
        act_as(session, ministry.actors[name])
        notices.tell_of_step(session, case, event)
    act_as(session, who)
    lines = [line for line in notices.inbox(session) if line.application_id is not None]
    told = {line.kind: line.message_ja for line in lines}
    assert told == {
        kind: f"{case.number}：{event.text.ja}"
        for kind, (_, event) in zip(("receipt", "correction", "decision"), steps_taken[1:], strict=True)
    }
    assert {line.number for line in lines} == {case.number}
    assert notices.mark_read(session, [line.id for line in lines]) == len(told)
    unread = notices.unread(session)
    act_as(session, ministry.actors["neighbour"])
    assert not [line for line in notices.inbox(session) if str(case.number) in line.message_ja]
    act_as(session, SYSTEM)
    session.execute(text("UPDATE plan SET document = document - 'joint_bodies'"))
    act_as(session, ministry.actors["manager"])
    notices.tell_of_step(session, case, Event.RETURNED)
    act_as(session, who)
    assert notices.unread(session) == unread


def test_who_is_no_longer_named_reads_no_more(session: Session) -> None:
    ministry = found(session)
    who = partner(session, ministry)
    session.execute(text("UPDATE plan SET document = document - 'joint_bodies'"))
    act_as(session, who)
    assert come_across(session) == set()
    with pytest.raises(NotFound):
        access.known(session, ministry.sent)


def test_pages_and_api_show_a_joint_body_the_case_without_any_step(
    client: TestClient, own_engine: Engine
) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as opened:
        ministry = found(opened)
        who = partner(opened, ministry)
    case = f"/applications/{ministry.sent}"
    sign_in(client, own_engine, who)
    page = client.get(case).text
    assert "共同作成団体として閲覧しています" in page
    assert "/steps" not in page
    assert "計画の内容を見る" in page
    assert "共同作成団体として閲覧する案件" in client.get("/work").text
    assert [row["id"] for row in client.get("/v1/applications").json()["items"]] == [str(ministry.sent)]
    assert client.get(f"/v1{case}/versions/1").status_code == 200
    csrf = {"Idempotency-Key": "k9", "If-Match": '"1"'}
    for door in (f"/v1{case}/versions", f"/v1{case}/steps"):
        assert client.post(door, headers=csrf, json={"event": "withdrawn"}).status_code >= 400
    sign_out(client)
    sign_in(client, own_engine, ministry.actors["neighbour"])
    for door in (case, f"/v1{case}", f"/v1{case}/versions/1"):
        assert client.get(door).status_code == 404
