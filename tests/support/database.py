"""Databases for tests: one server per run, one migrated template, cheap copies of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import disk_usage

import psycopg
from psycopg import sql
from sqlalchemy import URL, Connection
from sqlalchemy.orm import Session

from data import migration
from data.cluster import throw_away_cluster
from data.cluster.account import SHORT_FOLDER
from data.db import database_url

SERVER_VARIABLE = "SHUSEKI_TEST_DATABASE_URL"
MEMORY_FOLDER = Path("/dev/shm")
MEMORY_NEEDED_BYTES = 2 * 1024**3
"""By one server: its write-ahead log alone may take half of it."""


class TestServer:
    """A PostgreSQL server on which tests may create and drop databases."""

    __test__ = False

    def __init__(self, admin: URL) -> None:
        self._admin = admin
        self._numbers = count(1)

    @contextmanager
    def database(self, template: URL | None = None) -> Iterator[URL]:
        """Create a database, empty or as a copy of ``template``, and drop it afterwards."""
        name = f"shuseki_test_{os.getpid()}_{next(self._numbers)}"
        source = template.database if template is not None else "template0"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(create.format(sql.Identifier(name), sql.Identifier(str(source))))
        try:
            yield self._admin.set(database=name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        address = self._admin.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_server() -> Iterator[TestServer]:
    """Use the server named in ``SHUSEKI_TEST_DATABASE_URL``, else a throw-away cluster."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield TestServer(database_url(given))
        return
    with throw_away_cluster(_quickest_folder()) as cluster:
        yield TestServer(cluster.url())


def _quickest_folder() -> Path:
    """Memory where there is room: a copied database is a thousand files, which a disk is slow to make."""
    servers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if MEMORY_FOLDER.is_dir() and disk_usage(MEMORY_FOLDER).free > servers * MEMORY_NEEDED_BYTES:
        return MEMORY_FOLDER
    return SHORT_FOLDER


@contextmanager
def migrated_database(server: TestServer) -> Iterator[URL]:
    """A database at the newest revision and nothing in it."""
    with server.database() as url:
        migration.upgrade(url)
        yield url


@contextmanager
def rolled_back(connection: Connection) -> Iterator[Session]:
    """A session whose commits are savepoints of an outer transaction that never commits."""
    outer = connection.begin()
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        yield session
    outer.rollback()
