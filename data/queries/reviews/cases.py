"""Reads one case as its reviewers need it, and writes what they say of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.orm import (
    Application,
    Call,
    CaseEvent,
    CorrectionItem,
    Judgement,
    Overruling,
    Post,
    StoredAssessment,
    Submission,
)
from data.queries.visibility import visible

Said = Judgement | Overruling


@dataclass(frozen=True, slots=True)
class SentVersion:
    """A version as sent with the assessment frozen with it."""

    submission: Submission
    assessment: StoredAssessment


def latest_versions(session: Session, cases: Collection[UUID]) -> dict[UUID, SentVersion]:
    """Return the version sent last of each case the actor may read."""
    query = (
        select(Submission, StoredAssessment)
        .join(StoredAssessment, StoredAssessment.id == Submission.assessment_id)
        .ext(distinct_on(Submission.application_id))
        .where(
            Submission.application_id.in_(cases),
            visible(session, Submission),
            visible(session, StoredAssessment),
        )
        .order_by(Submission.application_id, Submission.number.desc())
    )
    return {row[0].application_id: SentVersion(row[0], row[1]) for row in session.execute(query)}


def assessment_of(session: Session, submission: Submission) -> StoredAssessment:
    """Return the assessment frozen with a version the actor may read."""
    query = select(StoredAssessment).where(
        StoredAssessment.id == submission.assessment_id, visible(session, StoredAssessment)
    )
    return session.scalars(query).one()


def said(session: Session, submissions: Collection[UUID]) -> list[tuple[Said, str]]:
    """Return judgements and overrulings of these versions with the title of the post, the oldest first."""
    return [*_said(session, Judgement, submissions), *_said(session, Overruling, submissions)]


def _said(session: Session, table: Any, submissions: Collection[UUID]) -> list[tuple[Said, str]]:
    query = (
        select(table, Post.title_ja)
        .outerjoin(Post, Post.id == table.post_id)
        .where(table.submission_id.in_(submissions), visible(session, table))
        .order_by(table.created_at)
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def add(session: Session, rows: Sequence[Said | CorrectionItem]) -> None:
    """Store what reviewers say or ask."""
    session.add_all(rows)
    session.flush()


def corrections(session: Session, application_id: UUID) -> Sequence[CorrectionItem]:
    """Return the correction items of a case that the actor may see, in the order they were written."""
    query = select(CorrectionItem).where(
        CorrectionItem.application_id == application_id, visible(session, CorrectionItem)
    )
    return session.scalars(query.order_by(CorrectionItem.created_at, CorrectionItem.id)).all()


def correction(session: Session, item_id: UUID) -> CorrectionItem | None:
    """Return one correction item, locked."""
    query = select(CorrectionItem).where(CorrectionItem.id == item_id, visible(session, CorrectionItem))
    return session.scalar(query.with_for_update())


def history(session: Session, application_id: UUID) -> Sequence[CaseEvent]:
    """Return what happened to a case, the oldest first."""
    query = select(CaseEvent).where(CaseEvent.application_id == application_id, visible(session, CaseEvent))
    return session.scalars(query.order_by(CaseEvent.position)).all()


def of_call(session: Session, call_code: str) -> tuple[Call, Sequence[Application]] | None:
    """Return a call by its code with its cases that the actor may know, by number."""
    call = session.scalar(select(Call).where(Call.code == call_code, visible(session, Call)))
    if call is None:
        return None
    query = select(Application).where(Application.call_id == call.id, visible(session, Application))
    return call, session.scalars(query.order_by(Application.number)).all()
