"""Assigning cases to posts, one or many: everything is checked first, and all of it is done or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.applications import notices
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.errors import InvalidInput, NotFound, Problem
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, State
from data.orm import Application, Assignment, ConflictOfInterest
from data.queries import clock
from data.queries.reviews import assignments
from data.queries.reviews.assignments import ReviewPost
from rules.access import Action, GeneralAction, may, require_generally

TOLD = Text("審査の割当て", "assigned for review")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An assignment somebody asks for; ``row`` names it in problems, such as ``3行目``."""

    row: str
    case: Application
    post: ReviewPost
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Assignments that were checked together, every problem of them, and the loads they would lead to."""

    wanted: tuple[Wanted, ...]
    problems: tuple[Problem, ...]
    loads: tuple[tuple[ReviewPost, int], ...]


def posts(session: Session) -> list[ReviewPost]:
    """Return the posts that can be assigned to. Raises ``NotAllowed`` for all but the manager."""
    require_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK)
    return assignments.posts(session, clock.moment(session))


def assign(session: Session, application_id: UUID, post_id: UUID, due_on: date | None) -> Assignment:
    """Assign one case to one post.

    Raises ``NotFound``, ``NotAllowed``, and ``InvalidInput`` when the post cannot have the case.
    """
    case = access.permitted(session, Action.ASSIGN, application_id, for_update=True)
    post = next((each for each in posts(session) if each.id == post_id), None)
    if post is None:
        raise NotFound(Text("割り当てられる職ではありません。", "No case can be assigned to such a post."))
    return assign_all(session, check(session, [Wanted("post", case, post, due_on)]))[0]


def check(session: Session, wanted: Sequence[Wanted], problems: Iterable[Problem] = ()) -> Checked:
    """Return ``wanted`` with every problem of it added to those found before; nothing is stored."""
    require_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK)
    taken = {(each.application_id, each.post_id) for each in _current(session, wanted)}
    declared = assignments.conflicts(session)
    found = list(problems)
    for each in wanted:
        pair = (each.case.id, each.post.id)
        found += _problems(session, each, declared, taken_before=pair in taken)
        taken.add(pair)
    return Checked(tuple(wanted), tuple(found), _loads(wanted))


def assign_all(session: Session, checked: Checked) -> list[Assignment]:
    """Store every checked assignment and tell the posts. Raises ``InvalidInput`` with all problems."""
    require_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK)
    if checked.problems:
        raise InvalidInput.of(checked.problems)
    rows = [
        Assignment(
            id=uuid4(),
            application_id=each.case.id,
            post_id=each.post.id,
            due_on=each.due_on,
            assigned_by=actor_of(session).account_id,
        )
        for each in checked.wanted
    ]
    assignments.add(session, rows)
    for each in checked.wanted:
        notices.tell(session, [each.post.id], NoticeKind.ASSIGNMENT, TOLD, each.case)
    for row in rows:
        after = {"post": str(row.post_id), "due_on": row.due_on.isoformat() if row.due_on else None}
        audit.record(session, AuditEvent.ASSIGNED, "application", row.application_id, after=after)
    return rows


def end(session: Session, assignment_id: UUID) -> None:
    """End an assignment; what was judged and scored stays. Raises ``NotFound`` and ``NotAllowed``."""
    row = assignments.find(session, assignment_id)
    if row is None or row.ended_at is not None:
        raise NotFound(Text("該当する割当てはありません。", "There is no such assignment."))
    access.permitted(session, Action.ASSIGN, row.application_id)
    row.ended_at = clock.moment(session)
    session.flush()
    audit.record(
        session, AuditEvent.UNASSIGNED, "application", row.application_id, before={"post": str(row.post_id)}
    )


def in_conflict(case: Application, post: ReviewPost, declared: Iterable[ConflictOfInterest]) -> bool:
    """Return whether a holder of the post declared a conflict with the case or its body."""
    return any(
        each.account_id in post.holders and (each.application_id == case.id or each.body_id == case.body_id)
        for each in declared
    )


def _current(session: Session, wanted: Sequence[Wanted]) -> Sequence[Assignment]:
    return assignments.current(session, {each.case.id for each in wanted})


def _loads(wanted: Sequence[Wanted]) -> tuple[tuple[ReviewPost, int], ...]:
    posts = {each.post.id: each.post for each in wanted}
    more = {post_id: sum(each.post.id == post_id for each in wanted) for post_id in posts}
    return tuple((post, post.load + more[post_id]) for post_id, post in posts.items())


def _problems(
    session: Session, wanted: Wanted, declared: Sequence[ConflictOfInterest], *, taken_before: bool
) -> Iterable[Problem]:
    if not may(actor_of(session), Action.ASSIGN, STAGE_OF[State.of(wanted.case.state)]):
        yield _problem(wanted, _WRONG_STAGE, _REMEDY_STAGE)
    if taken_before:
        yield _problem(wanted, _TWICE, _REMEDY_TWICE)
    if not wanted.post.holders:
        yield _problem(wanted, _VACANT, _REMEDY_VACANT)
    if in_conflict(wanted.case, wanted.post, declared):
        yield _problem(wanted, _CONFLICT, _REMEDY_CONFLICT)


def _problem(wanted: Wanted, message: Text, remedy: Text) -> Problem:
    return Problem(wanted.row, f"{wanted.case.number} → {wanted.post.title_ja}", message, remedy)


_WRONG_STAGE = Text("この段階の案件には割り当てられません。", "A case at this stage cannot be assigned.")
_REMEDY_STAGE = Text("この行を除いてください。", "Leave this row out.")
_TWICE = Text(
    "すでに割り当てられているか、同じ行が重複しています。", "Assigned already, or twice in the list."
)
_REMEDY_TWICE = Text("重複する行を除いてください。", "Leave the repeated row out.")
_VACANT = Text("現在この職に就いている者がいません。", "Nobody holds this post now.")
_REMEDY_VACANT = Text("別の職を指定してください。", "Name another post.")
_CONFLICT = Text("利益相反が申告されています。", "A conflict of interest has been declared.")
_REMEDY_CONFLICT = Text("申告のない別の職を指定してください。", "Name a post without a conflict.")
