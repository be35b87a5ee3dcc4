"""The queue: everybody's own part of it, filtered, counted, paged by key, in one statement each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from api.services.reviews import queue
from data.db import act_as
from data.domain.errors import NotAllowed, NotFound
from data.domain.workflow import State
from data.orm import Assignment
from data.queries.reviews.queue import QueueFilter
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case, send_cases

TODAY = date(2026, 3, 10)
ALL = QueueFilter()


@pytest.fixture
def cases(session: Session, ministry: Ministry) -> list[Sent]:
    sent = list(send_cases(session, ministry, 4))
    sent.append(
        send_case(
            session, ministry, "R8-1-0020", state="submitted", plan_type="A",
            document={"fields": [{"field_id": "semiconductor"}, {"field_id": "ai"}]},
        )
    )  # fmt: skip
    session.add(
        Assignment(
            application_id=sent[1].id, post_id=ministry.actors["reviewer"].post_id,
            assigned_by=ministry.actors["manager"].account_id, due_on=date(2026, 3, 9),
        )
    )  # fmt: skip
    session.flush()
    return sent


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []
    connection = session.connection()

    def remember(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", remember)
    yield seen
    event.remove(connection, "before_cursor_execute", remember)


def numbers(session: Session, wanted: QueueFilter = ALL) -> list[str]:
    return [line.number for line in queue.page(session, wanted, TODAY, 50).lines]


def test_the_ministry_sees_what_was_sent_longest_waiting_first(
    session: Session, ministry: Ministry, cases: list[Sent], statements: list[str]
) -> None:
    act_as(session, ministry.actors["manager"])
    statements.clear()
    assert numbers(session) == ["R8-1-0001", *[case.number for case in cases]]
    assert len(statements) == 2, "their places, and what is shown of them"


@pytest.mark.parametrize(
    ("name", "count"), [("conflicted", 5), ("finished", 1), ("unassigned", 0), ("reviewer", 6)]
)
def test_everybody_sees_their_part(
    session: Session, ministry: Ministry, cases: list[Sent], name: str, count: int
) -> None:
    act_as(session, ministry.actors[name])
    assert len(numbers(session)) == count
    assert queue.counts(session, ALL, TODAY).total == count


@pytest.mark.parametrize("name", ["officer", "approver", "administrator"])
def test_who_reviews_nothing_has_no_queue(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, ministry.actors[name])
    with pytest.raises(NotAllowed):
        queue.page(session, ALL, TODAY, 50)
    with pytest.raises(NotAllowed):
        queue.counts(session, ALL, TODAY)


@pytest.mark.parametrize(
    ("wanted", "found_ones"),
    [
        (QueueFilter(plan_type="A"), ["R8-1-0020"]),
        (QueueFilter(field_id="ai"), ["R8-1-0020"]),
        (QueueFilter(states=frozenset({State.SUBMITTED})), ["R8-1-0020"]),
        (QueueFilter(is_overdue=True), ["R8-1-0011"]),
        (QueueFilter(prefectures=frozenset({"15"})), ["R8-1-0001"]),
        (QueueFilter(call_code="R8-2"), []),
        (QueueFilter(verdict="eligible"), []),
        (QueueFilter(is_assigned=True), ["R8-1-0001", "R8-1-0011"]),
    ],
)
def test_filters_narrow(
    session: Session, ministry: Ministry, cases: list[Sent], wanted: QueueFilter, found_ones: list[str]
) -> None:
    act_as(session, ministry.actors["manager"])
    assert numbers(session, wanted) == found_ones
    assert queue.counts(session, wanted, TODAY).total == len(found_ones)


def test_the_queue_of_one_post_holds_what_is_assigned_to_it(
    session: Session, ministry: Ministry, cases: list[Sent]
) -> None:
    act_as(session, ministry.actors["manager"])
    wanted = QueueFilter(assignee=ministry.actors["reviewer"].post_id)
    assert numbers(session, wanted) == [cases[1].number]
    assert queue.counts(session, wanted, TODAY).total == 1


def test_counts_agree_with_the_list(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    act_as(session, ministry.actors["manager"])
    counts = queue.counts(session, ALL, TODAY)
    assert counts.total == 6
    assert counts.by["plan_type"] == {"GX2": 5, "A": 1}
    assert counts.by["state"] == {"first_screening": 5, "submitted": 1}
    assert counts.by["prefecture"] == {"16": 5, "15": 1}
    assert counts.by["is_overdue"] == {False: 5, True: 1}
    assert counts.by["field_id"] == {"semiconductor": 1, "ai": 1}
    assert counts.by["assignee"][ministry.actors["reviewer"].post_id] == 1


def test_pages_by_key_hold_every_case_once(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    act_as(session, ministry.actors["reviewer"])
    cursor, seen = None, []
    while True:
        page = queue.page(session, ALL, TODAY, 2, cursor)
        seen += [line.number for line in page.lines]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == numbers(session)


def test_the_next_case_follows_until_the_end(session: Session, ministry: Ministry, cases: list[Sent]) -> None:
    act_as(session, ministry.actors["reviewer"])
    following = queue.following(session, ALL, TODAY, cases[0].id)
    assert following is not None
    assert following.number == cases[1].number
    assert queue.following(session, ALL, TODAY, cases[-1].id) is None
    act_as(session, ministry.actors["conflicted"])
    with pytest.raises(NotFound):
        queue.following(session, ALL, TODAY, ministry.sent)
