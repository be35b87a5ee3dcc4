"""Scores: one's own until final, others' only then; proven at the service and at the database."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.services.reviews import conflicts, judgements, score_reports, scores
from api.services.reviews.scores import Given
from data.db import act_as
from data.domain.actor import SYSTEM
from data.domain.assessment import Status
from data.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, ShusekiError
from data.domain.plan.kinds import PlanType
from data.domain.review import ScreeningRound, Side
from data.orm import Assignment, AuditRow, Score
from rules.screening.cut_line import Cut, LineSide
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case

FIRST, GX2 = ScreeningRound.FIRST, PlanType.GX2
OPEN = {"gx.land": Status.MET, "gx.away": Status.NEEDS_REVIEW}
MEMBERS = ("finished", "unfinished", "unassigned")


def given(points: int, *sides: Side) -> dict[Side, Given]:
    return {side: Given(points, "根拠が具体的") for side in sides or Side}


@pytest.fixture
def cases(session: Session, ministry: Ministry) -> list[Sent]:
    sent = [send_case(session, ministry, f"R8-1-001{n}", statuses=OPEN) for n in range(3)]
    for case in sent:
        for name in MEMBERS:
            session.add(
                Assignment(
                    application_id=case.id, post_id=ministry.actors[name].post_id,
                    assigned_by=ministry.actors["manager"].account_id,
                )
            )  # fmt: skip
    session.flush()
    return sent


def give(session: Session, ministry: Ministry, name: str, case: Sent, points: int) -> Score:
    act_as(session, ministry.actors[name])
    return scores.give(session, case.id, given(points), is_final=True)


def test_others_scores_are_hidden_until_ones_own_is_final(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    case = cases[0]
    give(session, ministry, "finished", case, 4)
    act_as(session, ministry.actors["unfinished"])
    scores.give(session, case.id, given(2, Side.REGION), is_final=False)
    own, final = scores.seen(session, case.id)
    assert own is not None
    assert (own.version, list(final)) == (1, [])
    raw = select(Score).where(Score.application_id == case.id)
    assert [row.account_id for row in session.scalars(raw)] == [ministry.actors["unfinished"].account_id]
    scores.give(session, case.id, given(2), is_final=True)
    own, final = scores.seen(session, case.id)
    assert own is not None
    assert (own.version, len(final)) == (2, 2)
    act_as(session, ministry.actors["unassigned"])
    assert scores.seen(session, case.id) == (None, [])


def test_the_trail_does_not_tell_points(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    give(session, ministry, "finished", cases[0], 4)
    act_as(session, SYSTEM)
    entry = session.scalars(select(AuditRow).order_by(AuditRow.position.desc())).first()
    assert entry is not None
    assert entry.after == {"screening": "first", "version": 1, "is_final": True}


@pytest.mark.parametrize(
    ("sides", "fields"),
    [
        (given(6), ["/sides/infrastructure/points", "/sides/competitiveness/points",
                    "/sides/decarbonisation/points", "/sides/region/points"]),
        (given(3, Side.REGION),
         ["/sides/infrastructure", "/sides/competitiveness", "/sides/decarbonisation"]),
        (given(3) | {Side.REGION: Given(0, " ")}, ["/sides/region/points", "/sides/region/reason"]),
    ],
)  # fmt: skip
def test_a_score_is_whole_on_the_scale_and_reasoned(
    session: Session, ministry: Ministry, cases: list[Sent], sides: dict[Side, Given], fields: list[str]
) -> None:
    act_as(session, ministry.actors["finished"])
    with pytest.raises(InvalidInput) as caught:
        scores.give(session, cases[0].id, sides, is_final=True)
    assert [problem.field for problem in caught.value.problems] == fields


def test_a_final_score_stays(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    give(session, ministry, "finished", cases[0], 4)
    with pytest.raises(Conflict):
        scores.give(session, cases[0].id, given(1), is_final=False)


def test_a_member_in_conflict_finds_no_case_to_score(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, ministry.actors["finished"])
    conflicts.declare(session, cases[0].id, "顧問を務めている")
    for refused in (lambda: scores.give(session, cases[0].id, given(3), is_final=True),
                    lambda: scores.seen(session, cases[0].id)):  # fmt: skip
        with pytest.raises(NotFound):
            refused()


@pytest.mark.parametrize(
    ("name", "refusal"), [("reviewer", NotAllowed), ("manager", NotAllowed), ("officer", NotFound)]
)
def test_only_members_score(
    session: Session, ministry: Ministry, cases: list[Sent], name: str, refusal: type[ShusekiError]
) -> None:
    act_as(session, ministry.actors[name])
    with pytest.raises(refusal):
        scores.give(session, cases[0].id, given(3), is_final=True)


def test_the_reports_tell_spread_rank_and_who_decides(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    table = {"finished": (5, 3, 1), "unfinished": (2, 3, 1), "unassigned": (3, 3, 1)}
    for name, row in table.items():
        for case, points in zip(cases, row, strict=True):
            give(session, ministry, name, case, points)
    act_as(session, ministry.actors["reviewer"])
    spread = score_reports.disagreement(session, "R8-1", GX2, FIRST)
    assert [(each.case, each.widest) for each in spread[:2]] == [("R8-1-0010", 3), ("R8-1-0001", 0)]
    report = score_reports.line(session, "R8-1", GX2, FIRST, Cut(places=1))
    assert report.ranking[0].case == "R8-1-0010"
    assert report.ranking[0].total == Fraction(40, 3)
    assert report.ranking[0].side is LineSide.ABOVE
    changed = report.without_member[str(ministry.actors["finished"].account_id)]
    assert {change.case for change in changed} >= {"R8-1-0010", "R8-1-0011"}
    assert set(report.undecided) == {case.number for case in cases}
    judgements.judge(session, cases[1].id, "gx.away", Status.MET, "距離は十分")
    report = score_reports.line(session, "R8-1", GX2, FIRST, Cut(places=1))
    assert [(each.case, each.then) for each in report.if_undecided_fail] == [
        ("R8-1-0001", LineSide.ON_LINE),
        ("R8-1-0011", LineSide.ON_LINE),
    ]


@pytest.mark.parametrize("name", ["finished", "officer", "administrator"])
def test_reports_on_scores_are_for_the_ministry(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, ministry.actors[name])
    with pytest.raises(NotAllowed):
        score_reports.disagreement(session, "R8-1", GX2, FIRST)
