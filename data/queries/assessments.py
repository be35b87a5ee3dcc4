"""Reads and writes assessments; stored ones are never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.orm.assessment import StoredAssessment
from data.queries.visibility import visible

BATCH = 200
"""Rows read at a time where all plans are gone through."""


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """What an assessment rested on: the document and what was measured, as plain values."""

    plan_id: UUID
    facts: dict[str, Any]


def add(session: Session, assessment: StoredAssessment) -> None:
    """Store an assessment."""
    session.add(assessment)
    session.flush()


def find(session: Session, assessment_id: UUID) -> StoredAssessment | None:
    """Return one assessment."""
    of_this_id = StoredAssessment.id == assessment_id
    return session.scalar(select(StoredAssessment).where(of_this_id, visible(session, StoredAssessment)))


def of_plan(session: Session, plan_id: UUID) -> Sequence[StoredAssessment]:
    """Return all assessments of a plan, the latest first."""
    newest_first = StoredAssessment.created_at.desc(), StoredAssessment.id.desc()
    of_this_plan = StoredAssessment.plan_id == plan_id, visible(session, StoredAssessment)
    query = select(StoredAssessment).where(*of_this_plan).order_by(*newest_first)
    return session.scalars(query).all()


def count_plans(session: Session) -> int:
    """Return how many plans have an assessment that the caller may know."""
    query = select(func.count(StoredAssessment.plan_id.distinct()))
    return session.scalar(query.where(visible(session, StoredAssessment))) or 0


def latest_of_each(session: Session) -> Iterator[KeptFacts]:
    """Yield what the latest assessment of each plan rested on, as far as the caller may know it.

    Rows come in batches, so that memory does not grow with the plans.
    """
    columns = StoredAssessment.plan_id, StoredAssessment.facts
    newest_first = StoredAssessment.created_at.desc(), StoredAssessment.id.desc()
    query = select(*columns).ext(distinct_on(StoredAssessment.plan_id))
    query = query.where(visible(session, StoredAssessment)).order_by(StoredAssessment.plan_id, *newest_first)
    for row in session.execute(query.execution_options(yield_per=BATCH)):
        yield KeptFacts(*row)


def latest(session: Session, plan_id: UUID) -> StoredAssessment | None:
    """Return the latest assessment of a plan, whichever of its versions it judged."""
    newest_first = StoredAssessment.created_at.desc(), StoredAssessment.id.desc()
    of_this_plan = StoredAssessment.plan_id == plan_id, visible(session, StoredAssessment)
    query = select(StoredAssessment).where(*of_this_plan).order_by(*newest_first)
    return session.scalars(query.limit(1)).first()
