"""Whether the database answers and what state its schema is in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.queries import schema


def database_state(session: Session) -> str:
    """Return the revision of the schema in use."""
    return schema.revision(session)
