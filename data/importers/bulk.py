"""Writes rows into a table by COPY, in blocks, geometry as hexadecimal EWKB in SRID 4326."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pandas as pd
import psycopg
import shapely
from psycopg import sql
from sqlalchemy.orm import Session

from data.domain.issues import Progress
from data.importers.extent import Geometries

SRID = 4326
BLOCK = 5_000
"""Rows sent at a time; bounds memory and is the step of the progress display."""


def copy_rows(
    session: Session,
    table: str,
    frame: pd.DataFrame,
    columns: Sequence[str],
    geometries: Sequence[str],
    progress: Progress,
) -> None:
    """Append ``frame`` to ``table`` inside the session's transaction.

    ``geometries`` names the columns that hold shapely geometries (lon, lat) or ``None``. Missing
    values become NULL.
    """
    connection = cast("psycopg.Connection", session.connection().connection.driver_connection)
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(name) for name in [*columns, *geometries])
    )
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for start in range(0, len(frame), BLOCK):
                block = frame.iloc[start : start + BLOCK]
                copy.write(_as_csv(block, columns, geometries))
                progress(start + len(block), len(frame))
        # Without it the planner knows nothing of the new rows until autovacuum comes by.
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _as_csv(block: pd.DataFrame, columns: Sequence[str], geometries: Sequence[str]) -> str:
    shapes = {name: _hexadecimal(block[name]) for name in geometries}
    written: str = (
        block[list(columns)].assign(**shapes).to_csv(index=False, header=False, lineterminator="\n")
    )
    return written


def _hexadecimal(geometries: pd.Series[str]) -> Geometries:
    written: Geometries = shapely.to_wkb(
        shapely.set_srid(geometries.to_numpy(), SRID), hex=True, include_srid=True
    )
    return written
