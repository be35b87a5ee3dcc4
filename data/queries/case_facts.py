"""Reads what the conditions of the workflow look at: answers, judgements and scores that are still open."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.actor import Role
from data.domain.assessment import Status
from data.domain.review import CorrectionState, ScreeningRound
from data.orm import (
    Assignment,
    CorrectionItem,
    Judgement,
    Overruling,
    Post,
    Score,
    StoredAssessment,
    Submission,
)
from data.queries.visibility import visible


def open_corrections(session: Session, application_id: UUID) -> int:
    """Return how many issued correction items have no answer."""
    query = select(func.count()).where(
        CorrectionItem.application_id == application_id,
        CorrectionItem.state == str(CorrectionState.OPEN),
        visible(session, CorrectionItem),
    )
    return session.execute(query).scalar_one()


def unjudged_findings(session: Session, application_id: UUID) -> Sequence[str]:
    """Return the titles of findings of the latest version that need a person's judgement and have none."""
    latest = session.execute(
        select(Submission.id, StoredAssessment.record)
        .join(StoredAssessment, StoredAssessment.id == Submission.assessment_id)
        .where(
            Submission.application_id == application_id,
            visible(session, Submission),
            visible(session, StoredAssessment),
        )
        .order_by(Submission.number.desc())
        .limit(1)
    ).one_or_none()
    if latest is None:
        return ()
    judged = {
        criterion
        for table in (Judgement, Overruling)
        for criterion in session.scalars(
            select(table.criterion).where(table.submission_id == latest[0], visible(session, table))
        )
    }
    return tuple(
        finding["title"]["ja"]
        for finding in latest[1]["findings"]
        if finding["status"] == str(Status.NEEDS_REVIEW) and finding["criterion"] not in judged
    )


def unfinished_scores(session: Session, application_id: UUID, screening: ScreeningRound) -> int:
    """Return how many assigned committee members have not made their score of this screening final."""
    finished = select(Score.post_id).where(
        Score.application_id == application_id,
        Score.screening == str(screening),
        Score.is_final,
        visible(session, Score),
    )
    query = (
        select(func.count())
        .select_from(Assignment)
        .join(Post, Post.id == Assignment.post_id)
        .where(
            Assignment.application_id == application_id,
            Assignment.ended_at.is_(None),
            Post.role == str(Role.COMMITTEE_MEMBER),
            Post.id.not_in(finished),
            visible(session, Assignment),
        )
    )
    return session.execute(query).scalar_one()
