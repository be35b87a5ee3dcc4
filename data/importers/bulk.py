"""Writes rows into a table by binary COPY, in blocks, geometry as EWKB in SRID 4326.

The bytes of a whole column are made at once; PostgreSQL then parses neither numbers nor hexadecimal digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, cast

import numpy as np
import pandas as pd
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql
from psycopg.copy import QueuedLibpqWriter
from psycopg.types.numeric import DecimalBinaryDumper
from sqlalchemy.orm import Session

from data.domain.issues import Progress

SRID = 4326
BLOCK = 5_000
"""Rows sent at a time; bounds memory and is the step of the progress display."""
_BEGIN = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_NULL = -1
_JSONB_VERSION = b"\x01"
DOCUMENT = "jsonb"
"""No query chooses rows by what is in these, and sampling them costs a tenth of a load."""
Fields = Iterable[bytes | None]
_TYPES = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""


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
    names = [*columns, *geometries]
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT binary)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor:
        types: dict[str, str] = dict(cursor.execute(_TYPES, (table,)).fetchall())
        writers = {name: WRITERS[types[name]] for name in names}
        # The next block is made while a thread of the writer sends the last one.
        with cursor.copy(statement, writer=QueuedLibpqWriter(cursor)) as copy:
            copy.write(_BEGIN)
            for start in range(0, len(frame), BLOCK):
                block = frame.iloc[start : start + BLOCK]
                copy.write(_rows(block, writers))
                progress(start + len(block), len(frame))
            copy.write(_END)
        # Without it the planner knows nothing of the new rows until autovacuum comes by.
        asked = sql.SQL(", ").join(sql.Identifier(name) for name, kind in types.items() if kind != DOCUMENT)
        cursor.execute(sql.SQL("ANALYZE {} ({})").format(sql.Identifier(table), asked))


def _rows(block: pd.DataFrame, writers: Mapping[str, Callable[[pd.Series[Any]], Fields]]) -> bytes:
    """Return the rows of a block: the number of fields, then length and bytes of each."""
    parts: list[Iterable[bytes]] = [repeat(len(writers).to_bytes(2, "big"), len(block))]
    for name, write in writers.items():
        fields = list(write(block[name]))
        sizes = [_NULL if field is None else len(field) for field in fields]
        parts += [_pieces(np.array(sizes, dtype=">i4")), (field or b"" for field in fields)]
    return b"".join(chain.from_iterable(zip(*parts, strict=True)))


def _pieces(numbers: NDArray[np.signedinteger]) -> list[bytes]:
    size, content = numbers.itemsize, numbers.tobytes()
    return [content[at : at + size] for at in range(0, len(content), size)]


def _whole(bits: int) -> Callable[[pd.Series[Any]], Fields]:
    def write(values: pd.Series[Any]) -> Fields:
        numbers = pd.to_numeric(values).fillna(0).to_numpy().astype(f">i{bits // 8}")
        absences = values.isna().tolist()
        return [None if absent else piece for piece, absent in zip(_pieces(numbers), absences, strict=True)]

    return write


def _text(values: pd.Series[Any]) -> Fields:
    return [None if absent else str(value).encode() for value, absent in _with_absence(values)]


def _json(values: pd.Series[Any]) -> Fields:
    return [None if absent else _JSONB_VERSION + value.encode() for value, absent in _with_absence(values)]


def _truth(values: pd.Series[Any]) -> Fields:
    return [None if absent else b"\x01" if value else b"\x00" for value, absent in _with_absence(values)]


def _numeric(values: pd.Series[Any]) -> Fields:
    dumper = DecimalBinaryDumper(Decimal)
    written = {value: bytes(dumper.dump(Decimal(str(value))) or b"") for value in values.dropna().unique()}
    return [None if absent else written[value] for value, absent in _with_absence(values)]


def _geometry(values: pd.Series[Any]) -> Fields:
    written: Fields = shapely.to_wkb(shapely.set_srid(values.to_numpy(), SRID), include_srid=True)
    return written


def _with_absence(values: pd.Series[Any]) -> Iterable[tuple[Any, bool]]:
    return zip(values.tolist(), values.isna().tolist(), strict=True)


WRITERS: Mapping[str, Callable[[pd.Series[Any]], Fields]] = {
    "smallint": _whole(16),
    "integer": _whole(32),
    "bigint": _whole(64),
    "character varying": _text,
    "text": _text,
    "boolean": _truth,
    "numeric": _numeric,
    "jsonb": _json,
    "geometry": _geometry,
}
"""How the values of a column are written, by the type of the column in the database."""
