"""``python -m bench.features``: features and tiles per second, ours beside tipg."""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import shapely
from sqlalchemy import URL

from bench.features.client import Client
from bench.features.work import POINTS, TARGETS, Ask, asked, our_paths, rates, tipg_paths
from bench.peers import ROOT, python_of_peers
from bench.report import machine, save, show
from bench.siting.inputs import Inputs, inputs
from data import migration
from data.cluster import throw_away_cluster

LIBRARIES = ("fastapi", "uvicorn", "sqlalchemy", "psycopg")
_EDITION = """
INSERT INTO dataset_edition (dataset, source, title_ja, title_en, publisher, licence, attribution,
    as_of_basis, source_crs, file_name, sha256, importer_version, read_as, status)
VALUES (%s, %s, 'x', 'x', 'x', 'x', 'x', 'unknown', 'EPSG:4326', 'x', %s, 1, '', 'current') RETURNING id
"""
_BOUNDARY = """
INSERT INTO boundary (
    edition_id, source_ref, municipality_code, name, prefecture_code, prefecture_name, polygons, geom
)
SELECT %s, %s, %s, %s, left(%s, 2), 'x', 1, ST_Multi(ST_GeomFromWKB(%s, 4326))
"""
_POINTS = """
INSERT INTO layer_feature (edition_id, source_ref, properties, geom)
SELECT %s, n::text, jsonb_build_object('name', 'cell ' || n, 'value', n %% 97),
    ST_SetSRID(ST_MakePoint(130 + (n %% 700) / 50.0, 31 + n / 700 / 50.0), 4326)
FROM generate_series(1, %s) n
"""


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.features", description=__doc__)
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="do not install or run tipg")
    wanted = parser.parse_args()
    facts, given = machine(LIBRARIES), inputs()
    peers = python_of_peers() if wanted.peers else None
    with throw_away_cluster() as cluster:
        address = cluster.url()
        migration.upgrade(address)
        boundary, cell = _load(address, given)
        places = asked(boundary, given.land)
        paths, asks = [our_paths(places, boundary, cell)], []
        with ExitStack() as running:
            asks.append(_asking(running.enter_context(_ours(address)), "/v1/features/prefectures?limit=1"))
            if peers is not None:
                paths.append(tipg_paths(places))
                port = running.enter_context(_tipg(peers, address))
                asks.append(_asking(port, "/collections/published.prefectures/items?limit=1"))
            mine, *others = rates(paths, asks)
    theirs = others[0] if others else {}
    rows = [_row(kind, mine[kind], theirs.get(kind)) for kind in TARGETS]
    show(f"Features and tiles: requests per second, one connection — {given.origin}", rows)
    sys.stdout.write(f"{save('features', {'machine': facts, 'inputs': given.origin, 'rows': rows})}\n")


def _row(kind: tuple[str, str], ours: float, tipg: float | None) -> dict[str, object]:
    ratio, target = None if tipg is None else round(ours / tipg, 1), TARGETS[kind]
    met = None if ratio is None or target is None else ("yes" if ratio >= target else "no")
    row = {"work": kind[0], "asked": kind[1], "ours": round(ours), "tipg": tipg and round(tipg, 1)}
    return {**row, "ours / tipg": ratio, "target": target, "met": met}


def _load(address: URL, given: Inputs) -> tuple[int, int]:
    """Return the first keys of the boundaries and of the points."""
    with _connect(address) as connection:
        edition = _one(connection, _EDITION, "boundaries", "bench", "a" * 64)
        connection.cursor().executemany(
            _BOUNDARY,
            [
                (edition, str(number), _code(number), name or "—", _code(number), shapely.to_wkb(shape))
                for number, (name, shape) in enumerate(zip(given.names, given.land, strict=True))
            ],
        )
        connection.execute(
            "INSERT INTO layer (key, title_ja, title_en, role, min_zoom, attributes) VALUES "
            """('cells', 'x', 'x', 'context', 0, '[{"name":"name","type":"string"}]')"""
        )
        cells = _one(connection, _EDITION, "layer", "cells", "b" * 64)
        connection.execute(_POINTS, (cells, POINTS))
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        return (
            _one(connection, "SELECT min(id) FROM boundary"),
            _one(connection, "SELECT min(id) FROM layer_feature"),
        )


def _code(number: int) -> str:
    """A code in one of the 47 prefectures, as the table demands; which one does not matter here."""
    return f"{number % 47 + 1:02}{number // 47:03}"


def _asking(port: int, first: str) -> Ask:
    """Return what asks over one connection, opened beforehand: servers close one that waits for its turn."""

    def ask(addresses: Sequence[str]) -> float:
        with closing(Client(port)) as client:
            client.get(first)
            started = time.perf_counter()
            for address in addresses:
                client.get(address)
            return time.perf_counter() - started

    return ask


@contextmanager
def _ours(address: URL) -> Iterator[int]:
    with tempfile.TemporaryDirectory(prefix="shuseki-bench-") as home:
        port = _free_port()
        settings = {
            "SHUSEKI_DATABASE_URL": address.render_as_string(hide_password=False),
            "SHUSEKI_HOME": home,
            "SHUSEKI_PORT": str(port),
        }
        with _running([sys.executable, "-m", "api.cli", "serve"], port, settings):
            yield port


@contextmanager
def _tipg(python: Path, address: URL) -> Iterator[int]:
    port = _free_port()
    given = [str(port), str(address.query["host"]), str(address.username), str(address.database)]
    with _running([str(python), "-m", "bench.features.tipg_server", *given], port, {}):
        yield port


@contextmanager
def _running(command: list[str], port: int, settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **settings}, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own modules
    try:
        for _ in range(900):
            with socket.socket() as probe:
                if process.poll() is None and probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        else:
            raise SystemExit(f"not started: {json.dumps(command)}")
        yield
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _connect(address: URL) -> psycopg.Connection[tuple[int]]:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain)


def _one(connection: psycopg.Connection[tuple[int]], query: str, *values: object) -> int:
    row = connection.execute(query, values).fetchone()  # type: ignore[arg-type]
    assert row is not None  # noqa: S101 - each query gives one row
    return row[0]


if __name__ == "__main__":
    main()
