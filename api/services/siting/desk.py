"""What the siting services share beside the session: folder, executor, results in memory, a worker thread."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import OperationalError

from api.services.siting import running
from api.services.siting.executors import executor_of
from api.services.siting.results import Results
from data.db import SessionFactory
from geo.siting.study import Executor

_LOG = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 60.0
"""How often studies are looked for that another process left unfinished."""


@dataclass(slots=True)
class Desk:
    """One for each process. ``start`` lets a thread work off the studies that are queued."""

    sessions: SessionFactory
    folder: Path
    executor: Executor
    results: Results = field(init=False)
    _wanted: threading.Event = field(default_factory=threading.Event)
    _ending: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.results = Results(self.folder)

    @property
    def working(self) -> running.Bench:
        """Return what running a study needs."""
        return running.Bench(self.sessions, self.results, self.executor, self._ending.is_set)

    def start(self) -> None:
        """Start the thread; what an earlier process left unfinished goes on."""
        self._ending.clear()
        self._thread = threading.Thread(target=self._work, name="siting", daemon=True)
        self._thread.start()
        self.wake()

    def wake(self) -> None:
        """Tell the thread that a study is queued."""
        self._wanted.set()

    def stop(self) -> None:
        """End the thread after the block it is working on; the study goes on at the next start."""
        self._ending.set()
        self.wake()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._ending.is_set():
            self._wanted.wait(LOOK_AGAIN_SECONDS)
            self._wanted.clear()
            try:
                running.work_off(self.working)
            except OperationalError:
                _LOG.warning("siting: the database cannot be reached; will look again")


def open_desk(
    sessions: SessionFactory, home: Path, executor: str, workers: int, dask_address: str | None
) -> Desk:
    """Return the desk of a product kept under ``home``, with the executor its settings name."""
    return Desk(sessions, home / "siting", executor_of(executor, workers, dask_address))
