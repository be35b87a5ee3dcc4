"""The schema goes up, down and up again, and equals the tables that the code declares."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.util.exc import CommandError
from sqlalchemy import URL, inspect, text

from data import migration
from data.db import make_engine
from tests.support.database import TestServer


def tables(url: URL) -> set[str]:
    engine = make_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_going_up_down_and_up_again_ends_where_it_began(server: TestServer) -> None:
    with server.database() as url:
        migration.upgrade(url)
        first = tables(url)
        migration.downgrade(url, "base")
        assert tables(url) == {"alembic_version"}
        migration.upgrade(url)
        assert tables(url) == first
        assert "spatial_ref_sys" in first


def test_the_declared_tables_are_the_migrated_ones(server: TestServer, migrated_url: URL) -> None:
    with server.database(template=migrated_url) as url:
        migration.check(url)


def test_upgrading_twice_changes_nothing(server: TestServer, migrated_url: URL) -> None:
    with server.database(template=migrated_url) as url:
        before = tables(url)
        migration.upgrade(url)
        assert tables(url) == before


def test_an_unknown_revision_is_refused(server: TestServer) -> None:
    with server.database() as url, pytest.raises(CommandError):
        migration.upgrade(url, "9999")


def test_the_head_file_names_the_newest_revision() -> None:
    assert (migration.SCRIPTS / "HEAD").read_text(encoding="ascii").strip() == migration.newest_revision()


def test_every_revision_file_is_named_after_its_number() -> None:
    files = sorted((migration.SCRIPTS / "versions").glob("*.py"))
    numbers = [Path(file).name.partition("_")[0] for file in files]
    assert numbers == [f"{number:04d}" for number in range(1, len(files) + 1)]


def test_a_migrated_database_measures_on_the_ellipsoid(server: TestServer, migrated_url: URL) -> None:
    with server.database(template=migrated_url) as url:
        engine = make_engine(url)
        with engine.connect() as connection:
            length = connection.scalar(
                text("SELECT ST_Length('SRID=4326;LINESTRING(139 35, 139 36)'::geography)"),
            )
        engine.dispose()
    assert length == pytest.approx(110_950, abs=60)
