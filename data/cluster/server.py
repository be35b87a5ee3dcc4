"""Makes, starts and stops one private cluster; what runs in it is not its concern."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import URL

from data.cluster.account import (
    SHORT_FOLDER,
    Account,
    cluster_account,
    current_account_name,
    private_folder,
    reachable_folder,
    run_as,
    socket_folder,
)
from data.cluster.binaries import ServerBinaries, find_server
from data.cluster.process import PAUSE_SECONDS, ServerProcess, clear_leftovers
from data.db import DRIVER
from data.domain.errors import Conflict, NotReady
from data.domain.wording import Text

DATABASE = "shuseki"
ROLE = "shuseki"
START_SECONDS = 120.0
LOG_LINES_SHOWN = 5

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "50",
    "cluster_name": "shuseki",
}
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class PrivateCluster:
    """A PostgreSQL of our own below ``home``, reached through a socket that nobody else can open.

    Use it as a context manager; inside, ``url()`` names a database. The data stay when it stops. Entering
    raises ``NotReady`` when no server can run here and ``Conflict`` when another process runs this cluster.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        wanted = home.resolve() / "postgres"
        self._durable = durable
        self._account: Account = cluster_account()
        self.folder = reachable_folder(wanted, self._account)
        self.notice: Text | None = (
            None if self.folder == wanted else _moved(wanted, self.folder, self._account)
        )
        """What a person should be told about where the data are, if it is not below ``home``."""
        self._data = self.folder / "data"
        self._log = self.folder / "server.log"
        self._running = ExitStack()
        self._socket = self.folder

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            private_folder(self.folder, self._account)
            opened.enter_context(_only_user_of(self.folder / "lock"))
            self._socket = socket_folder(self.folder, self._account)
            self._start(opened)
            self.create_database(DATABASE)
            self._running = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()

    def url(self, database: str = DATABASE) -> URL:
        """Return the address of ``database`` for ``data.db.make_engine``; it holds no password."""
        return URL.create(DRIVER, username=ROLE, database=database, query={"host": str(self._socket)})

    def create_database(self, name: str) -> None:
        """Create an empty database unless it is there."""
        with self._connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _start(self, opened: ExitStack) -> None:
        version = self._data / "PG_VERSION"
        server = find_server(int(version.read_text()) if version.is_file() else None)
        if version.is_file():
            clear_leftovers(self._data)
        else:
            self._initialise(server)
        self._admit_owner()
        process = self._launch(server)
        opened.callback(process.stop)
        self._wait_for(process)

    def _initialise(self, server: ServerBinaries) -> None:
        """Only a whole cluster gets its final name; one left half-made by an interruption is made anew."""
        unfinished = self.folder / "unfinished"
        rmtree(unfinished, ignore_errors=True)
        command = [server.program("initdb"), "-D", str(unfinished), "-U", ROLE]
        command += ["--auth=peer", "--encoding=UTF8", "--locale=C.UTF-8"]
        if not self._durable:
            command.append("--no-sync")
        done = run_as(self._account, command, self.folder)
        if done.returncode != 0:
            raise NotReady(_not_started(self.folder, (done.stderr or done.stdout).strip()))
        unfinished.rename(self._data)

    def _admit_owner(self) -> None:
        """Let in this process's account and the cluster's own, by what the kernel says, without passwords."""
        names = dict.fromkeys([current_account_name(), self._account.name])
        mapping = "".join(f'{ROLE} "{name}" {ROLE}\n' for name in names)
        (self._data / "pg_ident.conf").write_text(mapping, encoding="utf-8")
        (self._data / "pg_hba.conf").write_text(f"local all {ROLE} peer map={ROLE}\n", encoding="utf-8")

    def _launch(self, server: ServerBinaries) -> ServerProcess:
        settings = SETTINGS if self._durable else SETTINGS | THROW_AWAY_SETTINGS
        command = [server.program("postgres"), "-D", str(self._data), "-k", str(self._socket), "-p", "5432"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if self._log.exists():
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("wb") as log:
            return ServerProcess(command, self._account, self.folder, log)

    def _wait_for(self, process: ServerProcess) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not process.has_ended and time.monotonic() < deadline:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(PAUSE_SECONDS)
            else:
                return
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise NotReady(_not_started(self.folder, "\n".join(lines[-LOG_LINES_SHOWN:])))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._socket), port=5432, user=ROLE, dbname="postgres", autocommit=True
        )


@contextmanager
def throw_away_cluster(folder: Path = SHORT_FOLDER) -> Iterator[PrivateCluster]:
    """Run an empty cluster in ``folder`` that trades durability for speed and is removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="shuseki-", dir=folder))
    home.chmod(0o711)
    try:
        with PrivateCluster(home, durable=False) as cluster:
            yield cluster
    finally:
        rmtree(home, ignore_errors=True)


@contextmanager
def _only_user_of(lock: Path) -> Iterator[None]:
    """Hold ``lock`` until the block ends; the kernel lets go of it however this process ends."""
    with os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(_in_use(lock.parent, file.read().strip())) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _moved(wanted: Path, chosen: Path, account: Account) -> Text:
    return Text(
        f"アカウント {account.name} は {wanted.parent} に入れないため、データベースを {chosen} に置きます。",
        f"The account {account.name} cannot enter {wanted.parent}; the database is kept in {chosen} instead.",
    )


def _in_use(folder: Path, number: str) -> Text:
    return Text(
        f"{folder} のデータベースは既に使用中です(プロセス {number})。先にそちらを終了するか、"
        "SHUSEKI_HOME に別の場所を指定して別々に動かしてください。",
        f"The database in {folder} is already in use (process {number}). Stop that one first, "
        "or name another folder in SHUSEKI_HOME to run a separate one.",
    )


def _not_started(folder: Path, reason: str) -> Text:
    return Text(
        f"{folder} のPostgreSQLを起動できません。記録: {reason}",
        f"PostgreSQL in {folder} did not start. Its log says: {reason}",
    )
