"""Land cells of the standard grid, block of rows by block of rows, and runs of cells turned into values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.mesh import Level, centre_latitude, centre_longitude, codes
from geo.siting.ellipsoid import rings
from geo.siting.outlines import Outlines
from geo.siting.scanline import Spans, row_at_or_above, scan

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
ROWS_PER_BLOCK = 512
"""Rows of one block; a multiple of every bundle size of ``nearest``."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows ``row_from ≤ row < row_to`` of the grid, the unit of work that is streamed, kept and resumed."""

    row_from: int
    row_to: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Land cells in order of row, then column; ``place`` is the index of the polygon that holds the
    centre."""

    level: Level
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    place: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.row)

    @property
    def code(self) -> Integers:
        """Codes of JIS X 0410."""
        return codes(self.row, self.column, self.level)

    def code_of(self, index: int | Integers) -> Integers:
        """Return the codes of some cells alone."""
        return codes(self.row[index], self.column[index], self.level)

    @property
    def lon(self) -> Floats:
        """Longitude of the centres in degrees."""
        return centre_longitude(self.column, self.level)

    @property
    def lat(self) -> Floats:
        """Latitude of the centres in degrees."""
        return centre_latitude(self.row, self.level)

    @property
    def earth_centred(self) -> Floats:
        """x, y, z of the centres in metres, shape ``(3, cells)``: one row of parallels, one of meridians."""
        if not len(self):
            return np.empty((3, 0))
        bottom, left = int(self.row[0]), int(self.column.min())
        axis, height = rings(centre_latitude(np.arange(bottom, int(self.row[-1]) + 1), self.level))
        turn = np.radians(centre_longitude(np.arange(left, int(self.column.max()) + 1), self.level))
        row, column = self.row - bottom, self.column - left
        ring = axis[row]
        return np.stack([ring * np.cos(turn)[column], ring * np.sin(turn)[column], height[row]])


def blocks_of(land: Outlines, level: Level, rows: int = ROWS_PER_BLOCK) -> tuple[Block, ...]:
    """Return the blocks of ``rows`` rows, aligned to multiples of ``rows``, that can hold land."""
    south, north = land.latitude_span
    first, stop = row_at_or_above(np.array([south, north]), level)
    if stop <= first:
        return ()
    return tuple(Block(r, r + rows) for r in range(int(first) // rows * rows, int(stop), rows))


def cells_of(land: Outlines, level: Level, block: Block) -> Cells:
    """Return the cells of ``block`` whose centre lies inside a polygon of ``land``.

    Where polygons overlap, the one listed first holds the cell. A centre exactly on a boundary is in neither.
    """
    spans = scan(land, level, block.row_from, block.row_to)
    order = np.lexsort((spans.start, spans.row))
    count = (spans.end - spans.start)[order]
    before = np.cumsum(count) - count
    row = np.repeat(spans.row[order], count)
    column = np.arange(len(row)) - np.repeat(before - spans.start[order], count)
    place = np.repeat(spans.feature[order], count)
    key = row * level.shape[1] + column
    if len(key) and not (np.diff(key) > 0).all():
        by_place = np.lexsort((place, key))
        first = np.concatenate([[True], np.diff(key[by_place]) > 0])
        chosen = by_place[first]
        row, column, place = row[chosen], column[chosen], place[chosen]
    return Cells(level, row.astype(np.int32), column.astype(np.int32), place.astype(np.int32))


class Slots:
    """Turns runs of columns into runs of land cells of one block, through a table of how many came before."""

    def __init__(self, cells: Cells, block: Block) -> None:
        self._block, self._count = block, len(cells)
        self._left = int(cells.column.min()) if self._count else 0
        self._width = int(cells.column.max()) + 1 - self._left if self._count else 1
        land = np.zeros((block.row_to - block.row_from) * self._width + 1, dtype=np.int32)
        land[(cells.row - block.row_from) * self._width + (cells.column - self._left) + 1] = 1
        self._before = np.cumsum(land, dtype=np.int32)

    def run(self, spans: Spans) -> tuple[Integers, Integers]:
        """Return for each run of columns the run ``from ≤ index < to`` of land cells it holds."""
        line = (spans.row - self._block.row_from) * self._width
        start = np.clip(spans.start - self._left, 0, self._width)
        end = np.clip(spans.end - self._left, 0, self._width)
        return self._before[line + start].astype(np.int64), self._before[line + end].astype(np.int64)

    def total(self, spans: Spans, amount: Integers) -> Integers:
        """Return for each land cell the sum of the whole numbers ``amount`` of the runs over it, without
        rounding."""
        start, end = self.run(spans)
        up = np.bincount(start, weights=amount, minlength=self._count + 1)
        down = np.bincount(end, weights=amount, minlength=self._count + 1)
        return np.cumsum(up - down)[: self._count].astype(np.int64)

    def marked(self, spans: Spans) -> NDArray[np.bool_]:
        """Return for each land cell whether any run covers it."""
        return self.total(spans, np.ones(len(spans.row), dtype=np.int64)) > 0

    def first_feature(self, spans: Spans) -> NDArray[np.int32]:
        """Return for each land cell the lowest feature index among the runs over it; −1 where there is
        none."""
        start, end = self.run(spans)
        order = np.argsort(-spans.feature, kind="stable")
        count = (end - start)[order]
        cell = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count - start[order], count)
        feature = np.full(self._count, -1, dtype=np.int32)
        feature[cell] = np.repeat(spans.feature[order], count).astype(np.int32)
        return feature
