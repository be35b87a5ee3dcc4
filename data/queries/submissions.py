"""Reads and writes the versions of an application as sent; a trigger keeps them as they are."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.orm import CaseEvent, StoredAssessment, Submission
from data.queries.visibility import visible


def add(session: Session, submission: Submission) -> None:
    """Store a version; its receipt reads from now on as the database gives it back."""
    session.add(submission)
    session.flush()
    session.refresh(submission, ["receipt"])


def by_key(session: Session, application_id: UUID, idempotency_key: str) -> Submission | None:
    """Return the version that was sent with a key."""
    query = select(Submission).where(
        Submission.application_id == application_id,
        Submission.idempotency_key == idempotency_key,
        visible(session, Submission),
    )
    return session.scalar(query)


def by_number(session: Session, application_id: UUID, number: int) -> Submission | None:
    """Return a version by its number, counted from 1 within the case."""
    query = select(Submission).where(
        Submission.application_id == application_id, Submission.number == number, visible(session, Submission)
    )
    return session.scalar(query)


def of_assessment(session: Session, assessment_id: UUID) -> Submission | None:
    """Return the version that an assessment was frozen with."""
    query = select(Submission).where(Submission.assessment_id == assessment_id, visible(session, Submission))
    return session.scalar(query)


def in_order(session: Session, application_id: UUID) -> Sequence[Submission]:
    """Return the versions of a case that the actor may know, the first first."""
    query = select(Submission).where(
        Submission.application_id == application_id, visible(session, Submission)
    )
    return session.scalars(query.order_by(Submission.number)).all()


def last_number(session: Session, application_id: UUID) -> int:
    """Return the number of the latest version, 0 when none was sent."""
    query = select(func.coalesce(func.max(Submission.number), 0)).where(
        Submission.application_id == application_id, visible(session, Submission)
    )
    return int(session.execute(query).scalar_one())


def verdict(session: Session, submission: Submission) -> StoredAssessment:
    """Return the assessment frozen with a version."""
    query = select(StoredAssessment).where(
        StoredAssessment.id == submission.assessment_id, visible(session, StoredAssessment)
    )
    return session.scalars(query).one()


def history(session: Session, application_id: UUID) -> Sequence[CaseEvent]:
    """Return what happened to a case, the first first."""
    query = select(CaseEvent).where(CaseEvent.application_id == application_id, visible(session, CaseEvent))
    return session.scalars(query.order_by(CaseEvent.position)).all()
