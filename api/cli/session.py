"""Opens the database for a command: the one that is set, else the private one, started if need be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session

from api.settings import Settings, load_settings
from data import migration
from data.cluster import PrivateCluster
from data.cluster.account import cluster_account, socket_folder
from data.cluster.server import DATABASE, ROLE
from data.db import DRIVER, database_url, make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import Conflict


@contextmanager
def open_database(settings: Settings) -> Iterator[URL]:
    """Yield the address of the database; a private cluster that this starts is stopped afterwards."""
    if settings.database_url is not None:
        yield database_url(settings.database_url)
        return
    with ExitStack() as opened:
        yield _start_or_join(PrivateCluster(settings.home), opened)


@contextmanager
def open_engine(settings: Settings) -> Iterator[Engine]:
    """Yield an engine on the database, brought to the newest revision of the schema."""
    with open_database(settings) as url:
        migration.upgrade(url)
        engine = make_engine(url)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def open_session(settings: Settings | None = None) -> Iterator[Session]:
    """Yield a session in one unit of work: committed when the block ends, undone when it raises."""
    with (
        open_engine(settings or load_settings()) as engine,
        unit_of_work(make_session_factory(engine), SYSTEM) as session,
    ):
        yield session


def has_database(settings: Settings) -> bool:
    """Whether there is a database to ask: one is set, or the private one was made before."""
    return settings.database_url is not None or (PrivateCluster(settings.home).folder / "data").is_dir()


def _start_or_join(cluster: PrivateCluster, opened: ExitStack) -> URL:
    try:
        return opened.enter_context(cluster).url()
    except Conflict:
        return _running(cluster)


def _running(cluster: PrivateCluster) -> URL:
    """Another command of ours runs the cluster; its socket is where it always is."""
    socket = socket_folder(cluster.folder, cluster_account())
    return URL.create(DRIVER, username=ROLE, database=DATABASE, query={"host": str(socket)})
