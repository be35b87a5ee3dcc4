"""What waits for who reviews: counts that lead into the queue, and the cases of one's own post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from api.services.reviews import queue
from api.web.review.asked import Asked
from data.domain.actor import Actor, Role
from data.domain.wording import Text
from data.queries.reviews.queue import QueueLine

ADDRESS = "/review"
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number of cases and the address in the queue that shows them."""

    words: Text
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class MyReview:
    """Counts over the queue, and the cases of one's own post that have waited longest."""

    waiting: tuple[Waiting, ...]
    lines: tuple[QueueLine, ...]


def my_review(session: Session, actor: Actor, today: date) -> MyReview:
    """Return what waits for an actor who may see the queue; raises ``NotAllowed`` for others."""
    own = Asked(assignee=actor.post_id)
    counts = queue.counts(session, queue.narrowed(), today)
    waiting = [Waiting(_OWN, counts.by["assignee"].get(actor.post_id, 0), own.address(ADDRESS))]
    if actor.role is Role.MANAGER:
        free = counts.by["is_assigned"].get(False, 0)
        waiting.append(Waiting(_UNASSIGNED, free, Asked(assigned=False).address(ADDRESS)))
    late = counts.by["is_overdue"].get(True, 0)
    waiting.append(Waiting(_OVERDUE, late, Asked(overdue=True).address(ADDRESS)))
    waiting.append(Waiting(_ALL, counts.total, ADDRESS))
    lines = queue.page(session, own.filter(), today, MOST_SHOWN).lines
    return MyReview(tuple(waiting), lines)


_OWN = Text("担当する審査案件", "Cases assigned to you")
_UNASSIGNED = Text("未割当ての案件", "Cases assigned to nobody")
_OVERDUE = Text("期限を過ぎた案件", "Cases past their date")
_ALL = Text("閲覧できる全案件", "All cases you may see")
