"""Which revision of the schema a database is at."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def revision(session: Session) -> str:
    """Return the revision, or ``none`` for a database that was never migrated."""
    known = session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    return str(session.scalar(text("SELECT version_num FROM alembic_version"))) if known else "none"
