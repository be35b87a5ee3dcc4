"""Blocks worked on by a Dask cluster: one on this machine, or an existing one by address (extra
``shuseki[dask]``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from distributed import Client, as_completed

from geo.siting.study import BlockColumns, Job, Work, fill


@dataclass(frozen=True, slots=True)
class Dask:
    """A cluster at ``address`` (``tcp://host:8786``), or ``workers`` processes of this machine when it is
    None.

    Workers need this program and nothing else: layers and results travel over the scheduler, no shared
    folder. Only join a cluster whose machines are trusted: Dask runs what it is sent.
    """

    address: str | None = None
    workers: int = 2

    def run(self, work: Work, jobs: Sequence[Job]) -> Iterator[tuple[Job, BlockColumns]]:
        """Yield each job with its columns as they are done."""
        with self._client() as client:
            sent = client.scatter(work, broadcast=True, hash=False)
            futures = {client.submit(fill, sent, job, pure=False): job for job in jobs}
            for future in as_completed(list(futures)):
                yield futures.pop(future), future.result()
                future.release()

    def _client(self) -> Client:
        if self.address is not None:
            return Client(self.address)
        return Client(
            n_workers=self.workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
        )
