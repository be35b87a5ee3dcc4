"""``python -m bench.features``: features and tiles per second, ours beside tipg."""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec

import psycopg
import shapely
from sqlalchemy import URL

from api.services.published_requests import write_cursor
from bench.report import machine, save, show
from bench.siting.inputs import Inputs, inputs
from data import migration
from data.cluster import throw_away_cluster

LIBRARIES = ("fastapi", "uvicorn", "sqlalchemy", "psycopg")
POINTS, PAGE, DEEP = 385_000, 100, 380_000
SECONDS = 2.0
TARGETS = {
    "items, 100 municipalities": 3.5,
    "box": 4.5,
    "one item": 3.0,
    "tiles z5-12, not made yet": 1.6,
    "tiles, repeated": 30.0,
    "385,000 rows, deep page": 100.0,
}
"""How many times as many requests as tipg our own map endpoints ought to answer."""
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
    facts, given = machine(LIBRARIES), inputs()
    with throw_away_cluster() as cluster:
        address = cluster.url()
        migration.upgrade(address)
        first = _load(address, given)
        with _ours(address) as ours:
            mine = _measured(ours, _our_paths(first))
        theirs: dict[str, float] = {}
        if find_spec("tipg"):
            with _tipg(address) as peer:
                theirs = _measured(peer, _tipg_paths(first))
        else:
            sys.stdout.write("tipg is not installed (pip install tipg==1.6.1 uvicorn) and was left out\n")
    rows = [_row(name, mine[name], theirs.get(name)) for name in TARGETS]
    show(f"Features and tiles: requests per second, one connection — {given.origin}", rows)
    sys.stdout.write(f"{save('features', {'machine': facts, 'inputs': given.origin, 'rows': rows})}\n")


def _row(name: str, ours: float, tipg: float | None) -> dict[str, object]:
    ratio = None if tipg is None else round(ours / tipg, 1)
    met = None if ratio is None else ("yes" if ratio >= TARGETS[name] else "no")
    row = {"work": name, "ours": round(ours), "tipg": None if tipg is None else round(tipg, 1)}
    return {**row, "ours / tipg": ratio, "target": TARGETS[name], "met": met}


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


def _our_paths(first: tuple[int, int]) -> dict[str, Sequence[str]]:
    boundary, cell = first
    municipalities = "/v1/features/municipalities"
    deep = write_cursor(cell + DEEP - 1)
    tiles = [f"/tiles/municipalities/{z}/{x}/{y}.mvt" for z, x, y in _tiles()]
    return {
        "items, 100 municipalities": [f"{municipalities}?limit={PAGE}"],
        "box": [f"{municipalities}?limit={PAGE}&bbox=139.5,35.5,139.8,35.8"],
        "one item": [f"{municipalities}/{boundary + number}" for number in range(0, 300, 7)],
        "tiles z5-12, not made yet": tiles,
        "tiles, repeated": tiles[-1:],
        "385,000 rows, deep page": [f"/v1/features/layer_cells?limit={PAGE}&cursor={deep}"],
    }


def _tipg_paths(first: tuple[int, int]) -> dict[str, Sequence[str]]:
    boundary, _cell = first
    municipalities = "/collections/published.municipalities"
    tiles = [f"{municipalities}/tiles/WebMercatorQuad/{z}/{x}/{y}" for z, x, y in _tiles()]
    return {
        "items, 100 municipalities": [f"{municipalities}/items?limit={PAGE}&f=geojson"],
        "box": [f"{municipalities}/items?limit={PAGE}&bbox=139.5,35.5,139.8,35.8&f=geojson"],
        "one item": [f"{municipalities}/items/{boundary + number}?f=geojson" for number in range(0, 300, 7)],
        "tiles z5-12, not made yet": tiles,
        "tiles, repeated": tiles[-1:],
        "385,000 rows, deep page": [
            f"/collections/published.layer_features/items?limit={PAGE}&offset={DEEP}&f=geojson"
        ],
    }


def _tiles() -> list[tuple[int, int, int]]:
    """Every tile within two of the one over Tokyo, at each zoom from 5 to 12, each asked for once."""
    found = []
    for z in range(5, 13):
        x, y = int((139.7 + 180) / 360 * 2**z), int(0.3938 * 2**z)
        found += [(z, x + across, y + down) for across in range(-2, 3) for down in range(-2, 3)]
    return found


def _measured(port: int, paths: dict[str, Sequence[str]]) -> dict[str, float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    return {name: _rate(connection, each, name) for name, each in paths.items()}


def _rate(connection: http.client.HTTPConnection, paths: Sequence[str], name: str) -> float:
    """Requests per second, the median of three spells; tiles not made yet are asked for once only."""
    once = name.startswith("tiles z")
    if not once:
        _get(connection, paths[0])
    rates = []
    for _ in range(1 if once else 3):
        started, done = time.perf_counter(), 0
        while done < len(paths) if once else time.perf_counter() - started < SECONDS:
            _get(connection, paths[done % len(paths)])
            done += 1
        rates.append(done / (time.perf_counter() - started))
    return statistics.median(rates)


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status not in (200, 204):
        raise SystemExit(f"{path}: {answer.status} {body[:300]!r}")
    return body


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
def _tipg(address: URL) -> Iterator[int]:
    port = _free_port()
    given = [str(port), str(address.query["host"]), str(address.username), str(address.database)]
    with _running([sys.executable, "-m", "bench.features.tipg_server", *given], port, {}):
        yield port


@contextmanager
def _running(command: list[str], port: int, settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)  # noqa: S603 - our own modules
    try:
        for _ in range(300):
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
