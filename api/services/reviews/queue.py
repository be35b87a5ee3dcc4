"""The review queue: pages, counts per facet, the next case; the row filter says whose cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access, cursors
from data.db import actor_of
from data.domain.assessment import Verdict
from data.domain.plan.kinds import PlanType
from data.domain.workflow import STAGE_OF, Stage, State
from data.queries.reviews import queue
from data.queries.reviews.queue import QueueFilter, QueueLine, QueueOrder
from data.reference.regions import regional_blocks
from rules.access import GeneralAction, require_generally


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; ``next_cursor`` names the place where the next one starts."""

    lines: tuple[QueueLine, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the filtered cases have each value; ``None`` counts those without one."""

    total: int
    by: Mapping[str, Mapping[Any, int]]


def narrowed(
    *,
    call_code: str | None = None,
    plan_type: PlanType | None = None,
    states: Collection[State] | None = None,
    stage: Stage | None = None,
    prefectures: Collection[str] | None = None,
    block: str | None = None,
    field_id: str | None = None,
    assignee: UUID | None = None,
    is_assigned: bool | None = None,
    verdict: Verdict | None = None,
    is_overdue: bool | None = None,
) -> QueueFilter:
    """Return the filter of what was asked for; stage and block narrow states and prefectures further.

    ``prefectures`` are two digits. A block nobody knows holds nothing.
    """
    wanted = set(states) if states else set(State)
    if stage is not None:
        wanted &= {each for each, of in STAGE_OF.items() if of is stage}
    within = set(prefectures) if prefectures else None
    if block is not None:
        found = regional_blocks().get(block)
        held = set(found.prefectures) if found else set()
        within = held if within is None else within & held
    return QueueFilter(
        call_code=call_code,
        plan_type=str(plan_type) if plan_type else None,
        states=frozenset(wanted),
        prefectures=None if within is None else frozenset(within),
        field_id=field_id,
        assignee=assignee,
        is_assigned=is_assigned,
        verdict=str(verdict) if verdict else None,
        is_overdue=is_overdue,
    )


def page(
    session: Session,
    wanted: QueueFilter,
    today: date,
    size: int,
    cursor: str | None = None,
    order: QueueOrder = QueueOrder.WAITING,
) -> QueuePage:
    """Return a page of the queue in this order; a cursor goes on in the order it was given in.

    Raises ``NotAllowed`` for who reviews nothing, ``InvalidInput`` for a cursor of others.
    """
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    after = cursors.read(cursor) if cursor else None
    lines = queue.page(session, wanted, today, size + 1, after, order)
    shown = tuple(lines[:size])
    more = len(lines) > size
    return QueuePage(shown, cursors.write(shown[-1].place, shown[-1].id) if more else None)


def counts(session: Session, wanted: QueueFilter, today: date) -> Counts:
    """Return the number of filtered cases and, for each facet, how many have each value."""
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    found = queue.facets(session, wanted, today)
    total = found.pop("total")[None]
    return Counts(total, found)


def following(
    session: Session,
    wanted: QueueFilter,
    today: date,
    application_id: UUID,
    order: QueueOrder = QueueOrder.WAITING,
) -> QueueLine | None:
    """Return the case that comes after this one in the filtered queue; ``None`` at its end.

    Raises ``NotFound`` for a case the actor may not know. A case the filter does not hold has a place too.
    """
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    here = access.known(session, application_id)
    place = queue.place_of(session, today, here.id, order) or here.state_since
    lines = queue.page(session, wanted, today, 1, (place, here.id), order)
    return lines[0] if lines else None


def age_days(line: QueueLine, now: datetime) -> int:
    """Return for how many whole days the case has stood where it stands."""
    return (now - line.state_since).days
