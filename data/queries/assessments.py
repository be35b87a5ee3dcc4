"""Reads and writes assessments; stored ones are never changed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.orm.assessment import StoredAssessment
from data.queries.visibility import visible


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


def latest(session: Session, plan_id: UUID) -> StoredAssessment | None:
    """Return the latest assessment of a plan, whichever of its versions it judged."""
    newest_first = StoredAssessment.created_at.desc(), StoredAssessment.id.desc()
    of_this_plan = StoredAssessment.plan_id == plan_id, visible(session, StoredAssessment)
    query = select(StoredAssessment).where(*of_this_plan).order_by(*newest_first)
    return session.scalars(query.limit(1)).first()
