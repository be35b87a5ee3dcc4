"""The zones everybody may know, each with the dated history of its status; public facts only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.db import as_system
from data.domain.call import JAPAN
from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import ZoneStatus
from data.domain.review import Outcome
from data.queries import publications
from data.queries.publications import PublishedLine
from data.queries.reviews import outcomes

ZONE_TYPES = (PlanType.GX1, PlanType.GX2, PlanType.GX3, PlanType.GX4)
_STATUS_OF = {str(Outcome.PROMISING): ZoneStatus.PROMISING, str(Outcome.CERTIFIED): ZoneStatus.CERTIFIED}


@dataclass(frozen=True, slots=True)
class ZoneStep:
    """A status of a zone and the day it began; ``batch`` as it was announced, such as 第1弾."""

    status: ZoneStatus
    day: date
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone or application: a published one, or a demonstration; ``url`` leads to its page."""

    plan_type: str
    title: str
    body_code: str
    number: str | None
    is_sample: bool
    url: str
    steps: tuple[ZoneStep, ...]

    @property
    def latest(self) -> ZoneStep | None:
        """The last step known; ``None`` where no date is published."""
        return self.steps[-1] if self.steps else None


def zones(session: Session) -> list[Zone]:
    """Return the published zones, then the demonstrations, by type and title."""
    lines = publications.current(session, ZONE_TYPES)
    announced = _announced(session, lines)
    published = [
        Zone(
            line.plan_type,
            line.title,
            line.body_code,
            line.number,
            False,
            f"/published/{line.id}",
            _steps(line.history, announced.get(line.application_id, ())),
        )
        for line in lines
    ]
    samples = [
        Zone(
            each.plan_type,
            each.title,
            each.body_code,
            None,
            True,
            f"/plans/{each.id}",
            _steps(each.history),
        )
        for each in publications.samples(session, ZONE_TYPES)
    ]
    return sorted([*published, *samples], key=lambda zone: (zone.is_sample, zone.plan_type, zone.title))


def _announced(session: Session, lines: Sequence[PublishedLine]) -> dict[UUID, list[ZoneStep]]:
    """Return when published cases were announced as promising or certified, which publishing made known."""
    found: dict[UUID, list[ZoneStep]] = {}
    with as_system(session):
        rows = outcomes.decisions(session, [line.application_id for line in lines]) if lines else []
    for row in rows:
        decision = row.decision
        if decision.announced_at is not None and decision.outcome in _STATUS_OF:
            status = _STATUS_OF[decision.outcome]
            step = ZoneStep(status, decision.announced_at.astimezone(JAPAN).date(), decision.batch)
            found.setdefault(row.case.id, []).append(step)
    return found


def _steps(
    history: Sequence[dict[str, Any]] | None, announced: Iterable[ZoneStep] = ()
) -> tuple[ZoneStep, ...]:
    """Join what the document states with what was announced; an announcement counts before a statement."""
    known = {step.status: step for step in map(_stated, history or ())}
    known |= {step.status: step for step in announced}
    return tuple(sorted(known.values(), key=lambda step: step.day))


def _stated(step: dict[str, Any]) -> ZoneStep:
    batch = step.get("batch")
    return ZoneStep(
        ZoneStatus.of(step["status"]),
        date.fromisoformat(step["date"]),
        f"第{batch}弾" if batch else None,
    )
