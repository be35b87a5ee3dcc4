"""How every contender is timed, in a process of its own: seconds of the median run, answers, peak memory."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

LEAST_SECONDS, ENOUGH_SECONDS = 1.0, 20.0
LEAST_RUNS, MOST_RUNS = 3, 25


def timed(work: Callable[..., Any], fresh: Callable[[], Any] | None = None) -> tuple[float, Any]:
    """Return the median seconds of several runs, after one to warm up, and the last result.

    What ``fresh`` returns is made before each run, outside the time taken, and handed to ``work``.
    """
    seconds: list[float] = []
    while _more(seconds):
        given = () if fresh is None else (fresh(),)
        started = time.perf_counter()
        result = work(*given)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds[1:]), result


def _more(seconds: list[float]) -> bool:
    if len(seconds) > 1 and sum(seconds) > ENOUGH_SECONDS:
        return False
    return len(seconds) <= LEAST_RUNS or (sum(seconds) < LEAST_SECONDS and len(seconds) < MOST_RUNS)


def told(seconds: float, answers: Mapping[str, Any], folder: Path, contender: str) -> None:
    """Keep the answers by plan type (demands first, plans second) and print a line of JSON."""
    for plan_type, codes in answers.items():
        np.save(folder / f"{contender}-{plan_type}.npy", np.asarray(codes, dtype=np.int8))
    sys.stdout.write(json.dumps({"seconds": seconds, "mib": _peak_mib()}) + "\n")


def _peak_mib() -> int:
    """Peak memory of this program; ``ru_maxrss`` would count what its parent held before it started."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
