"""``/v1/review/queue``: the queue with filters, its counts, and the case that comes next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.deps import DatabaseSession, Now, PageSize, Today
from api.services.reviews import queue as service
from api.v1.reviews.gates import require_review
from api.v1.reviews.words import Answer
from data.domain.assessment import Verdict
from data.domain.plan.kinds import PlanType
from data.domain.workflow import STAGE_OF, Stage, State
from data.queries.reviews.queue import QueueFilter, QueueLine

router = APIRouter(prefix="/v1/review/queue", tags=["review"], dependencies=[Depends(require_review)])


class QueueLineAnswer(Answer):
    """One case of the queue."""

    id: UUID
    number: str
    call: str
    plan_type: PlanType
    title: str | None
    body: str
    body_en: str
    prefecture: str | None
    state: State
    stage: Stage
    since: datetime
    age_days: int
    verdict: Verdict | None
    posts: list[UUID]
    due_on: date | None
    overdue: bool
    final_scores: int
    version: int

    @classmethod
    def of(cls, line: QueueLine, now: datetime) -> QueueLineAnswer:
        """Tell a case as at ``now``."""
        return cls(
            id=line.id,
            number=line.number,
            call=line.call_code,
            plan_type=PlanType(line.plan_type),
            title=line.title,
            body=line.body_name_ja,
            body_en=line.body_name_en,
            prefecture=line.prefecture,
            state=line.state,
            stage=STAGE_OF[line.state],
            since=line.state_since,
            age_days=service.age_days(line, now),
            verdict=Verdict(line.verdict) if line.verdict else None,
            posts=list(line.posts),
            due_on=line.due_on,
            overdue=line.is_overdue,
            final_scores=line.final_scores,
            version=line.version,
        )


class QueueAnswer(Answer):
    """A page of the queue; give ``next`` as ``after`` to go on."""

    items: list[QueueLineAnswer]
    next: str | None


class CountsAnswer(Answer):
    """The filtered cases in all, and by facet and value; the key ``-`` counts those without a value."""

    total: int
    by: dict[str, dict[str, int]]


class NextAnswer(Answer):
    """The case that comes next; ``null`` at the end."""

    case: QueueLineAnswer | None


def wanted_of(
    call: Annotated[str | None, Query(max_length=40)] = None,
    plan_type: PlanType | None = None,
    state: Annotated[list[State] | None, Query()] = None,
    stage: Stage | None = None,
    prefecture: Annotated[list[str] | None, Query(description="都道府県の2桁")] = None,
    block: Annotated[str | None, Query(description="地域ブロックのkey")] = None,
    field: Annotated[str | None, Query(max_length=40, description="戦略分野のid")] = None,
    assignee: Annotated[UUID | None, Query(description="職のid")] = None,
    assigned: bool | None = None,
    verdict: Verdict | None = None,
    overdue: bool | None = None,
) -> QueueFilter:
    """Read the filters of the queue from the address; an unknown block holds nothing."""
    return service.narrowed(
        call_code=call,
        plan_type=plan_type,
        states=state,
        stage=stage,
        prefectures=prefecture,
        block=block,
        field_id=field,
        assignee=assignee,
        is_assigned=assigned,
        verdict=verdict,
        is_overdue=overdue,
    )


Wanted = Annotated[QueueFilter, Depends(wanted_of)]


@router.get("", summary="審査案件の一覧 / The review queue")
def read(
    session: DatabaseSession,
    wanted: Wanted,
    now: Now,
    today: Today,
    limit: PageSize = 50,
    after: Annotated[str | None, Query(max_length=200, description="前の回答の next")] = None,
) -> QueueAnswer:
    """List the cases one may know, those first that have waited longest."""
    page = service.page(session, wanted, today, limit, after)
    return QueueAnswer(items=[QueueLineAnswer.of(line, now) for line in page.lines], next=page.next_cursor)


@router.get("/counts", summary="審査案件の件数 / Counts of the queue")
def count(session: DatabaseSession, wanted: Wanted, today: Today) -> CountsAnswer:
    """Count the filtered cases by call, type, state, verdict, prefecture, field, post and lateness."""
    found = service.counts(session, wanted, today)
    by = {facet: {_key(value): n for value, n in values.items()} for facet, values in found.by.items()}
    return CountsAnswer(total=found.total, by=by)


@router.get("/next", summary="次の案件 / The next case")
def following(case: UUID, session: DatabaseSession, wanted: Wanted, now: Now, today: Today) -> NextAnswer:
    """Return the case that comes after ``case`` in the filtered queue."""
    line = service.following(session, wanted, today, case)
    return NextAnswer(case=None if line is None else QueueLineAnswer.of(line, now))


def _key(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "-" if value is None else str(value)
