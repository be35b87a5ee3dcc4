"""PostGIS as a contender: KNN joins on geometry and on geography in a throw-away cluster."""

from __future__ import annotations

import time

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray

from bench.siting.inputs import Inputs
from data.cluster import throw_away_cluster
from geo.siting.grid import Cells

Floats = NDArray[np.float64]


def knn(given: Inputs, cells: Cells, kind: str, sample: int) -> tuple[float, Floats]:
    """Return seconds for all cells and the distances (m), ``kind`` being ``geometry`` or ``geography``.

    Only every ``sample``-th cell is asked and the time is multiplied: each cell costs the same.
    """
    chosen = slice(None, None, sample)
    with throw_away_cluster() as cluster:
        address = cluster.url().set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            _load(connection, given, cells.lon[chosen], cells.lat[chosen], kind)
            started = time.perf_counter()
            rows = connection.execute(_query(given)).fetchall()
            seconds = (time.perf_counter() - started) * len(cells) / len(rows)
    return seconds, np.array(rows, dtype=np.float64)[:, 1:]


def _load(
    connection: psycopg.Connection[tuple[object, ...]], given: Inputs, lon: Floats, lat: Floats, kind: str
) -> None:
    connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    tables = {"cells": shapely.points(lon, lat), "land": given.land, "excluded": given.excluded}
    tables |= {name.replace("-", "_"): shapely.points(points) for name, points in given.points.items()}
    for name, shapes in tables.items():
        as_kind = "geometry" if name in ("land", "excluded") else kind
        connection.execute(f"CREATE TABLE {name} (id int, g {as_kind}, p geometry)")
        with connection.cursor() as cursor, cursor.copy(f"COPY {name} (id, p) FROM STDIN") as copy:
            for number, wkb in enumerate(
                shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)
            ):
                copy.write_row((number, wkb))
        connection.execute(f"UPDATE {name} SET g = p::{as_kind}")  # noqa: S608 - fixed names
        connection.execute(f"CREATE INDEX ON {name} USING gist (g)")
        connection.execute(f"ANALYZE {name}")


def _query(given: Inputs) -> str:
    joins, columns = [], []
    for name in (name.replace("-", "_") for name in given.points):
        columns.append(f"{name}_near.d")
        joins.append(
            f"CROSS JOIN LATERAL (SELECT ST_Distance(t.p::geography, c.p::geography) AS d FROM {name} t"  # noqa: S608
            f" ORDER BY t.g <-> c.g LIMIT 1) {name}_near"
        )
    inside = "EXISTS (SELECT 1 FROM excluded e WHERE ST_Contains(e.g, c.p))"
    place = "(SELECT min(l.id) FROM land l WHERE ST_Contains(l.g, c.p))"
    return (
        f"WITH found AS (SELECT c.id, {', '.join(columns)}, {inside} AS x, {place} AS m FROM cells c "  # noqa: S608
        f"{' '.join(joins)}) SELECT id, {', '.join(f'd{i}' for i in range(len(columns)))} FROM found "
        f"AS f(id, {', '.join(f'd{i}' for i in range(len(columns)))}, x, m) ORDER BY id"
    )
