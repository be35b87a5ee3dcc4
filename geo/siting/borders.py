"""Cells to polygons by their outer edges alone: what lies inside an area costs nothing to draw."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.mesh import Level, edge_latitude, edge_longitude
from geo.siting.grid import Cells


def outline(cells: Cells, index: NDArray[np.int64]) -> BaseGeometry:
    """Return the union of the cells ``index`` (ascending), all joined by shared sides, as a polygon in
    degrees (EPSG:4326).

    Cells that touch the rest at a corner only are not taken: what they enclose would count as theirs. Every
    corner of a cell on the border is a corner of the polygon, as in the union of the squares.
    """
    row, column = cells.row[index].astype(np.int64), cells.column[index].astype(np.int64)
    width = cells.level.shape[1]
    sides = [
        _sides(row[is_open], column[is_open], side, cells.level)
        for is_open, side in zip(_open(row * width + column, width), _SIDES, strict=True)
    ]
    return shapely.build_area(shapely.multilinestrings(shapely.linestrings(np.concatenate(sides))))


def _sides(
    row: NDArray[np.int64], column: NDArray[np.int64], side: tuple[tuple[int, int], ...], level: Level
) -> NDArray[np.float64]:
    """Return one side of each cell as coordinates of its two ends, shape (cells, 2, 2)."""
    ends = [
        np.stack([edge_longitude(column + right, level), edge_latitude(row + up, level)], axis=-1)
        for right, up in side
    ]
    return np.stack(ends, axis=1)


_SIDES = (((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)), ((0, 1), (1, 1)))
"""West, east, south and north side of a cell as steps from its south-western corner (columns, rows)."""


def _open(key: NDArray[np.int64], width: int) -> tuple[NDArray[np.bool_], ...]:
    """Return of which cells the western, eastern, southern and northern neighbour is not among them."""
    west = np.concatenate([[True], np.diff(key) != 1])
    east = np.append(west[1:], True)
    found = np.minimum(np.searchsorted(key, key + width), len(key) - 1)
    north = key[found] != key + width
    south = np.ones(len(key), dtype=np.bool_)
    south[found[~north]] = False
    return west, east, south, north
