"""The one clock that deadlines go by: the database's, asked inside the transaction that depends on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def moment(session: Session) -> datetime:
    """Return the present moment by the database's clock, in UTC; it moves on within a transaction."""
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return now
