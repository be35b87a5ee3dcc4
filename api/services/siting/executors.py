"""Which executor a configuration names: this thread, threads, processes, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from data.domain.errors import NotReady
from data.domain.wording import Text
from geo.siting.executors import Processes, Serial, Threads
from geo.siting.study import Executor

_NO_DASK = Text(
    "Daskが導入されていません。shuseki[dask] を導入するか、SHUSEKI_SITING_EXECUTOR を外してください。",
    "Dask is not installed. Install shuseki[dask], or unset SHUSEKI_SITING_EXECUTOR.",
)


def executor_of(name: str, workers: int, address: str | None) -> Executor:
    """Return the executor of that name; raises ``NotReady`` when Dask is wanted and not installed.

    With an ``address`` a running Dask cluster is joined, else ``workers`` are started on this machine.
    """
    return _EXECUTORS[name](workers, address)


def _dask(workers: int, address: str | None) -> Executor:
    if find_spec("distributed") is None:
        raise NotReady(_NO_DASK)
    from geo.siting.dask_executor import Dask  # noqa: PLC0415 - an optional extra

    return Dask(address, workers)


_EXECUTORS: Mapping[str, Callable[[int, str | None], Executor]] = {
    "serial": lambda _workers, _address: Serial(),
    "threads": lambda workers, _address: Threads(workers),
    "processes": lambda workers, _address: Processes(workers),
    "dask": _dask,
}
