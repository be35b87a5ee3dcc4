"""The private cluster starts, survives violence, admits only its owner and keeps its data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import psycopg
import pytest
from sqlalchemy import text

from data.cluster import PrivateCluster
from data.cluster import account as accounts
from data.cluster.account import Account, reachable_folder, socket_folder
from data.cluster.binaries import find_server
from data.db import make_engine
from data.domain.errors import Conflict, NotReady

# Runs a cluster in another process: prints the server's number once it is up, then waits to be ended.
ANOTHER_RUN = """
import sys, time
from pathlib import Path
from data.cluster import PrivateCluster
with PrivateCluster(Path(sys.argv[1]), durable=False) as cluster:
    print((cluster.folder / "data" / "postmaster.pid").read_text().split()[0], flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the cluster's account can enter; pytest's own temporary folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="shuseki-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    rmtree(folder)


def quick(home: Path) -> PrivateCluster:
    """A cluster that does not wait for the disk; no test here pulls the plug."""
    return PrivateCluster(home, durable=False)


def ask(cluster: PrivateCluster, statement: str) -> object:
    engine = make_engine(cluster.url())
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def another_run(home: Path) -> tuple[subprocess.Popen[str], int]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", ANOTHER_RUN, str(home)]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def end(process: subprocess.Popen[str], server: int) -> None:
    """Kill the product and wait until the server it leaves behind has noticed."""
    process.kill()
    process.communicate()
    while Path(f"/proc/{server}").exists():
        time.sleep(0.05)


def test_the_data_stay_when_it_stops_and_starts_again(home: Path) -> None:
    with PrivateCluster(home) as cluster:
        ask(cluster, "CREATE TABLE kept AS SELECT '集積' AS word")
    with PrivateCluster(home) as cluster:
        assert ask(cluster, "SELECT word FROM kept") == "集積"


def test_it_stops_in_order_and_leaves_no_process(home: Path) -> None:
    with quick(home) as cluster:
        number = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
    assert not Path(f"/proc/{number}").exists()
    assert "database system is shut down" in (cluster.folder / "server.log").read_text()


def test_nobody_reaches_it_over_the_network_or_reads_its_files(home: Path) -> None:
    with quick(home) as cluster:
        assert ask(cluster, "SHOW listen_addresses") == ""
        for folder in (cluster.folder, cluster.folder / "data", cluster.folder / "socket"):
            assert folder.stat().st_mode & 0o077 == 0


def test_the_server_never_runs_as_root(home: Path) -> None:
    with quick(home) as cluster:
        number = (cluster.folder / "data" / "postmaster.pid").read_text().split()[0]
        assert Path(f"/proc/{number}").stat().st_uid != 0


def test_a_role_that_is_not_ours_is_turned_away(home: Path) -> None:
    with quick(home) as cluster:
        socket = str(cluster.folder / "socket")
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            psycopg.connect(host=socket, user="postgres", dbname="shuseki")


def test_a_second_run_is_told_that_the_first_one_is_there(home: Path) -> None:
    process, server = another_run(home)
    try:
        with pytest.raises(Conflict, match=str(process.pid)), quick(home):
            pass
    finally:
        end(process, server)


def test_a_run_killed_without_warning_takes_its_server_along_and_the_next_one_starts(home: Path) -> None:
    process, server = another_run(home)
    end(process, server)
    with quick(home) as cluster:
        assert ask(cluster, "SELECT 1") == 1


def test_a_server_killed_without_warning_loses_nothing(home: Path) -> None:
    with PrivateCluster(home) as cluster:
        ask(cluster, "CREATE TABLE kept AS SELECT 7 AS number")
        number = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)
    with quick(home) as cluster:
        assert ask(cluster, "SELECT number FROM kept") == 7


def test_a_note_naming_a_stranger_does_not_keep_it_from_starting(home: Path) -> None:
    with quick(home) as cluster:
        pass
    (cluster.folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with quick(home) as cluster:
        assert ask(cluster, "SELECT 1") == 1


def test_a_first_start_that_was_interrupted_is_made_anew(home: Path) -> None:
    with quick(home) as cluster:
        folder = cluster.folder
    (folder / "data").rename(folder / "unfinished")
    with quick(home) as cluster:
        assert ask(cluster, "SELECT 1") == 1
    assert not (folder / "unfinished").exists()


def test_data_of_a_version_that_is_not_installed_are_refused_by_name(home: Path) -> None:
    with quick(home) as cluster:
        pass
    (cluster.folder / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(NotReady, match="PostgreSQL 9"), quick(home):
        pass


def test_a_server_without_postgis_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("data.cluster.binaries.DEBIAN_ROOT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotReady, match=r"setup/system_packages\.sh"):
        find_server()


def test_a_long_path_gets_a_short_socket_address(home: Path) -> None:
    deep = home / ("long-" * 20) / "below"
    deep.mkdir(parents=True)
    account = accounts.cluster_account()
    folder = socket_folder(deep, account)
    try:
        assert folder.parent == Path("/tmp")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid == account.uid
    finally:
        folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another account")
def test_a_checkout_that_the_account_cannot_enter_moves_the_data_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(accounts, "SYSTEM_FOLDER", home / "var")
    with quick(closed) as cluster:
        assert cluster.folder.parent == home / "var"
        assert cluster.notice is not None
        assert str(cluster.folder) in cluster.notice.ja
        assert ask(cluster, "SELECT 1") == 1


def test_a_checkout_that_the_account_can_enter_keeps_the_data(home: Path) -> None:
    stranger = Account("stranger", 65_500, 65_500)
    wanted = home / "postgres"
    home.chmod(0o755)
    if os.geteuid() == 0:
        assert reachable_folder(wanted, stranger) == wanted
    assert PrivateCluster(home).notice is None


def test_a_folder_of_another_account_is_refused(home: Path) -> None:
    stranger = Account("stranger", 65_500, 65_500)
    with pytest.raises(NotReady, match="SHUSEKI_HOME"):
        accounts.private_folder(home, stranger)
