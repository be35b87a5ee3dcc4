"""Reads and adds committee scores; whose scores one sees is the row filter's and the database's matter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.review import ScreeningRound
from data.orm import Score
from data.queries.visibility import visible


def own(session: Session, application_id: UUID, screening: ScreeningRound) -> Score | None:
    """Return the acting person's latest score of a case in a screening."""
    query = select(Score).where(
        Score.application_id == application_id,
        Score.screening == str(screening),
        Score.account_id == actor_of(session).account_id,
        visible(session, Score),
    )
    return session.scalars(query.order_by(Score.version.desc()).limit(1)).first()


def final(session: Session, cases: Collection[UUID], screening: ScreeningRound) -> Sequence[Score]:
    """Return the final scores of these cases that the actor may see."""
    query = (
        select(Score)
        .ext(distinct_on(Score.application_id, Score.account_id))
        .where(
            Score.application_id.in_(cases),
            Score.screening == str(screening),
            Score.is_final,
            visible(session, Score),
        )
        .order_by(Score.application_id, Score.account_id, Score.version.desc())
    )
    return session.scalars(query).all()


def add(session: Session, score: Score) -> None:
    """Store a version of a score."""
    session.add(score)
    session.flush()
