"""Reads and appends decisions on operator settings; nothing here changes a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.orm.setting import OperatorSetting


def add(session: Session, row: OperatorSetting) -> None:
    """Append a decision."""
    session.add(row)
    session.flush()


def counting_on(session: Session, day: date) -> Sequence[OperatorSetting]:
    """Return for every key the decision made last of those that count on ``day``, by key; off ones too."""
    query = (
        select(OperatorSetting)
        .where(OperatorSetting.since <= day)
        .ext(distinct_on(OperatorSetting.key))
        .order_by(OperatorSetting.key, OperatorSetting.id.desc())
    )
    return session.scalars(query).all()


def newest_first(session: Session) -> Sequence[OperatorSetting]:
    """Return every decision ever made, the newest first."""
    return session.scalars(select(OperatorSetting).order_by(OperatorSetting.id.desc())).all()
