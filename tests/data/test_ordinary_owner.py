"""A database whose owner is no superuser: prepared by an administrator, or refused with the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from data import migration
from data.db import APPLICATION_ROLE, READER_ROLE, act_as, make_engine
from data.domain.errors import NotReady
from tests.data.test_row_level_security import COMES_ACROSS, PERSONAL, actor, canaries
from tests.support.database import TestServer
from tests.support.ministry import found

OWNER = "shuseki_test_owner"


@contextmanager
def owned(server: TestServer, *, member: bool) -> Iterator[URL]:
    """A database that belongs to an ordinary role, as which every connection works."""
    with server.database() as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(text(f"CREATE ROLE {OWNER} NOLOGIN NOSUPERUSER NOCREATEROLE"))
            for role in (APPLICATION_ROLE, READER_ROLE):
                if not connection.scalar(
                    text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
                ):
                    connection.execute(text(f"CREATE ROLE {role} NOLOGIN NOBYPASSRLS"))
                if member:
                    connection.execute(text(f"GRANT {role} TO {OWNER}"))
            connection.execute(text("CREATE EXTENSION postgis"))
            connection.execute(text(f"ALTER DATABASE {url.database} OWNER TO {OWNER}"))
            connection.execute(text(f"ALTER DATABASE {url.database} SET role = {OWNER}"))
        engine.dispose()
        try:
            yield url
        finally:
            _remove(url)


def _remove(url: URL) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("RESET SESSION AUTHORIZATION"))
        connection.execute(text("SET ROLE NONE"))
        connection.execute(text(f"ALTER DATABASE {url.database} RESET role"))
        connection.execute(text(f"REASSIGN OWNED BY {OWNER} TO CURRENT_USER"))
        connection.execute(text(f"DROP OWNED BY {OWNER}"))
        connection.execute(text(f"DROP ROLE {OWNER}"))
    engine.dispose()


def test_policies_hold_under_an_owner_who_is_no_superuser(server: TestServer) -> None:
    with owned(server, member=True) as url:
        migration.upgrade(url)
        engine = make_engine(url)
        with Session(engine) as session:
            assert session.scalar(text("SELECT current_user")) == OWNER
            ministry = found(session)
            for name in ("public", "officer", "reviewer", "conflicted", "finished"):
                act_as(session, actor(ministry, name))
                seen = {canary for canary in canaries(session) if canary.partition(":")[0] not in PERSONAL}
                assert seen == COMES_ACROSS[name]
                _owner_again(session)
            session.rollback()
        engine.dispose()


def _owner_again(session: Session) -> None:
    session.execute(text(f"SET LOCAL ROLE {OWNER}"))


def test_an_owner_who_may_not_use_the_role_is_told_what_to_ask_for(server: TestServer) -> None:
    with owned(server, member=False) as url:
        with pytest.raises(NotReady, match="GRANT shuseki_app TO"):
            migration.upgrade(url)
        engine = make_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT to_regclass('plan')")) is None
        engine.dispose()
