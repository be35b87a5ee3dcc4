"""``python -m bench.imports``: from a file to an indexed table, ours beside geopandas and ogr2ogr."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import psycopg
from sqlalchemy import URL

from bench.imports.child import CONTENDERS, OGR2OGR
from bench.imports.inputs import POLYGONS, file_of
from bench.report import machine, save, show
from data import migration
from data.cluster import throw_away_cluster

LIBRARIES = ("geopandas", "pyogrio", "shapely", "psycopg", "sqlalchemy")
TEMPLATE = "bench_template"
FASTER = {"gpkg": 4.0, "shp": 4.0, "geojson": 1.8}
"""How many times faster than ``to_postgis`` an import ought to be."""
BESIDE_OGR2OGR, SHARE_OF_MEMORY = 1.1, 1 / 3


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each contender; the median counts")
    wanted = parser.parse_args()
    facts = machine(LIBRARIES)
    contenders = [name for name in CONTENDERS if name != OGR2OGR or which("ogr2ogr")]
    if OGR2OGR not in contenders:
        sys.stdout.write("ogr2ogr is not installed (Debian: gdal-bin) and was left out\n")
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="shuseki-bench-") as folder, throw_away_cluster() as cluster:
        admin = cluster.url()
        _template(admin)
        # In a process of its own: a child begins with the greatest memory its parent ever had.
        _python("bench.imports.inputs", folder)
        for ending in FASTER:
            rows += _measured(admin, ending, file_of(Path(folder), ending), contenders, wanted.repeat)
    show(f"Imports: {POLYGONS:,} generated polygons, file to indexed table", rows)
    path = save("imports", {"machine": facts, "repeat": wanted.repeat, "rows": rows, "met": _met(rows)})
    sys.stdout.write(f"{json.dumps(_met(rows))}\n{path}\n")


def _measured(
    admin: URL, ending: str, file: Path, contenders: list[str], repeat: int
) -> list[dict[str, object]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
    for _ in range(repeat):  # one after the other, so that a busy minute meets all of them
        for name, runs in found.items():
            runs.append(_run_of(admin, name, file))
    first, *_ = found.values()
    base = statistics.median(run["seconds"] for run in first)
    base_used = statistics.median(_processor(run) for run in first)
    return [
        {
            "format": ending,
            "contender": name,
            "rows": int(runs[0]["rows"]),
            "seconds": round(seconds := statistics.median(run["seconds"] for run in runs), 2),
            "times ours": round(seconds / base, 2),
            "of processor": round(used := statistics.median(_processor(run) for run in runs), 2),
            "of processor, times ours": round(used / base_used, 2),
            "peak MiB": round(max(run["mib"] for run in runs)),
            "of it libraries": round(runs[0]["libraries_mib"]),
            "issues": int(runs[0]["notices"]),
        }
        for name, runs in found.items()
    ]


def _run_of(admin: URL, contender: str, file: Path) -> dict[str, float]:
    with _database(admin) as url:
        address = url.render_as_string(hide_password=False)
        before = _processor_of_server(admin)
        told = _python("bench.imports.child", contender, address, str(file))
        run: dict[str, float] = json.loads(told.splitlines()[-1])
        return {**run, "server": _processor_of_server(admin) - before}


def _processor(run: dict[str, float]) -> float:
    return run["processor"] + run["server"]


def _processor_of_server(admin: URL) -> float:
    """Seconds of processor that connections which have ended took, as Linux tells of a server's children."""
    time.sleep(0.3)
    address = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        parent = _stat(connection.info.backend_pid)[1]
    user, system = _stat(int(parent))[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """The fields of ``/proc/…/stat`` after the name, the state first."""
    return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()


def _python(*module_and_arguments: str) -> str:
    command = [sys.executable, "-m", *module_and_arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours


def _met(rows: list[dict[str, object]]) -> dict[str, bool]:
    """Whether the product is as fast beside its peers as it means to be, by format."""
    by = {(row["format"], row["contender"]): row for row in rows}
    ours, theirs, ogr = CONTENDERS
    met = {}
    for ending, faster in FASTER.items():
        own, peer = by[ending, ours], by[ending, theirs]
        met[f"{ending}: at least {faster} x to_postgis"] = float(str(peer["times ours"])) >= faster
        share = float(str(own["peak MiB"])) / float(str(peer["peak MiB"]))
        met[f"{ending}: a third of its memory"] = share <= SHARE_OF_MEMORY
        if (ending, ogr) in by:
            met[f"{ending}: within {BESIDE_OGR2OGR} x ogr2ogr"] = (
                1 / float(str(by[ending, ogr]["times ours"])) <= BESIDE_OGR2OGR
            )
    return met


def _template(admin: URL) -> None:
    _run(admin, f"CREATE DATABASE {TEMPLATE}")
    migration.upgrade(admin.set(database=TEMPLATE))


@contextmanager
def _database(admin: URL) -> Iterator[URL]:
    """A migrated database of its own for each run."""
    _run(admin, f"CREATE DATABASE bench TEMPLATE {TEMPLATE}")
    try:
        yield admin.set(database="bench")
    finally:
        _run(admin, "DROP DATABASE bench WITH (FORCE)")


def _run(admin: URL, statement: str) -> None:
    address = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


if __name__ == "__main__":
    main()
