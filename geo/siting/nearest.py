"""Nearest points to grid cells by a KD-tree on earth-centred coordinates, exact in chords, geodesic in
metres.

Neighbouring cells mostly share their nearest point. Cells are therefore bundled: the tree is asked once for
the few nearest points of a bundle's middle, and whatever cannot be nearest to any cell of it is ruled out by
the triangle inequality. Bundles with too many candidates ask the tree cell by cell. The answer is the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from geo.mesh import Level, edge_latitude, edge_longitude
from geo.siting.ellipsoid import SEMI_MAJOR_M, earth_centred, geodesic_of
from geo.siting.grid import Cells

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
CANDIDATES = 6
BUNDLE = {Level.FIRST: 1, Level.SECOND: 1, Level.THIRD: 4, Level.HALF: 4, Level.QUARTER: 8}
"""Rows and columns of a bundle of cells: 2 to 4 km, found by timing."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Geodesic distance in metres to the nearest point, and which it is; ``inf`` and −1 when there is
    none."""

    distance_m: Floats
    index: Integers


class PointTree:
    """Points (degrees, EPSG:4326 or 6668) searchable by distance on the ellipsoid."""

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        self.points = earth_centred(lon, lat).reshape(-1, 3)
        self._axes = np.ascontiguousarray(self.points.T)
        self._tree = cKDTree(self.points) if len(self.points) else None

    def __len__(self) -> int:
        return len(self.points)

    def nearest(self, lon: ArrayLike, lat: ArrayLike, count: int = 1) -> Nearest:
        """Return the ``count`` nearest points of each place (degrees), nearest first, shape ``(places,
        count)``."""
        places = earth_centred(lon, lat).reshape(-1, 3)
        distance = np.full((len(places), count), np.inf)
        index = np.full((len(places), count), -1, dtype=np.int64)
        found = min(count, len(self))
        if self._tree is not None and found and len(places):
            chord, which = self._tree.query(places, k=np.arange(1, found + 1))
            arc = geodesic_of(chord.ravel(), np.repeat(places, found, axis=0), self.points, which.ravel())
            distance[:, :found], index[:, :found] = arc.reshape(-1, found), which
        return Nearest(distance, index)

    def nearest_to_cells(self, cells: Cells, centres: Floats) -> Nearest:
        """Return the nearest point of each cell; ``centres`` are ``cells.earth_centred``, made once for all
        layers."""
        if self._tree is None or not len(cells):
            return Nearest(np.full(len(cells), np.inf), np.full(len(cells), -1, dtype=np.int64))
        index, squared = _Bundles(cells).search(self._tree, self._axes, centres)
        return Nearest(geodesic_of(np.sqrt(squared), centres.T, self._axes.T, index), index)


class _Bundles:
    """Squares of cells that are searched together."""

    def __init__(self, cells: Cells) -> None:
        self._size = BUNDLE[cells.level]
        row, column = cells.row // self._size, cells.column // self._size
        self._bottom, self._left = int(row[0]), int(column.min())
        width = int(column.max()) + 1 - self._left
        place = (row - self._bottom).astype(np.int64) * width + (column - self._left)
        present = np.zeros((int(row[-1]) + 1 - self._bottom) * width, dtype=np.bool_)
        present[place] = True
        used = np.flatnonzero(present)
        number = np.cumsum(present, dtype=np.int32) - 1
        self.of_cell: NDArray[np.int32] = number[place]
        self._row, self._column = used // width + self._bottom, used % width + self._left
        self._level = cells.level

    def _middle(self) -> tuple[Floats, Floats]:
        """Middle of each bundle, and how far at most one of its cell centres lies from it (metres)."""
        size, level = self._size, self._level
        south, north = (edge_latitude(self._row * size + step, level) for step in (0, size))
        west, east = (edge_longitude(self._column * size + step, level) for step in (0, size))
        inner = (size - 1) / (2.0 * size)
        tall = np.radians(north - south) * inner
        wide = np.radians(east - west) * inner * np.cos(np.radians(south))
        # The meridian's radius of curvature nowhere exceeds 1.0068 a, which the last factor covers.
        reach = np.hypot(tall, wide) * SEMI_MAJOR_M * 1.01
        return earth_centred((west + east) / 2.0, (south + north) / 2.0), reach

    def search(self, tree: cKDTree, axes: Floats, centres: Floats) -> tuple[Integers, Floats]:
        middle, reach = self._middle()
        points = axes.shape[1]
        count = min(CANDIDATES, points)
        distance, candidate = tree.query(middle, k=np.arange(1, count + 1))
        limit = distance[:, 0] + 2.0 * reach
        needed = (distance <= limit[:, None]).sum(axis=1)
        crowded = (needed == count) & (count < points)
        of_cell = self.of_cell
        index = candidate[:, 0][of_cell]
        squared = _squared(centres, axes, index)
        for rank in range(1, count):
            some = np.flatnonzero(((needed > rank) & ~crowded)[of_cell])
            other = candidate[:, rank][of_cell[some]]
            rival = _squared(centres[:, some], axes, other)
            better = rival < squared[some]
            index[some[better]], squared[some[better]] = other[better], rival[better]
        alone = np.flatnonzero(crowded[of_cell])
        if alone.size:
            chord, index[alone] = tree.query(centres[:, alone].T)
            squared[alone] = chord * chord
        return index, squared


def _squared(centres: Floats, axes: Floats, index: Integers) -> Floats:
    total = np.zeros(len(index))
    for axis in range(3):
        step = centres[axis] - axes[axis][index]
        total += step * step
    return total
