"""Runs one contender in a process of its own and prints what it took; see ``__main__``."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.siting.contenders import PEERS, ours, quiet, study_of
from bench.siting.inputs import SEED, Inputs, inputs
from bench.siting.postgis import knn
from geo.measure import distances_m
from geo.mesh import Level
from geo.siting.executors import Threads
from geo.siting.grid import Cells, blocks_of, cells_of
from geo.siting.outlines import outlines
from geo.siting.scoring import indicator_scores, weigh
from geo.siting.study import StudyResult, run

SAMPLE = 100
POSTGIS_SHARE = 20
Result = TypeVar("Result")


def main(contender: str, level_number: str) -> None:
    """Measure one contender on one level and print a line of JSON."""
    quiet()
    given, level = inputs(), Level(int(level_number))
    if contender == "ours":
        answer = _ours(given, level)
    elif contender == "what-if":
        answer = _what_if(given, level)
    elif contender.startswith("PostGIS"):
        answer = _postgis(given, level, contender.rpartition(" ")[2])
    else:
        cells = _all_cells(given, level)
        seconds, found = _best_of_two(lambda: PEERS[contender](given, cells))
        answer = {
            "seconds": seconds,
            "cells": len(cells),
            **_errors(given, cells, found),
        }
    answer["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(answer) + "\n")


def _best_of_two(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of the faster of two runs: the first one also pays for loading libraries and for fresh
    memory."""
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    return min(seconds), result


def _ours(given: Inputs, level: Level) -> dict[str, float]:
    seconds, (result, found) = _best_of_two(lambda: ours(given, level))
    return {"seconds": seconds, "cells": len(result.cells), **_errors(given, result.cells, found)}


def _what_if(given: Inputs, level: Level) -> dict[str, float]:
    result: StudyResult = run(study_of(given, level), Threads(2))
    kept = indicator_scores(result)
    changed = {"substations": 3.0, "plants": 1.0, "data-centres": 0.5}
    seconds, _ = _best_of_two(lambda: weigh(kept, changed))
    return {"seconds": seconds, "cells": len(result.cells)}


def _postgis(given: Inputs, level: Level, kind: str) -> dict[str, float]:
    cells = _all_cells(given, level)
    seconds, found = knn(given, cells, kind, POSTGIS_SHARE)
    some = Cells(level, *(part[::POSTGIS_SHARE] for part in (cells.row, cells.column, cells.place)))
    return {"seconds": seconds, "cells": len(cells), **_errors(given, some, found)}


def _all_cells(given: Inputs, level: Level) -> Cells:
    land = outlines(given.land)
    parts = [cells_of(land, level, block) for block in blocks_of(land, level)]
    return Cells(level, *(np.concatenate([getattr(p, n) for p in parts]) for n in ("row", "column", "place")))


def _errors(given: Inputs, cells: Cells, found: NDArray[np.float64]) -> dict[str, float]:
    """Relative error of the distances against Karney's geodesic to every point, on a sample of cells."""
    chosen = np.random.default_rng(SEED).choice(len(cells), min(SAMPLE, len(cells)), replace=False)
    errors = []
    for place, points in enumerate(given.points.values()):
        for cell in chosen:
            true = distances_m(cells.lon[cell], cells.lat[cell], points[:, 0], points[:, 1]).min()
            errors.append(abs(found[cell, place] / true - 1.0))
    return {"error_max": float(np.max(errors)), "error_median": float(np.median(errors))}


if __name__ == "__main__":
    main(*sys.argv[1:])
