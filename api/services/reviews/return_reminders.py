"""KPI returns that fall due or are late: told to the posts of the body, at most once a month for a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from api.services.applications import notices
from api.services.reviews import kpi_returns
from data.db import actor_of
from data.domain.actor import Role
from data.domain.errors import NotAllowed
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.orm import Application
from data.queries import applications, clock
from data.queries import notices as inboxes
from rules.screening.kpi_cycles import DueReturn, ReturnStatus

BEFORE = timedelta(days=30)
AGAIN_AFTER = timedelta(days=30)
_DUE = Text("KPI実績の報告期限が近づいています", "KPI returns fall due soon")
_LATE = Text("KPI実績の報告期限を過ぎています", "KPI returns are late")
_BY_TIMER = Text(
    "この通知は運用のコマンドが送ります。", "These notices are sent by a command of the operators."
)


@dataclass(frozen=True, slots=True)
class Reminded:
    """A certified case with returns not reported: due soon, late, and how many posts were told now."""

    number: str | None
    due: int
    late: int
    notices: int


def remind(session: Session, today: date, before: timedelta = BEFORE) -> list[Reminded]:
    """Tell officers and approvers of returns due within ``before`` or late; number and kind, no values.

    Those of bodies that make the plan jointly are told, too. Raises ``NotAllowed`` for people; a timer runs
    it as the product itself.
    """
    if actor_of(session).role is not Role.SYSTEM:
        raise NotAllowed(_BY_TIMER)
    return [
        _of_case(session, case, each.returns, today + before)
        for each in kpi_returns.gathered(session, today)
        if any(_waits(one, today + before) for one in each.returns)
        and (case := applications.find(session, each.application_id)) is not None
    ]


def _of_case(session: Session, case: Application, returns: Sequence[DueReturn], until: date) -> Reminded:
    late = sum(one.status is ReturnStatus.OVERDUE for one in returns)
    due = sum(_waits(one, until) for one in returns) - late
    told = inboxes.told_of_case(
        session, case.id, str(NoticeKind.RETURN_DUE), clock.moment(session) - AGAIN_AFTER
    )
    posts = notices.applicants(session, case, jointly=True) - told
    notices.tell(session, posts, NoticeKind.RETURN_DUE, _LATE if late else _DUE, case)
    return Reminded(case.number, due, late, len(posts))


def _waits(one: DueReturn, until: date) -> bool:
    return one.actual is None and one.due_on <= until
