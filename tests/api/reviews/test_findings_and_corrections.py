"""Judging, overruling and returning a case: with reasons, beside the findings, by whom the matrix says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.services.plans import StaleVersion
from api.services.reviews import (
    case_view,
    corrections,
    judgements,
    kpi_returns,
    portfolio,
    score_reports,
    scores,
    screenings,
)
from api.services.reviews.corrections import Asked
from data.db import act_as
from data.domain.actor import SYSTEM
from data.domain.assessment import Status, Verdict
from data.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, ShusekiError
from data.domain.plan.kinds import PlanType
from data.domain.review import CorrectionState, ScreeningRound
from data.orm import AuditRow, CorrectionItem, StoredAssessment, Submission
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case

TODAY = date(2026, 3, 10)
LATER = date(2026, 4, 1)
ASKED = Asked("/power/steps/0/capacity_mw", "根拠資料を添えてください。", LATER)


@pytest.fixture
def case(session: Session, ministry: Ministry) -> Sent:
    return send_case(session, ministry, "R8-1-0010")


def last_events(session: Session, count: int) -> list[str]:
    act_as(session, SYSTEM)
    query = select(AuditRow.event).order_by(AuditRow.position.desc()).limit(count)
    return list(session.scalars(query))


def test_judgement_and_overruling_stand_beside_the_findings(
    session: Session, ministry: Ministry, case: Sent
) -> None:
    act_as(session, ministry.actors["reviewer"])
    judgements.judge(session, case.id, "gx.away", Status.NOT_MET, "東京圏に近い")
    judgements.judge(session, case.id, "gx.away", Status.MET, "系統は別である")
    act_as(session, ministry.actors["manager"])
    judgements.overrule(session, case.id, "gx.window", Status.MET, "障害時の受付を認めた")
    view = case_view.read(session, case.id)
    by = {each.finding.criterion: each for each in view.result.findings}
    assert by["gx.away"].judgement is not None
    assert (by["gx.away"].judgement.reason, by["gx.away"].status) == ("系統は別である", Status.MET)
    assert by["gx.window"].finding.status is Status.NOT_MET
    assert by["gx.window"].status is Status.MET
    assert view.result.verdict is Verdict.ELIGIBLE
    assert view.version.assessment.verdict == "not_eligible"
    assert last_events(session, 3) == [
        "application:confidential:read",
        "application:overruled",
        "application:judged",
    ]


@pytest.mark.parametrize(
    ("name", "criterion", "status", "reason", "refusal"),
    [
        ("reviewer", "gx.land", Status.MET, "理由", Conflict),
        ("reviewer", "gx.away", Status.INCOMPLETE, "理由", InvalidInput),
        ("reviewer", "gx.away", Status.MET, " ", InvalidInput),
        ("reviewer", "gx.none", Status.MET, "理由", NotFound),
        ("unassigned", "gx.away", Status.MET, "理由", NotFound),
        ("officer", "gx.away", Status.MET, "理由", NotFound),
        ("neighbour", "gx.away", Status.MET, "理由", NotAllowed),
        ("administrator", "gx.away", Status.MET, "理由", NotFound),
    ],
)
def test_a_judgement_is_refused(
    session: Session, ministry: Ministry, case: Sent,
    name: str, criterion: str, status: Status, reason: str, refusal: type[ShusekiError],
) -> None:  # fmt: skip
    act_as(session, ministry.actors[name])
    with pytest.raises(refusal):
        judgements.judge(session, case.id, criterion, status, reason)


@pytest.mark.parametrize(
    ("name", "criterion", "status", "reason", "refusal"),
    [
        ("reviewer", "gx.window", Status.MET, "理由", NotAllowed),
        ("manager", "gx.away", Status.MET, "理由", Conflict),
        ("manager", "gx.window", Status.NOT_MET, "理由", InvalidInput),
        ("manager", "gx.window", Status.NEEDS_REVIEW, "理由", InvalidInput),
        ("manager", "gx.window", Status.MET, "", InvalidInput),
    ],
)
def test_an_overruling_is_refused(
    session: Session, ministry: Ministry, case: Sent,
    name: str, criterion: str, status: Status, reason: str, refusal: type[ShusekiError],
) -> None:  # fmt: skip
    act_as(session, ministry.actors[name])
    with pytest.raises(refusal):
        judgements.overrule(session, case.id, criterion, status, reason)


def test_who_reads_a_case_is_recorded_and_who_may_not_gets_nothing(
    session: Session, ministry: Ministry, case: Sent
) -> None:
    act_as(session, ministry.actors["reviewer"])
    assert case_view.read(session, case.id).application.number == case.number
    assert last_events(session, 1) == ["application:confidential:read"]
    for name, refusal in (("officer", NotFound), ("neighbour", NotAllowed), ("unassigned", NotFound)):
        act_as(session, ministry.actors[name])
        with pytest.raises(refusal):
            case_view.read(session, case.id)
    act_as(session, ministry.actors["conflicted"])
    with pytest.raises(NotFound):
        case_view.read(session, ministry.sent)


def test_who_reads_scores_returns_and_sums_is_recorded(
    session: Session, ministry: Ministry, case: Sent
) -> None:
    reads: tuple[Callable[[], object], ...] = (
        lambda: scores.seen(session, case.id),
        lambda: kpi_returns.standing(session, case.id, TODAY),
        lambda: kpi_returns.all_standing(session, TODAY),
        lambda: portfolio.groups(session),
        lambda: score_reports.disagreement(session, "R8-1", PlanType.GX2, ScreeningRound.FIRST),
    )
    for number, read in enumerate(reads, start=1):
        act_as(session, ministry.actors["manager"])
        read()
        assert last_events(session, number) == ["application:confidential:read"] * number


def test_a_returned_case_carries_its_items_and_the_submission_stays_as_sent(
    session: Session, ministry: Ministry, case: Sent
) -> None:
    before = session.get_one(Submission, case.submission).document
    act_as(session, ministry.actors["reviewer"])
    with pytest.raises(Conflict):
        corrections.hand_back(session, case.id, "記載の不備", 1)
    corrections.draft(session, case.id, [ASKED], TODAY)
    act_as(session, ministry.actors["neighbour"])
    own = select(CorrectionItem).where(CorrectionItem.application_id == case.id)
    assert session.scalars(own).all() == []
    act_as(session, ministry.actors["reviewer"])
    returned = corrections.hand_back(session, case.id, "記載の不備", 1)
    assert (returned.state, returned.version) == ("returned", 2)
    act_as(session, ministry.actors["neighbour"])
    item = session.scalars(own).one()
    assert (item.state, item.remark) == ("open", ASKED.remark)
    session.expire_all()
    act_as(session, SYSTEM)
    assert session.get_one(Submission, case.submission).document == before
    assert (
        len(session.scalars(select(StoredAssessment).where(StoredAssessment.plan_id == case.plan)).all()) == 1
    )


def test_every_problem_of_every_item_is_told(session: Session, ministry: Ministry, case: Sent) -> None:
    act_as(session, ministry.actors["reviewer"])
    asked = [ASKED, Asked("/no/such", " ", TODAY), Asked("title", "題名", LATER)]
    with pytest.raises(InvalidInput) as caught:
        corrections.draft(session, case.id, asked, TODAY)
    assert [problem.field for problem in caught.value.problems] == [
        "/items/1/pointer",
        "/items/1/remark",
        "/items/1/due_on",
        "/items/2/pointer",
    ]


def test_only_an_answered_item_is_accepted(session: Session, ministry: Ministry) -> None:
    act_as(session, ministry.actors["reviewer"])
    item = session.scalars(select(CorrectionItem).where(CorrectionItem.state == "open")).one()
    with pytest.raises(StaleVersion):
        corrections.settle(session, item.id, CorrectionState.DROPPED, item.version - 1)
    with pytest.raises(Conflict):
        corrections.settle(session, item.id, CorrectionState.ACCEPTED, item.version)
    assert corrections.settle(session, item.id, CorrectionState.DROPPED, item.version).state == "dropped"
    act_as(session, ministry.actors["conflicted"])
    with pytest.raises(NotFound):
        corrections.settle(session, item.id, CorrectionState.DROPPED, item.version)


def test_a_screening_begins_once(session: Session, ministry: Ministry) -> None:
    sent = send_case(session, ministry, "R8-1-0030", state="submitted")
    act_as(session, ministry.actors["reviewer"])
    assert screenings.begin(session, sent.id, 1).state == "first_screening"
    with pytest.raises(Conflict):
        screenings.begin(session, sent.id, 2)
