"""Decisions announced once, all or none; letters that stay; publications without anything confidential."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.services.plans import StaleVersion
from api.services.reviews import decisions, publishing, reassessments
from data.db import act_as
from data.domain.actor import PUBLIC, SYSTEM
from data.domain.assessment import Status
from data.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, ShusekiError
from data.domain.review import Outcome
from data.orm import Application, Letter, Notice, Publication, Reassessment, StoredAssessment
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case

TODAY = date(2026, 3, 10)
MET = {"gx.land": Status.MET}
SECRET = "ひみつ電機"


@pytest.fixture
def cases(session: Session, ministry: Ministry) -> list[Sent]:
    sent = [
        send_case(session, ministry, f"R8-1-001{n}", state=state, statuses=MET)
        for n, state in enumerate(("final_screening", "final_screening", "first_screening"))
    ]
    act_as(session, ministry.actors["manager"])
    for case, outcome, batch in zip(
        sent, (Outcome.CERTIFIED, Outcome.NOT_SELECTED, Outcome.PROMISING), ("第1弾", None, None), strict=True
    ):
        decisions.draft(session, case.id, outcome, f"{outcome.text.ja}の理由", batch, TODAY, seen=0)
    return sent


def announce(session: Session, cases: list[Sent], first: int = 1) -> decisions.Announced:
    ids = [case.id for case in cases]
    seen = decisions.mark_of(decisions.preview(session, ids, TODAY))
    return decisions.announce(session, ids, "2026資", first, TODAY, seen=seen)


def test_a_batch_is_announced_once_with_letters_states_and_notices(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    previewed = decisions.preview(session, [case.id for case in cases], TODAY)
    assert [seen.problems for seen in previewed] == [(), (), ()]
    assert "16000知事　殿" in previewed[0].letter
    assert "令和8年3月10日" in previewed[0].letter
    assert "認定します（第1弾）。" in previewed[0].letter
    done = announce(session, cases)
    assert [row.letter.number for row in done.now] == ["2026資第1号", "2026資第2号", "2026資第3号"]
    again = announce(session, cases, 10)
    assert (again.now, len(again.before)) == ((), 3)
    act_as(session, SYSTEM)
    states = [session.get_one(Application, case.id).state for case in cases]
    assert states == ["certified", "not_selected", "promising"]
    assert session.get_one(Application, cases[0].id).batch == "第1弾"
    told = select(func.count()).where(
        Notice.kind == "decision", Notice.post_id == ministry.actors["neighbour"].post_id
    )
    assert session.scalar(told) == 3
    act_as(session, ministry.actors["neighbour"])
    letter = session.scalars(select(Letter).where(Letter.application_id == cases[1].id)).one()
    assert "不選定の理由" in letter.body_text


def test_one_that_cannot_be_announced_holds_all_back(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, SYSTEM)
    waiting = send_case(session, ministry, "R8-1-0030")
    act_as(session, ministry.actors["manager"])
    decisions.draft(session, waiting.id, Outcome.PROMISING, "理由", None, TODAY, seen=0)
    everything = [*cases, waiting]
    problems = {
        seen.row.case.number: len(seen.problems)
        for seen in decisions.preview(session, [case.id for case in everything], TODAY)
    }
    assert problems == {**{case.number: 0 for case in cases}, "R8-1-0030": 1}
    with pytest.raises(Conflict) as caught:
        announce(session, everything)
    assert [problem.field for problem in caught.value.problems] == ["R8-1-0030"]
    act_as(session, SYSTEM)
    assert session.get_one(Application, cases[0].id).state == "final_screening"


def test_nobody_writes_over_or_announces_a_draft_they_have_not_seen(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    ids = [case.id for case in cases]
    looked_at = decisions.mark_of(decisions.preview(session, ids, TODAY))
    assert decisions.drafts(session, ids) == dict.fromkeys(ids, 1)
    anew = decisions.draft(session, ids[1], Outcome.NOT_SELECTED, "別の理由", None, TODAY, seen=1)
    assert anew.version == 2
    with pytest.raises(StaleVersion):
        decisions.draft(session, ids[1], Outcome.CERTIFIED, "理由", "第1弾", TODAY, seen=1)
    with pytest.raises(StaleVersion):
        decisions.announce(session, ids, "2026資", 1, TODAY, seen=looked_at)
    assert len(announce(session, cases).now) == 3


def test_numbers_in_use_are_refused(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    announce(session, cases[:1])
    with pytest.raises(Conflict) as caught:
        announce(session, cases[1:])
    assert caught.value.problems[0].field == "first_number"


def test_an_issued_letter_is_never_changed(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    announce(session, cases[:1])
    act_as(session, SYSTEM)
    for statement in ("UPDATE letter SET body_text = 'x'", "DELETE FROM letter",
                      "UPDATE decision SET reason = 'x'"):  # fmt: skip
        with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
            session.execute(text(f"{statement} WHERE application_id = :id"), {"id": cases[0].id})
    act_as(session, ministry.actors["manager"])
    with pytest.raises((Conflict, NotAllowed)):
        decisions.draft(session, cases[0].id, Outcome.NOT_SELECTED, "別の理由", None, TODAY, seen=1)


@pytest.mark.parametrize(
    ("name", "outcome", "reason", "batch", "refusal"),
    [
        ("manager", Outcome.CERTIFIED, "理由", " ", InvalidInput),
        ("manager", Outcome.NOT_SELECTED, " ", None, InvalidInput),
        ("reviewer", Outcome.NOT_SELECTED, "理由", None, NotAllowed),
        ("neighbour", Outcome.NOT_SELECTED, "理由", None, NotAllowed),
        ("unassigned", Outcome.NOT_SELECTED, "理由", None, NotFound),
        ("officer", Outcome.NOT_SELECTED, "理由", None, NotFound),
    ],
)
def test_a_draft_is_refused(
    session: Session, ministry: Ministry, cases: list[Sent],
    name: str, outcome: Outcome, reason: str, batch: str | None, refusal: type[ShusekiError],
) -> None:  # fmt: skip
    act_as(session, ministry.actors[name])
    with pytest.raises(refusal):
        decisions.draft(session, cases[0].id, outcome, reason, batch, TODAY, seen=1)


def test_only_what_was_announced_as_chosen_is_published_and_nothing_confidential(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, SYSTEM)
    document = {"investment": {"rows": [{"company": SECRET, "amount_yen": 5, "year": 2028}]}}
    plan = send_case(
        session,
        ministry,
        "R8-1-0040",
        state="final_screening",
        plan_type="A",
        statuses=MET,
        document=document,
    )
    session.execute(text("ALTER TABLE call DISABLE TRIGGER USER"))
    session.execute(
        text(
            "UPDATE call SET plan_types = '{GX2,A}', screenings = '{\"GX2\": 2, \"A\": 2}' "
            "WHERE code = 'R8-1'"
        )
    )
    session.expire_all()
    act_as(session, ministry.actors["manager"])
    with pytest.raises(Conflict):
        publishing.publish(session, plan.id, with_findings=True)
    decisions.draft(session, plan.id, Outcome.CERTIFIED, "理由", "第1弾", TODAY, seen=0)
    announce(session, [plan])
    first = publishing.publish(session, plan.id, with_findings=True)
    second = publishing.publish(session, plan.id, with_findings=False)
    act_as(session, PUBLIC)
    public = select(Publication).where(Publication.application_id == plan.id)
    shown = session.scalars(public.execution_options(populate_existing=True)).one()
    assert shown.id == second.id != first.id
    assert (shown.state, shown.batch, shown.record) == ("certified", "第1弾", None)
    rows = session.scalars(text("SELECT p::text FROM publication p")).all()
    assert not [row for row in rows if SECRET in row]
    act_as(session, ministry.actors["manager"])
    publishing.take_back(session, plan.id, "誤記の訂正")
    act_as(session, PUBLIC)
    assert session.scalars(public).all() == []


def test_what_was_not_selected_is_not_published(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    announce(session, cases)
    with pytest.raises(Conflict):
        publishing.publish(session, cases[1].id, with_findings=False)
    act_as(session, ministry.actors["reviewer"])
    with pytest.raises(NotAllowed):
        publishing.publish(session, cases[0].id, with_findings=False)


def test_a_reassessment_stands_apart_and_is_the_ministrys_alone(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, ministry.actors["reviewer"])
    row = reassessments.reassess(session, cases[2].id, date(2026, 2, 1), "基準の改定に備えた確認")
    assert row.rule_set == "GX2-2025-12-22"
    assert [each.id for each in reassessments.history(session, cases[2].id)] == [row.id]
    with pytest.raises(ShusekiError):
        reassessments.reassess(session, cases[2].id, date(2020, 1, 1), "基準のない日")
    for name in ("neighbour", "officer", "conflicted", "finished", "administrator"):
        act_as(session, ministry.actors[name])
        seen = session.scalars(select(Reassessment.id)).all()
        assert seen == ([row.id] if name == "conflicted" else [])
    act_as(session, SYSTEM)
    kept = select(func.count()).where(StoredAssessment.plan_id == cases[2].plan)
    assert session.scalar(kept) == 1
