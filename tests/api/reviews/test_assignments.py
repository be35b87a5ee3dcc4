"""Assigning: by hand, by CSV, proposed; all or nothing, and never where a conflict is declared."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.services import access
from api.services.reviews import assignment_lists, assignments, conflicts
from data.db import act_as
from data.domain.actor import SYSTEM, Role
from data.domain.errors import InvalidInput, NotAllowed, NotFound, ShusekiError
from data.orm import Application, Assignment, AuditRow, Notice
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_cases

HEAD = "案件番号,団体,職,期限\n"


@pytest.fixture
def cases(session: Session, ministry: Ministry) -> list[Sent]:
    return list(send_cases(session, ministry, 5))


def title(ministry: Ministry, session: Session, name: str) -> str:
    role = ministry.actors[name].role
    return f"{role.text.ja} {name}"


def assigned(session: Session) -> int:
    act_as(session, SYSTEM)
    return len(session.scalars(select(Assignment).where(Assignment.ended_at.is_(None))).all())


def test_a_case_is_assigned_told_and_recorded(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    post_id = ministry.actors["unassigned"].post_id
    assert post_id is not None
    act_as(session, ministry.actors["manager"])
    row = assignments.assign(session, cases[0].id, post_id, date(2026, 4, 1))
    act_as(session, ministry.actors["unassigned"])
    assert access.known(session, cases[0].id).id == cases[0].id
    act_as(session, SYSTEM)
    notices = session.scalars(select(Notice.message_ja).where(Notice.post_id == post_id)).all()
    assert f"{cases[0].number}：審査の割当て" in notices
    entry = session.scalars(select(AuditRow).order_by(AuditRow.position.desc())).first()
    assert entry is not None
    assert (entry.event, entry.after) == (
        "application:assigned",
        {"post": str(post_id), "due_on": "2026-04-01"},
    )
    act_as(session, ministry.actors["manager"])
    with pytest.raises(InvalidInput):
        assignments.assign(session, cases[0].id, post_id, None)
    assignments.end(session, row.id)
    act_as(session, ministry.actors["unassigned"])
    with pytest.raises(NotFound):
        access.known(session, cases[0].id)


@pytest.mark.parametrize("name", ["reviewer", "finished", "administrator", "officer"])
def test_only_the_manager_assigns(session: Session, ministry: Ministry, cases: list[Sent], name: str) -> None:
    act_as(session, ministry.actors[name])
    post_id = ministry.actors["unassigned"].post_id
    assert post_id is not None
    with pytest.raises((NotAllowed, NotFound)):
        assignments.assign(session, cases[0].id, post_id, None)
    with pytest.raises(NotAllowed):
        assignment_lists.read_csv(session, HEAD.encode())


def test_a_file_with_any_defect_assigns_nothing_and_tells_every_row(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    lines = [
        f"{cases[0].number},EXPERTS,{title(ministry, session, 'unassigned')},令和8年4月1日",
        f"R8-1-9999,EXPERTS,{title(ministry, session, 'unassigned')},",
        f"{cases[1].number},EXPERTS,いない職,",
        f"{cases[1].number},EXPERTS,{title(ministry, session, 'finished')},H31.5.1",
        f"{cases[0].number},EXPERTS,{title(ministry, session, 'unassigned')},",
        f"R8-1-0001,METI,{title(ministry, session, 'conflicted')},",
    ]
    before = assigned(session)
    act_as(session, ministry.actors["manager"])
    checked = assignment_lists.read_csv(session, (HEAD + "\n".join(lines)).encode("cp932"))
    assert [problem.field for problem in checked.problems] == ["3行目", "4行目", "5行目", "6行目", "7行目"]
    with pytest.raises(InvalidInput) as caught:
        assignments.assign_all(session, checked)
    assert len(caught.value.problems) == 5
    assert assigned(session) == before


def test_a_sound_file_assigns_every_row(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    rows = "".join(f"{case.number},EXPERTS,{title(ministry, session, 'unassigned')},\n" for case in cases)
    before = assigned(session)
    act_as(session, ministry.actors["manager"])
    checked = assignment_lists.read_csv(session, b"\xef\xbb\xbf" + (HEAD + rows).encode())
    assert checked.problems == ()
    assert [load for _, load in checked.loads] == [5]
    assert len(assignments.assign_all(session, checked)) == 5
    assert assigned(session) == before + 5


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "番号,職\n".encode(), b""])
def test_a_file_that_is_no_list_is_refused(session: Session, ministry: Ministry, content: bytes) -> None:
    act_as(session, ministry.actors["manager"])
    with pytest.raises(InvalidInput):
        assignment_lists.read_csv(session, content)


def test_a_proposal_is_even_avoids_conflicts_and_can_be_accepted(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, ministry.actors["unassigned"])
    conflicts.declare_with_body(session, "16000", "前職の在籍先")
    act_as(session, ministry.actors["manager"])
    ids = [case.id for case in cases]
    proposed = assignment_lists.proposal(session, ids, Role.COMMITTEE_MEMBER, 1)
    assert len(proposed.rows) == 5
    assert ministry.actors["unassigned"].post_id not in {row.post.id for row in proposed.rows}
    assert all("1名を除く" in row.why.ja for row in proposed.rows)
    assert sorted(load for _, load in proposed.loads) == [0, 3, 4]
    pairs = [(row.case.id, row.post.id, None) for row in proposed.rows]
    assert len(assignments.assign_all(session, assignment_lists.named(session, pairs))) == 5
    again = assignment_lists.proposal(session, ids, Role.COMMITTEE_MEMBER, 1)
    assert again.rows == ()


def test_a_declared_conflict_hides_the_case_and_ends_the_assignment(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, ministry.actors["finished"])
    conflicts.declare(session, ministry.sent, "共同研究の相手方")
    with pytest.raises(NotFound):
        access.known(session, ministry.sent)
    act_as(session, ministry.actors["manager"])
    post_id = ministry.actors["finished"].post_id
    assert post_id is not None
    with pytest.raises(InvalidInput) as caught:
        assignments.assign(session, ministry.sent, post_id, None)
    assert "利益相反" in caught.value.problems[0].message.ja
    mine = next(row for row in conflicts.declared(session) if "共同研究" in row.reason)
    conflicts.withdraw(session, mine.id, "相手方ではなかった")
    assert assignments.assign(session, ministry.sent, post_id, None).post_id == post_id


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("officer", NotAllowed),
        ("administrator", NotAllowed),
        ("conflicted", NotFound),
        ("neighbour", NotFound),
    ],
)
def test_who_reviews_nothing_has_no_conflict_to_declare(
    session: Session, ministry: Ministry, name: str, refusal: type[ShusekiError]
) -> None:
    act_as(session, ministry.actors[name])
    with pytest.raises(refusal):
        conflicts.declare(session, ministry.sent, "理由")


def test_a_conflict_needs_a_reason_and_only_a_manager_withdraws_it(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, ministry.actors["manager"])
    with pytest.raises(InvalidInput):
        conflicts.declare(session, cases[0].id, "  ")
    own = conflicts.declare(session, cases[0].id, "親族が在籍")
    with pytest.raises(NotAllowed):
        conflicts.withdraw(session, own.id, "解消")
    act_as(session, ministry.actors["reviewer"])
    with pytest.raises(NotAllowed):
        conflicts.withdraw(session, own.id, "解消")
    assert own.id not in {row.id for row in conflicts.declared(session)}


def test_a_certified_case_takes_no_assignment(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    case = session.get_one(Application, cases[0].id)
    case.batch, case.state = "第1弾", "certified"
    session.flush()
    act_as(session, ministry.actors["manager"])
    post_id = ministry.actors["reviewer"].post_id
    assert post_id is not None
    checked = assignment_lists.named(session, [(case.id, post_id, None)])
    assert [problem.message.ja for problem in checked.problems] == ["この段階の案件には割り当てられません。"]
