"""Reviewing in a workbook: only one's own cases go out, and nothing that others said first is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from api.services.plans import StaleVersion
from api.services.reviews import case_view, judgements, offline
from data.db import act_as
from data.domain.assessment import Status
from data.domain.errors import InvalidInput, NotAllowed
from data.importers.review_workbook import CRITERION, JUDGED, MARK, REASON, SHEET
from data.orm import Assignment
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case

STATUSES = {"gx.land": Status.MET, "gx.away": Status.NEEDS_REVIEW, "gx.other": Status.NEEDS_REVIEW}


@pytest.fixture
def case(session: Session, ministry: Ministry) -> Sent:
    """Assigned to the reviewer; the case beside it is not."""
    sent = send_case(session, ministry, "R8-1-0010", statuses=STATUSES)
    send_case(session, ministry, "R8-1-0011", statuses=STATUSES)
    manager, reviewer = ministry.actors["manager"], ministry.actors["reviewer"]
    session.add(Assignment(application_id=sent.id, post_id=reviewer.post_id, assigned_by=manager.account_id))
    session.flush()
    act_as(session, reviewer)
    return sent


def edited(content: bytes, change: Callable[[Worksheet], object]) -> bytes:
    book = load_workbook(BytesIO(content))
    change(book[SHEET])
    with BytesIO() as out:
        book.save(out)
        return out.getvalue()


def filled(content: bytes, **answers: tuple[str, str]) -> bytes:
    """The workbook with judgement and reason at the criteria named (``away`` for ``gx.away``)."""

    def change(page: Worksheet) -> None:
        for row in page.iter_rows(min_row=5):
            name = str(row[CRITERION - 1].value).removeprefix("gx.")
            if name in answers:
                row[JUDGED - 1].value, row[REASON - 1].value = answers[name]

    return edited(content, change)


def test_only_ones_own_cases_go_out_with_choices_and_nothing_that_runs(session: Session, case: Sent) -> None:
    content = offline.workbook(session)
    page = load_workbook(BytesIO(content))[SHEET]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=5)]
    assert [(row[2], row[4]) for row in rows] == [(case.number, name) for name in STATUSES]
    assert page.cell(1, 1).value == MARK
    assert page.column_dimensions["A"].hidden
    assert [rule.formula1 for rule in page.data_validations.dataValidation] == ['"充足,不充足"']
    assert b"vbaProject" not in content


def test_what_was_filled_in_is_told_then_stored_and_once(session: Session, case: Sent) -> None:
    content = filled(offline.workbook(session), away=("充足", "図面で確認"), other=("不充足", "根拠がない"))
    tried = offline.try_out(session, content)
    assert [(each.criterion, each.status) for each in tried.judged] == [
        ("gx.away", Status.MET),
        ("gx.other", Status.NOT_MET),
    ]
    assert case_view.read(session, case.id).result.unjudged == ("gx.away", "gx.other")
    offline.merge(session, content, tried.seen)
    assert case_view.read(session, case.id).result.unjudged == ()
    again = offline.try_out(session, content)
    assert (again.judged, again.conflicts) == ([], [])


def test_who_was_faster_is_not_overwritten(session: Session, ministry: Ministry, case: Sent) -> None:
    content = filled(offline.workbook(session), away=("充足", "図面で確認"), other=("不充足", "根拠がない"))
    seen = offline.try_out(session, content).seen
    act_as(session, ministry.actors["manager"])
    judgements.judge(session, case.id, "gx.away", Status.NOT_MET, "現地で確認")
    act_as(session, ministry.actors["reviewer"])
    with pytest.raises(StaleVersion):
        offline.merge(session, content, seen)
    tried = offline.try_out(session, content)
    assert [each.criterion for each in tried.judged] == ["gx.other"]
    assert [each.value for each in tried.conflicts] == [f"{case.number} gx.away"]
    offline.merge(session, content, tried.seen)
    by = {each.finding.criterion: each for each in case_view.read(session, case.id).result.findings}
    judged = by["gx.away"].judgement
    assert judged is not None
    assert judged.reason == "現地で確認"


def test_rows_moved_and_sorted_are_still_about_their_findings(session: Session, case: Sent) -> None:
    content = filled(offline.workbook(session), away=("充足", "図面で確認"))
    moved = edited(content, lambda page: page.insert_rows(5, 3))
    assert [each.criterion for each in offline.try_out(session, moved).judged] == ["gx.away"]


def test_a_mechanical_finding_and_a_case_no_longer_assigned_are_left_alone(
    session: Session, ministry: Ministry, case: Sent
) -> None:
    content = filled(offline.workbook(session), land=("不充足", "狭い"), away=("充足", "図面で確認"))
    tried = offline.try_out(session, content)
    assert [each.value for each in tried.conflicts] == [f"{case.number} gx.land"]
    act_as(session, ministry.actors["manager"])
    assert len(offline.try_out(session, content).conflicts) == 2


@pytest.mark.parametrize("answer", [("たぶん", "理由"), ("充足", None), (None, "理由だけ")])
def test_half_a_judgement_is_a_problem_at_its_cell(
    session: Session, case: Sent, answer: tuple[str, str]
) -> None:
    content = filled(offline.workbook(session), away=answer)
    with pytest.raises(InvalidInput) as refused:
        offline.try_out(session, content)
    assert refused.value.problems[0].field.startswith(f"{SHEET}!J")


def test_other_workbooks_and_other_people_are_refused(
    session: Session, ministry: Ministry, case: Sent
) -> None:
    content = offline.workbook(session)
    renamed = edited(content, lambda page: setattr(page.cell(4, JUDGED), "value", "結論"))
    foreign = edited(content, lambda page: setattr(page.cell(1, 1), "value", None))
    for spoilt in (renamed, foreign):
        with pytest.raises(InvalidInput):
            offline.try_out(session, spoilt)
    for name in ("finished", "officer", "administrator"):
        act_as(session, ministry.actors[name])
        with pytest.raises(NotAllowed):
            offline.workbook(session)
