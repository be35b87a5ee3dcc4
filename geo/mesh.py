"""The standard grid of JIS X 0410: codes, integer rows and columns, bounds and neighbours; no polygons here.

Every level is an integer raster: row 0 starts at the equator, column 0 at 100° E, both grow north and east.
Edges are exact: the southern edge of row ``r`` is the double nearest to ``r / rows_per_degree``, a cell owns
its southern and western edge, and the double just below an edge belongs to the cell before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

WEST_ORIGIN = 100
"""Longitude of column 0 in degrees; the code of a 1st-level cell starts with longitude − 100."""
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Level(IntEnum):
    """Level of the grid: 1 (80 km), 2 (10 km), 3 (1 km), 4 (500 m), 5 (250 m)."""

    FIRST = 1
    SECOND = 2
    THIRD = 3
    HALF = 4
    QUARTER = 5

    @property
    def rows_per_two_degrees(self) -> int:
        """Rows in two degrees of latitude (an integer at every level: 40 minutes make a 1st-level row)."""
        return {1: 3, 2: 24, 3: 240, 4: 480, 5: 960}[self.value]

    @property
    def columns_per_degree(self) -> int:
        """Columns in one degree of longitude."""
        return {1: 1, 2: 8, 3: 80, 4: 160, 5: 320}[self.value]

    @property
    def digits(self) -> int:
        """Digits of a code."""
        return {1: 4, 2: 6, 3: 8, 4: 9, 5: 10}[self.value]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the whole grid that codes can name (0 to 66°40′ N, 100 to 180° E)."""
        return 50 * self.rows_per_two_degrees * 2 // 3, 80 * self.columns_per_degree


@dataclass(frozen=True, slots=True)
class Bounds:
    """Edges of cells in degrees (EPSG:4326 or 6668), one array element a cell."""

    west: Floats
    south: Floats
    east: Floats
    north: Floats


def edge_latitude(rows: ArrayLike, level: Level) -> Floats:
    """Return the latitude in degrees of the southern edge of ``rows``."""
    return np.asarray(rows, dtype=np.float64) * 2.0 / level.rows_per_two_degrees


def edge_longitude(columns: ArrayLike, level: Level) -> Floats:
    """Return the longitude in degrees of the western edge of ``columns``."""
    offset = WEST_ORIGIN * level.columns_per_degree
    return (np.asarray(columns, dtype=np.float64) + offset) / level.columns_per_degree


def centre_latitude(rows: ArrayLike, level: Level) -> Floats:
    """Return the latitude in degrees of the centre of ``rows``."""
    return (2.0 * np.asarray(rows, dtype=np.float64) + 1.0) / level.rows_per_two_degrees


def centre_longitude(columns: ArrayLike, level: Level) -> Floats:
    """Return the longitude in degrees of the centre of ``columns``."""
    per = level.columns_per_degree
    return (2.0 * (np.asarray(columns, dtype=np.float64) + WEST_ORIGIN * per) + 1.0) / (2 * per)


def bounds(rows: ArrayLike, columns: ArrayLike, level: Level) -> Bounds:
    """Return the edges of the cells in degrees; neighbours share the same doubles."""
    row, column = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    return Bounds(
        edge_longitude(column, level),
        edge_latitude(row, level),
        edge_longitude(column + 1, level),
        edge_latitude(row + 1, level),
    )


