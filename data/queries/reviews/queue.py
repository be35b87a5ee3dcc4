"""Reads the review queue: cases the actor may know with what a list needs of them, in one statement each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    Subquery,
    Uuid,
    and_,
    any_,
    func,
    literal,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, aggregate_order_by, distinct_on
from sqlalchemy.orm import QueryableAttribute, Session

from data.domain.plan.vocabulary import Vocabulary
from data.domain.review import CorrectionState
from data.domain.workflow import State
from data.orm import (
    Application,
    Assignment,
    Body,
    Call,
    CorrectionItem,
    Score,
    StoredAssessment,
    Submission,
)
from data.queries.visibility import visible

FACETS = ("call_code", "plan_type", "state", "verdict", "prefecture", "is_overdue", "is_assigned")


class QueueOrder(Vocabulary):
    """How the queue is sorted."""

    WAITING = "waiting", "長く待っている順", "longest waiting first"
    NEWEST = "newest", "動きの新しい順", "latest change first"
    DUE = "due", "期限の近い順", "earliest deadline first"
    RECEIVED = "received", "受付の早い順", "first received first"


NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a case without a deadline stands when the queue is sorted by deadlines: last."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What narrows the queue; what is ``None`` does not."""

    call_code: str | None = None
    plan_type: str | None = None
    states: frozenset[State] | None = None
    prefectures: frozenset[str] | None = None
    """Two-digit codes."""
    field_id: str | None = None
    """Strategic field that the document names."""
    assignee: UUID | None = None
    """Post the case is assigned to."""
    is_assigned: bool | None = None
    verdict: str | None = None
    is_overdue: bool | None = None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One case of the queue; ``verdict`` and ``title`` are those of the version sent last."""

    id: UUID
    number: str
    call_code: str
    plan_type: str
    state: State
    state_since: datetime
    body_name_ja: str
    body_name_en: str
    prefecture: str | None
    """Two digits; ``None`` where the document names no body."""
    title: str | None
    verdict: str | None
    posts: tuple[UUID, ...]
    due_on: date | None
    """The earliest date somebody is to be ready by: a review or an open correction item."""
    is_overdue: bool
    final_scores: int
    version: int
    place: datetime
    """The moment by which it stands in the queue as sorted, for the cursor of a page that ends with it."""


def page(
    session: Session,
    wanted: QueueFilter,
    today: date,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    order: QueueOrder = QueueOrder.WAITING,
) -> list[QueueLine]:
    """Return up to ``limit`` cases that come after the given place, in this order.

    First the places alone, which need few of the tables, then what a line shows of those cases only: read in
    one go, the cost of a page grew with the square of the cases.
    """
    cases = _cases(session, wanted, today)
    parts, backwards = (_key(cases, order), cases.c.id), order is QueueOrder.NEWEST
    query = select(cases.c.id, parts[0].label("place")).limit(limit)
    query = query.order_by(*[part.desc() if backwards else part for part in parts])
    if after is not None:
        here, there = tuple_(*parts), tuple_(*after)
        query = query.where(here < there if backwards else here > there)
    places = {row.id: row.place for row in session.execute(query)}
    shown = select(_cases(session, wanted, today, tuple(places)))
    lines = {row.id: _line(row, places[row.id]) for row in session.execute(shown)}
    return [lines[each] for each in places]


def place_of(session: Session, today: date, application_id: UUID, order: QueueOrder) -> datetime | None:
    """Return by which moment a case stands in the queue sorted so; ``None`` for one that is not in it."""
    cases = _cases(session, QueueFilter(), today)
    return session.scalar(select(_key(cases, order)).where(cases.c.id == application_id))


def _key(cases: Subquery, order: QueueOrder) -> ColumnElement[datetime]:
    if order is QueueOrder.DUE:
        return func.coalesce(cases.c.due_on.cast(TIMESTAMP(timezone=True)), literal(NO_DEADLINE))
    return cases.c.first_submitted_at if order is QueueOrder.RECEIVED else cases.c.state_since


def facets(session: Session, wanted: QueueFilter, today: date) -> dict[str, dict[Any, int]]:
    """Return for each of ``FACETS`` and for ``total`` how many of the filtered cases have each value.

    A case may name several strategic fields (``field_id``) and be assigned to several posts (``assignee``).
    The narrow rows are read once and counted here: the queue behind them costs far more than they do.
    """
    cases = _cases(session, wanted, today)
    columns = [cases.c[name] for name in FACETS]
    rows = session.execute(select(*columns, cases.c.posts, cases.c.fields)).all()
    found: dict[str, dict[Any, int]] = {
        name: Counter(row[place] for row in rows) for place, name in enumerate(FACETS)
    }
    found["assignee"] = Counter(post for row in rows for post in row.posts or ())
    found["field_id"] = Counter(field for row in rows for field in _field_ids(row.fields))
    return found | {"total": {None: len(rows)}}


def _field_ids(fields: list[dict[str, Any]] | None) -> set[str]:
    named = {field.get("field_id") for field in fields or ()}
    return {each for each in named if each is not None}


def _cases(
    session: Session, wanted: QueueFilter, today: date, among: Sequence[UUID] | None = None
) -> Subquery:
    """The filtered queue as a subquery that pages, facets and the next case are all read from.

    With ``among`` it holds these cases only; PostgreSQL does not find out by itself that the tables that are
    joined are then needed for these cases only.
    """
    cases = _everything(session, today, among)
    return select(cases).where(*_conditions(cases, wanted)).subquery("filtered")


def _everything(session: Session, today: date, among: Sequence[UUID] | None) -> Subquery:
    sent, assigned = _latest_sent(session, among), _assigned(session, among)
    items, scores = _open_items(session, among), _final_scores(session, among)
    due_on = func.least(assigned.c.due_on, items.c.due_on)
    return (
        select(
            Application.id,
            Application.number,
            Call.code.label("call_code"),
            Application.plan_type,
            Application.state,
            *(Application.state_since, Application.first_submitted_at),
            Body.name_ja.label("body_name_ja"),
            Body.name_en.label("body_name_en"),
            func.left(sent.c.document["body"].astext, 2).label("prefecture"),
            sent.c.title,
            sent.c.document["fields"].label("fields"),
            StoredAssessment.verdict,
            assigned.c.posts,
            due_on.label("due_on"),
            func.coalesce(due_on < today, False).label("is_overdue"),
            assigned.c.posts.is_not(None).label("is_assigned"),
            func.coalesce(scores.c.members, 0).label("final_scores"),
            Application.version,
        )
        .join(Call, Call.id == Application.call_id)
        .join(Body, Body.id == Application.body_id)
        .outerjoin(sent, sent.c.application_id == Application.id)
        .outerjoin(
            StoredAssessment,
            and_(StoredAssessment.id == sent.c.assessment_id, visible(session, StoredAssessment)),
        )
        .outerjoin(assigned, assigned.c.application_id == Application.id)
        .outerjoin(items, items.c.application_id == Application.id)
        .outerjoin(scores, scores.c.application_id == Application.id)
        .where(visible(session, Application), Application.first_submitted_at.is_not(None))
        .where(_is_among(Application.id, among))
        .subquery("queue")
    )


def _conditions(cases: Subquery, wanted: QueueFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("call_code", "plan_type", "verdict", "is_overdue", "is_assigned"):
        value = getattr(wanted, name)
        if value is not None:
            yield cases.c[name] == value
    if wanted.states is not None:
        yield cases.c.state.in_([str(state) for state in wanted.states])
    if wanted.prefectures is not None:
        yield cases.c.prefecture.in_(wanted.prefectures)
    if wanted.assignee is not None:
        yield literal(wanted.assignee) == any_(cases.c.posts)
    if wanted.field_id is not None:
        yield cases.c.fields.contains([{"field_id": wanted.field_id}])


def _is_among(case: QueryableAttribute[UUID], among: Sequence[UUID] | None) -> ColumnElement[bool]:
    return true() if among is None else case == any_(literal(list(among), ARRAY(Uuid)))


def _latest_sent(session: Session, among: Sequence[UUID] | None) -> Subquery:
    columns = (Submission.application_id, Submission.title, Submission.document, Submission.assessment_id)
    return (
        select(*columns)
        .ext(distinct_on(Submission.application_id))
        .where(visible(session, Submission), _is_among(Submission.application_id, among))
        .order_by(Submission.application_id, Submission.number.desc())
        .subquery("sent")
    )


def _assigned(session: Session, among: Sequence[UUID] | None) -> Subquery:
    posts = func.array_agg(aggregate_order_by(Assignment.post_id, Assignment.post_id.asc()))
    return (
        select(Assignment.application_id, posts.label("posts"), func.min(Assignment.due_on).label("due_on"))
        .where(Assignment.ended_at.is_(None), visible(session, Assignment))
        .where(_is_among(Assignment.application_id, among))
        .group_by(Assignment.application_id)
        .subquery("assigned")
    )


def _open_items(session: Session, among: Sequence[UUID] | None) -> Subquery:
    return (
        select(CorrectionItem.application_id, func.min(CorrectionItem.due_on).label("due_on"))
        .where(CorrectionItem.state == str(CorrectionState.OPEN), visible(session, CorrectionItem))
        .where(_is_among(CorrectionItem.application_id, among))
        .group_by(CorrectionItem.application_id)
        .subquery("items")
    )


def _final_scores(session: Session, among: Sequence[UUID] | None) -> Subquery:
    members = func.count(func.distinct(Score.account_id)).label("members")
    return (
        select(Score.application_id, members)
        .where(Score.is_final, visible(session, Score), _is_among(Score.application_id, among))
        .group_by(Score.application_id)
        .subquery("scores")
    )


def _line(row: Row[Any], place: datetime) -> QueueLine:
    names = (
        "id", "number", "call_code", "plan_type", "state_since", "body_name_ja", "body_name_en",
        "prefecture", "title", "verdict", "due_on", "is_overdue", "final_scores", "version",
    )  # fmt: skip
    return QueueLine(
        **{name: getattr(row, name) for name in names},
        state=State.of(row.state),
        posts=tuple(row.posts or ()),
        place=place,
    )
