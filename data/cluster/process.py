"""Runs one PostgreSQL server process so that it never outlives the product; it knows no databases."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from data.cluster.account import Account
from data.domain.errors import NotReady
from data.domain.wording import Text

STOP_SECONDS = 60.0
PAUSE_SECONDS = 0.05

# The shell waits on a pipe that only the product holds open. However the product ends, even by SIGKILL, the
# pipe closes and the server gets SIGINT, its orderly "fast" shutdown. The server has its own session, so the
# Ctrl-C of a terminal never reaches it directly.
SUPERVISE = """
exec 3<&0
"$@" </dev/null 3<&- & server=$!
( read -r _ <&3; kill -INT "$server" ) & watcher=$!
exec 3<&-
wait "$server"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"
"""


class ServerProcess:
    """A running server under ``account``, tied to the life of this process."""

    def __init__(self, command: Sequence[str], account: Account, folder: Path, log: IO[bytes]) -> None:
        user, group, groups = account.switch_to
        self._process = subprocess.Popen(  # noqa: S603 - the program comes from find_server()
            ["/bin/sh", "-c", SUPERVISE, "shuseki-postgres", *command],
            cwd=folder,
            user=user,
            group=group,
            extra_groups=groups,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def has_ended(self) -> bool:
        """Whether the server has stopped by itself."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """Shut the server down in order; if it will not, make it quit and recover at its next start."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGQUIT)
            self._process.wait(STOP_SECONDS)


def clear_leftovers(data: Path) -> None:
    """End every server process still working in ``data`` and remove the note of one that is gone.

    Call it only while holding the cluster's lock: what is found then belongs to a run that was killed. The
    note (``postmaster.pid``) may name a number that another process has since been given, which would keep
    the server from starting. Raises ``NotReady`` when a process does not end.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while running := _processes_in(data):
        if time.monotonic() > deadline:
            raise NotReady(_will_not_end(data, running))
        _interrupt(running)
        time.sleep(PAUSE_SECONDS * 4)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(folder: Path) -> list[int]:
    """Every PostgreSQL process works in its data folder, and hardly anything else ever does."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_in(entry, folder)]


def _works_in(process: Path, folder: Path) -> bool:
    try:
        is_server = (process / "comm").read_text().startswith("postgres")
        return is_server and (process / "cwd").samefile(folder)
    except OSError:
        return False


def _interrupt(processes: Sequence[int]) -> None:
    for number in processes:
        try:
            os.kill(number, signal.SIGINT)
        except ProcessLookupError:
            continue


def _will_not_end(data: Path, running: Sequence[int]) -> Text:
    numbers = ", ".join(map(str, running))
    return Text(
        f"前回のPostgreSQL(プロセス {numbers})が {data} を使ったまま終了しません。"
        "終了させてから再実行してください。",
        f"A PostgreSQL of an earlier run (process {numbers}) still uses {data}. End it, then start again.",
    )
