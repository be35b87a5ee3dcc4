"""Where blocks are worked on: here, in threads, or in processes; a Dask cluster is in ``dask_executor``."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor as Pool
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

from geo.siting.study import BlockColumns, Job, Work, fill

AHEAD = 2
"""Jobs under way for each worker: enough to keep it busy, few enough to bound memory."""


@dataclass(frozen=True, slots=True)
class Serial:
    """One block after the other in this thread."""

    def run(self, work: Work, jobs: Sequence[Job]) -> Iterator[tuple[Job, BlockColumns]]:
        """Yield each job with its columns, in order."""
        for job in jobs:
            yield job, fill(work, job)


@dataclass(frozen=True, slots=True)
class Threads:
    """Several threads of this process; NumPy and the KD-tree leave the interpreter free while they
    compute."""

    workers: int

    def run(self, work: Work, jobs: Sequence[Job]) -> Iterator[tuple[Job, BlockColumns]]:
        """Yield each job with its columns as they are done."""
        with ThreadPoolExecutor(self.workers) as pool:
            yield from _as_done(pool, self.workers, jobs, work)


@dataclass(frozen=True, slots=True)
class Processes:
    """Several processes of this machine; each receives the prepared layers once."""

    workers: int

    def run(self, work: Work, jobs: Sequence[Job]) -> Iterator[tuple[Job, BlockColumns]]:
        """Yield each job with its columns as they are done."""
        start = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            self.workers, mp_context=start, initializer=_receive, initargs=(work,)
        ) as pool:
            yield from _as_done(pool, self.workers, jobs, None)


_RECEIVED: list[Work] = []


def _receive(work: Work) -> None:
    _RECEIVED[:] = [work]


def _fill(work: Work | None, job: Job) -> BlockColumns:
    return fill(_RECEIVED[0] if work is None else work, job)


def _as_done(
    pool: Pool, workers: int, jobs: Sequence[Job], work: Work | None
) -> Iterator[tuple[Job, BlockColumns]]:
    waiting = iter(jobs)
    under_way: dict[Future[BlockColumns], Job] = {}
    while True:
        room = AHEAD * workers - len(under_way)
        under_way.update({pool.submit(_fill, work, job): job for job in islice(waiting, room)})
        if not under_way:
            return
        done, _ = wait(under_way, return_when="FIRST_COMPLETED")
        for future in done:
            yield under_way.pop(future), future.result()
