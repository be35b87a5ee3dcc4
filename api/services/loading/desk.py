"""Works at loads in a thread of its own: tries or loads each, tells how far it is, survives a restart."""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from api.services.field_maps import MapFiles
from api.services.imports import inspect, take_in
from api.services.loading.loads import RUNNING, Load, LoadState
from api.services.loading.shelf import Shelf
from data.db import SessionFactory, as_system, unit_of_work
from data.domain.errors import Problem, ShusekiError
from data.domain.issues import ImportReport
from data.domain.wording import Text

_LOG = logging.getLogger(__name__)
KEPT = timedelta(days=30)
"""How long loads stay listed; their editions and logs stay for good."""
TOLD_EVERY_SECONDS = 0.5
LONGEST_FAREWELL_SECONDS = 10
_AGAIN = Text("もう一度お試しください。", "Please try again.")
_BROKEN = Text(
    "取込みの途中で予期しない誤りが起きました。何も保存していません。運用担当者は記録（ログ）を確認してください。",
    "Something unexpected went wrong. Nothing was stored; the operator finds it in the log.",
)


class _BrokenOff(Exception):
    """The process is ending; the load goes on at the next start."""


@dataclass(slots=True)
class LoadingDesk:
    """One for each process; whatever is queued is worked at one after the other."""

    sessions: SessionFactory
    shelf: Shelf
    files: MapFiles
    _queue: queue.SimpleQueue[str | None] = field(default_factory=queue.SimpleQueue)
    _ending: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; what an earlier process left unfinished goes on, what is old is cleared."""
        self._ending.clear()
        before = datetime.now(UTC) - KEPT
        for load in self.shelf.listed():
            if load.state in RUNNING:
                self.wake(load.id)
            elif load.since < before:
                self.shelf.drop(load.id)
        self._thread = threading.Thread(target=self._work, name="loading", daemon=True)
        self._thread.start()

    def wake(self, load_id: str) -> None:
        """Tell the thread that a load is to be worked at."""
        self._queue.put(load_id)

    def stop(self) -> None:
        """End the thread at the next step; the load goes on at the next start."""
        self._ending.set()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(LONGEST_FAREWELL_SECONDS)

    def _work(self) -> None:
        while (load_id := self._queue.get()) is not None and not self._ending.is_set():
            try:
                self._attend(load_id)
            except _BrokenOff:
                return
            except ShusekiError:
                _LOG.warning("loading: %s is gone", load_id)

    def _attend(self, load_id: str) -> None:
        load = self.shelf.read(load_id)
        with self.shelf.claimed(load_id) as is_ours:
            if is_ours and load.state in RUNNING:
                self.shelf.write(self._finished(load))

    def _finished(self, load: Load) -> Load:
        try:
            report = self._checked(load) if load.state is LoadState.CHECKING else self._loaded(load)
        except _BrokenOff:
            raise
        except ShusekiError as error:
            problems = error.problems or (Problem("FILE", None, error.message, _AGAIN),)
            return replace(load, state=LoadState.REFUSED, problems=problems, report=None)
        except Exception:
            _LOG.exception("loading: %s failed", load.id)
            problem = Problem("FILE", None, _BROKEN, _AGAIN)
            return replace(load, state=LoadState.REFUSED, problems=(problem,), report=None)
        return replace(load, state=self._state(load, report), report=report, problems=())

    def _state(self, load: Load, report: ImportReport) -> LoadState:
        if load.state is LoadState.CHECKING:
            return LoadState.CHECKED
        if report.stopped:
            return LoadState.STOPPED
        self.shelf.drop_files(load.id)
        return LoadState.LOADED

    def _checked(self, load: Load) -> ImportReport:
        with unit_of_work(self.sessions, load.actor) as session, as_system(session):
            return inspect(
                session,
                load.importer,
                self.shelf.file_of(load),
                options=load.options,
                progress=self._told(load),
            )

    def _loaded(self, load: Load) -> ImportReport:
        return take_in(
            self.sessions,
            self.files,
            load.importer,
            self.shelf.file_of(load),
            load.options,
            self._told(load),
            load.actor,
        )

    def _told(self, load: Load) -> _Told:
        return _Told(self.shelf, load, self._ending)


@dataclass(slots=True)
class _Told:
    """Writes progress into the record now and then, and breaks the work off when the process ends."""

    shelf: Shelf
    load: Load
    ending: threading.Event
    last: float = 0.0

    def __call__(self, done: int, total: int | None) -> None:
        if self.ending.is_set():
            raise _BrokenOff
        if time.monotonic() - self.last >= TOLD_EVERY_SECONDS:
            self.last = time.monotonic()
            self.shelf.write(replace(self.load, done=done, total=total))