def rows_columns(lon: ArrayLike, lat: ArrayLike, level: Level) -> tuple[Integers, Integers]:
    """Return the row and column of the cell that holds each point (degrees).

    Raises ``InvalidInput`` for a coordinate that is not finite or lies outside what codes can name.

    >>> rows_columns([139.71475], [35.70078], Level.THIRD)
    (array([4284]), array([3177]))
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    _refuse_outside("/lon", x, WEST_ORIGIN, 180.0)
    _refuse_outside("/lat", y, 0.0, 200.0 / 3.0)
    row = np.floor(y * level.rows_per_two_degrees / 2.0).astype(np.int64)
    column = np.floor((x - WEST_ORIGIN) * level.columns_per_degree).astype(np.int64)
    row += (y >= edge_latitude(row + 1, level)).astype(np.int64) - (y < edge_latitude(row, level))
    column += (x >= edge_longitude(column + 1, level)).astype(np.int64) - (x < edge_longitude(column, level))
    return row, column


def _refuse_outside(field: str, values: Floats, least: float, below: float) -> None:
    wrong = ~((values >= least) & (values < below))
    if wrong.any():
        remedy = Text(
            "経度・緯度の順序と単位（度）を確認してください。",
            "Check the order of longitude and latitude, and that they are in degrees.",
        )
        message = Text(
            f"標準地域メッシュの範囲外です（{least:g}以上{below:.4g}未満）。",
            f"Outside the standard grid (from {least:g} to below {below:.4g}).",
        )
        raise InvalidInput.of([Problem(field, float(np.atleast_1d(values[wrong])[0]), message, remedy)])


def encode(lon: ArrayLike, lat: ArrayLike, level: Level) -> Integers:
    """Return the code of the cell that holds each point (degrees), as integers.

    >>> encode([139.71475], [35.70078], Level.THIRD)
    array([53394547])
    """
    return codes(*rows_columns(lon, lat, level), level)


def codes(rows: ArrayLike, columns: ArrayLike, level: Level) -> Integers:
    """Return the codes of cells given by row and column (JIS X 0410: 4, 6, 8, 9 or 10 digits)."""
    row, column = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    quarters: list[Integers] = []
    for _ in range(max(0, level - Level.THIRD)):
        quarters.append(1 + (column & 1) + 2 * (row & 1))
        row, column = row >> 1, column >> 1
    code = _decimal_code(row, column, min(level, Level.THIRD))
    for quarter in reversed(quarters):
        code = code * 10 + quarter
    return code


def _decimal_code(row: Integers, column: Integers, level: int) -> Integers:
    if level == Level.FIRST:
        return row * 100 + column
    base = 8 if level == Level.SECOND else 10
    return _decimal_code(row // base, column // base, level - 1) * 100 + (row % base) * 10 + column % base


def level_of(code: int) -> Level:
    """Return the level whose codes have as many digits; raises ``InvalidInput`` when there is none.

    >>> level_of(53394547)
    <Level.THIRD: 3>
    """
    for level in Level:
        if len(str(code)) == level.digits:
            return level
    raise InvalidInput.of([_bad_code(code)])


def decode(mesh_codes: ArrayLike, level: Level) -> tuple[Integers, Integers]:
    """Return row and column of each code; raises ``InvalidInput`` for a code that names no cell of
    ``level``."""
    given = np.asarray(mesh_codes, dtype=np.int64)
    rest, steps = given, []
    for _ in range(max(0, level - Level.THIRD)):
        steps.append(rest % 10 - 1)
        rest = rest // 10
    row, column = _decimal_cell(rest, min(level, Level.THIRD))
    for quarter in reversed(steps):
        row, column = row * 2 + quarter // 2, column * 2 + quarter % 2
    wrong = (codes(row, column, level) != given) | (given < 0)
    wrong |= (row >= level.shape[0]) | (column >= level.shape[1])
    if wrong.any():
        raise InvalidInput.of([_bad_code(int(np.atleast_1d(given)[np.atleast_1d(wrong)][0]))])
    return row, column


def _decimal_cell(code: Integers, level: int) -> tuple[Integers, Integers]:
    if level == Level.FIRST:
        return code // 100, code % 100
    base = 8 if level == Level.SECOND else 10
    row, column = _decimal_cell(code // 100, level - 1)
    return row * base + code // 10 % 10, column * base + code % 10


def _bad_code(code: int) -> Problem:
    return Problem(
        "/code",
        code,
        Text("標準地域メッシュのコードではありません。", "Not a code of the standard grid."),
        Text(
            "JIS X 0410 の4・6・8・9・10桁のコードを入力してください。",
            "Give a code of JIS X 0410 with 4, 6, 8, 9 or 10 digits.",
        ),
    )


def ratio(coarse: Level, fine: Level) -> int:
    """Return how many rows (and columns) of ``fine`` one cell of ``coarse`` has; ``coarse`` must not be
    finer."""
    factor, rest = divmod(fine.columns_per_degree, coarse.columns_per_degree)
    if rest or factor < 1:
        raise ValueError(f"level {fine.value} does not divide level {coarse.value}")
    return factor


def parents(rows: ArrayLike, columns: ArrayLike, level: Level, to: Level) -> tuple[Integers, Integers]:
    """Return row and column of the coarser cells of level ``to`` that hold the given cells."""
    factor = ratio(to, level)
    return np.asarray(rows, dtype=np.int64) // factor, np.asarray(columns, dtype=np.int64) // factor


def children(row: int, column: int, level: Level, to: Level) -> tuple[Integers, Integers]:
    """Return rows and columns of all finer cells of level ``to`` inside one cell, southern row first."""
    factor = ratio(level, to)
    steps = np.arange(factor, dtype=np.int64)
    return np.repeat(row * factor + steps, factor), np.tile(column * factor + steps, factor)


def neighbours(rows: ArrayLike, columns: ArrayLike, *, diagonal: bool = True) -> tuple[Integers, Integers]:
    """Return rows and columns of the 8 (or 4) neighbours of each cell, shape ``(cells, 8 or 4)``.

    Neighbours beyond the grid's edge come back too (row −1, say): the caller's own raster says which exist.
    """
    steps = [(r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if (r or c) and (diagonal or not (r and c))]
    offset = np.array(steps, dtype=np.int64)
    row, column = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    return row[..., None] + offset[:, 0], column[..., None] + offset[:, 1]
