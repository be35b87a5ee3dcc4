"""``python -m bench.siting``: every contender in its own process, ratios to ours, table and JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys

from bench.report import machine, save, show
from bench.siting.contenders import PEERS
from bench.siting.inputs import inputs
from geo.mesh import Level

LEVEL_NAMES = {Level.THIRD: "1 km", Level.HALF: "500 m", Level.QUARTER: "250 m"}
LIBRARIES = ("numpy", "scipy", "shapely", "geopandas", "pyproj")


def main() -> None:
    """Measure, print and keep."""
    wanted = _arguments()
    facts = machine(LIBRARIES)
    rows = []
    for level in (Level(number) for number in wanted.levels):
        contenders = ["ours", "what-if", *(PEERS if level < Level.QUARTER or wanted.all_peers else ())]
        if wanted.postgres and level is Level.THIRD:
            contenders += ["PostGIS KNN geometry", "PostGIS KNN geography"]
        rows += _measured(level, contenders, wanted.repeat)
    origin = inputs().origin
    show(f"Siting: all land cells, nearest of three kinds, municipality, exclusions, score — {origin}", rows)
    path = save("siting", {"machine": facts, "inputs": origin, "repeat": wanted.repeat, "rows": rows})
    sys.stdout.write(f"{path}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.siting", description=__doc__)
    parser.add_argument("--levels", type=int, nargs="+", default=[3, 4, 5], choices=[3, 4, 5])
    parser.add_argument("--repeat", type=int, default=3, help="runs of each contender; the median counts")
    parser.add_argument("--all-peers", action="store_true", help="peers at 250 m too (minutes, much memory)")
    parser.add_argument("--no-postgis", dest="postgres", action="store_false")
    return parser.parse_args()


def _measured(level: Level, contenders: list[str], repeat: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    base = 0.0
    for contender in contenders:
        runs = [_child(contender, level) for _ in range(1 if contender.startswith("PostGIS") else repeat)]
        seconds = statistics.median(run["seconds"] for run in runs)
        base = seconds if contender == "ours" else base
        error = runs[0].get("error_max")
        rows.append(
            {
                "contender": contender,
                "grid": LEVEL_NAMES[level],
                "cells": int(runs[0]["cells"]),
                "seconds": round(seconds, 4),
                "times ours": round(seconds / base, 2),
                "largest error": None if error is None else f"{error:.1e}",
                "memory MiB": round(max(run["mib"] for run in runs)),
            }
        )
    return rows


def _child(contender: str, level: Level) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.siting.child", contender, str(level.value)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    main()
