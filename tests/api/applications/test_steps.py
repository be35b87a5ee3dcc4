"""One step through the one door: state, history, audit and notices together, or nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.services.applications import steps
from api.services.plans import StaleVersion
from data.db import act_as
from data.domain.actor import SYSTEM
from data.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from data.domain.workflow import Event
from data.orm import Application, AuditRow, CaseEvent, Notice
from tests.support.ministry import Ministry


def as_person(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, ministry.actors[name])


def messages(session: Session, ministry: Ministry, name: str) -> list[str]:
    query = select(Notice.message_ja).where(Notice.post_id == ministry.actors[name].post_id)
    return [message for message in session.scalars(query) if not message.startswith("秘")]


def test_a_step_moves_the_case_and_is_recorded_and_told(session: Session, ministry: Ministry) -> None:
    as_person(session, ministry, "reviewer")
    steps.take(session, ministry.sent, Event.RETURNED, from_version=1, reason="KPIの根拠が不足")
    act_as(session, SYSTEM)
    case = session.get_one(Application, ministry.sent)
    assert (case.state, case.version) == ("returned", 2)
    happened = session.scalars(select(CaseEvent).order_by(CaseEvent.position.desc()).limit(1)).one()
    assert (happened.from_state, happened.to_state, happened.reason) == (
        "first_screening",
        "returned",
        "KPIの根拠が不足",
    )
    entry = session.scalars(select(AuditRow).order_by(AuditRow.position.desc()).limit(1)).one()
    assert (entry.event, entry.after) == (
        "application:returned",
        {"state": "returned", "submission": None},
    )
    assert messages(session, ministry, "officer") == ["R8-1-0001：差戻し（補正依頼）"]
    assert messages(session, ministry, "approver") == ["R8-1-0001：差戻し（補正依頼）"]
    assert messages(session, ministry, "neighbour") == []


def test_managers_in_conflict_are_not_told_that_the_case_exists(session: Session, ministry: Ministry) -> None:
    as_person(session, ministry, "approver")
    steps.take(session, ministry.sent, Event.WITHDRAWN, from_version=1, reason="事業者の撤退")
    act_as(session, SYSTEM)
    assert messages(session, ministry, "manager") == ["R8-1-0001：取下げ"]
    assert messages(session, ministry, "conflicted") == []
    assert messages(session, ministry, "unassigned") == []
    assert messages(session, ministry, "finished") == ["R8-1-0001：取下げ"]


@pytest.mark.parametrize(
    ("name", "event", "reason", "error"),
    [
        ("neighbour", Event.WITHDRAWN, "理由", NotFound),
        ("conflicted", Event.RETURNED, "理由", NotFound),
        ("officer", Event.WITHDRAWN, "理由", NotAllowed),
        ("approver", Event.WITHDRAWN, " ", InvalidInput),
        ("approver", Event.REOPENED, None, Conflict),
        ("manager", Event.NOT_SELECTED, "理由", Conflict),
    ],
)
def test_what_may_not_be_is_refused_and_changes_nothing(
    session: Session, ministry: Ministry, name: str, event: Event, reason: str | None, error: type[Exception]
) -> None:
    as_person(session, ministry, name)
    with pytest.raises(error):
        steps.take(session, ministry.sent, event, from_version=1, reason=reason)
    act_as(session, SYSTEM)
    assert session.get_one(Application, ministry.sent).version == 1
    assert session.scalars(select(AuditRow)).all() == []


def test_open_scores_and_findings_hold_a_decision_back(session: Session, ministry: Ministry) -> None:
    as_person(session, ministry, "manager")
    with pytest.raises(Conflict) as refused:
        steps.take(session, ministry.sent, Event.NOT_SELECTED, from_version=1, reason="理由")
    assert [problem.message.ja for problem in refused.value.problems] == [
        "採点が確定していない委員が1名います。"
    ]


def test_acting_on_an_older_version_of_the_case_is_refused(session: Session, ministry: Ministry) -> None:
    as_person(session, ministry, "approver")
    with pytest.raises(StaleVersion):
        steps.take(session, ministry.sent, Event.WITHDRAWN, from_version=7, reason="理由")
