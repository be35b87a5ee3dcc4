"""Runs the migrations: GeoAlchemy2's rules for spatial tables, one runner at a time, bounded waiting."""

from __future__ import annotations

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, text

from data.db import make_engine
from data.migration import URL_ATTRIBUTE
from data.orm import Base

RUNNER_LOCK = 7_305_511
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "10min"


def run_on(connection: Connection) -> None:
    """Migrate over ``connection`` in one transaction, after every other runner has finished."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=alembic_helpers.include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RUNNER_LOCK})
        connection.execute(text("SELECT set_config('lock_timeout', :value, true)"), {"value": LOCK_TIMEOUT})
        connection.execute(
            text("SELECT set_config('statement_timeout', :value, true)"), {"value": STATEMENT_TIMEOUT}
        )
        context.run_migrations()


def main() -> None:
    """Connect to the database named by the caller and migrate it."""
    engine = make_engine(context.config.attributes[URL_ATTRIBUTE])
    try:
        with engine.connect() as connection:
            run_on(connection)
    finally:
        engine.dispose()


main()
