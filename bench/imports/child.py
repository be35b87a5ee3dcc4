"""Runs one contender on one file in a process of its own and prints what it took; see ``__main__``."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import psycopg
from sqlalchemy import URL, make_url

from api.services.imports import run_import
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.layer import LayerDefinition, LayerRole
from data.domain.wording import Text
from data.importers.steps import ImportOptions

MIB = 1024


def main(contender: str, address: str, file: str) -> None:
    """Load ``file`` into the database at ``address`` and print a line of JSON."""
    warnings.simplefilter("ignore")
    url = make_url(address)
    who = resource.RUSAGE_CHILDREN if contender == OGR2OGR else resource.RUSAGE_SELF
    before, used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _processor(who)
    started = time.perf_counter()
    table, notices = CONTENDERS[contender](url, Path(file))
    seconds = time.perf_counter() - started
    answer = {
        "seconds": seconds,
        "processor": _processor(who) - used,
        "rows": _count(url, table),
        "notices": notices,
        "mib": resource.getrusage(who).ru_maxrss / MIB,
        "libraries_mib": 0 if contender == OGR2OGR else before / MIB,
    }
    sys.stdout.write(json.dumps(answer) + "\n")


def _processor(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _ours(url: URL, file: Path) -> tuple[str, int]:
    """Open, read, clean, check, load with the issue log, committed."""
    definition = LayerDefinition("bench", LayerRole.CONTEXT, Text("計測", "bench"))
    engine = make_engine(url)
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        report = run_import(session, "layer", file, options=ImportOptions(layer_definition=definition))
    return "layer_feature", len(report.issues)


def _to_postgis(url: URL, file: Path) -> tuple[str, int]:
    engine = make_engine(url)
    gpd.read_file(file, engine="pyogrio").to_postgis("peer", engine, index=False)
    return "peer", 0


def _ogr2ogr(url: URL, file: Path) -> tuple[str, int]:
    target = f"PG:{_plain(url)}"
    options = ["-nln", "peer", "-lco", "GEOMETRY_NAME=geom", "-nlt", "PROMOTE_TO_MULTI", "-q"]
    command = ["ogr2ogr", "-f", "PostgreSQL", target, str(file), "--config", "PG_USE_COPY", "YES", *options]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words and our own file
    return "peer", 0


OGR2OGR = "ogr2ogr, COPY"
CONTENDERS: dict[str, Callable[[URL, Path], tuple[str, int]]] = {
    "ours, with checks and issue log": _ours,
    "geopandas to_postgis": _to_postgis,
    OGR2OGR: _ogr2ogr,
}


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _count(url: URL, table: str) -> int:
    with psycopg.connect(_plain(url)) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - two fixed names
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main(*sys.argv[1:])
