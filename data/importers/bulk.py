"""Writes rows into a table by binary COPY, in blocks, geometry as EWKB in SRID 4326.

The bytes of a whole column are made at once; PostgreSQL then parses neither numbers nor hexadecimal digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from itertools import chain, repeat
from struct import Struct
from typing import Any, Self, cast

import numpy as np
import pandas as pd
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql
from psycopg.types.numeric import DecimalBinaryDumper
from sqlalchemy.orm import Session

from data.domain.issues import Progress

SRID = 4326
BLOCK = 5_000
"""Rows sent at a time; bounds memory and is the step of the progress display."""
_BEGIN = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"
_NUMBER, _LENGTH = Struct(">h").pack, Struct(">i").pack
_JSONB_VERSION = b"\x01"
DOCUMENT = "jsonb"
"""No query chooses rows by what is in these, and sampling them costs a tenth of a load."""
Fields = Iterable[bytes | None]
_TYPES = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""


class Copying:
    """Appends blocks of rows to a table inside the session's transaction, each while the next is being made.

    ``geometries`` names the columns that hold shapely geometries (lon, lat) or ``None``. Missing values
    become NULL. Nothing else may use the session between ``send`` and the end of the block.
    """

    def __init__(
        self,
        session: Session,
        table: str,
        columns: Sequence[str],
        geometries: Sequence[str],
        progress: Progress,
    ) -> None:
        self.rows = 0
        """How many were sent."""
        self._cursor = cast("psycopg.Connection", session.connection().connection.driver_connection).cursor()
        names = [*columns, *geometries]
        self._statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT binary)").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        types: dict[str, str] = dict(self._cursor.execute(_TYPES, (table,)).fetchall())
        self._writers = {name: WRITERS[types[name]] for name in names}
        # Without it the planner knows nothing of the new rows until autovacuum comes by.
        asked = sql.SQL(", ").join(sql.Identifier(name) for name, kind in types.items() if kind != DOCUMENT)
        self._look_over = sql.SQL("ANALYZE {} ({})").format(sql.Identifier(table), asked)
        self._progress = progress
        self._sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="copying")
        self._sent: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def send(self, frame: pd.DataFrame, total: int | None = None) -> None:
        """Send rows as soon as those before them have arrived; raises what became of those.

        ``total`` is how many there will be in all, if that is known.
        """
        for start in range(0, len(frame), BLOCK):
            block = frame.iloc[start : start + BLOCK]
            written = _BEGIN + _rows(block, self._writers) + _END
            self._wait()
            self.rows += len(block)
            self._sent = self._sender.submit(self._copied, written, self.rows, total)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._cursor, self._sender:
            if kind is None:
                self._wait()
                if self.rows:
                    self._cursor.execute(self._look_over)

    def _wait(self) -> None:
        if self._sent is not None:
            self._sent.result()

    def _copied(self, written: bytes, rows: int, total: int | None) -> None:
        with self._cursor.copy(self._statement) as copy:
            copy.write(written)
        self._progress(rows, total)


def _rows(block: pd.DataFrame, writers: Mapping[str, Callable[[pd.Series[Any]], Fields]]) -> bytes:
    """Return the rows of a block: the number of fields, then length and bytes of each."""
    fields = [map(_sized, write(block[name])) for name, write in writers.items()]
    return b"".join(chain.from_iterable(zip(repeat(_NUMBER(len(writers)), len(block)), *fields, strict=True)))


def _sized(field: bytes | None) -> bytes:
    return _NULL if field is None else _LENGTH(len(field)) + field


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
    written: Fields = shapely.to_wkb(values.to_numpy())
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
