"""Puts the embedded reference data into the database; a second time changes nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.queries.prefectures import keep_prefectures


def load_reference(session: Session) -> None:
    """Store what the product always has."""
    keep_prefectures(session)
