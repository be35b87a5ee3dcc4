"""Which cell centres lie inside which polygon: one horizontal line per row of cells, exact on every edge.

A centre on a boundary is outside, as for ``shapely.contains_xy``. Rounding never decides: a crossing closer
to a centre than a millionth of a cell is compared in rational arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from geo.mesh import WEST_ORIGIN, Level, centre_latitude, centre_longitude
from geo.siting.outlines import Outlines

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
NEAR = 1e-6
"""Distance from a centre, in cells, under which rounding could decide; some 10⁵ times the rounding error."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Runs of cells ``start ≤ column < end`` of a row that lie inside a feature."""

    feature: Integers
    row: Integers
    start: Integers
    end: Integers


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges that meet a block of rows, with the rows whose centre line each crosses."""

    x_low: Floats
    y_low: Floats
    x_high: Floats
    y_high: Floats
    feature: Integers
    first: Integers
    stop: Integers


def row_at_or_above(lat: Floats, level: Level) -> Integers:
    """Return the first row whose centre is at or north of each latitude (degrees)."""
    row = np.ceil((lat * level.rows_per_two_degrees - 1.0) / 2.0).astype(np.int64)
    row -= centre_latitude(row - 1, level) >= lat
    row += centre_latitude(row, level) < lat
    return row


def column_at_or_after(lon: Floats, level: Level) -> Integers:
    """Return the first column whose centre is at or east of each longitude (degrees)."""
    column = np.ceil((lon - WEST_ORIGIN) * level.columns_per_degree - 0.5).astype(np.int64)
    column -= centre_longitude(column - 1, level) >= lon
    column += centre_longitude(column, level) < lon
    return column


def scan(shapes: Outlines, level: Level, row_from: int, row_to: int) -> Spans:
    """Return the runs of cells of rows ``row_from ≤ row < row_to`` whose centres lie inside each feature.

    Sorted by feature, row and column; runs of one feature never overlap.
    """
    edges = _edges_of(shapes, level, row_from, row_to)
    spans = _paired(*_crossings(edges, level, row_from, row_to), level, row_from, row_to)
    cuts = _on_boundary(edges, level, row_from, row_to)
    return _without(spans, cuts, level, row_from, row_to) if len(cuts.row) else spans


def _edges_of(shapes: Outlines, level: Level, row_from: int, row_to: int) -> _Edges:
    south, north = centre_latitude(row_from, level), centre_latitude(row_to - 1, level)
    near = np.flatnonzero((shapes.y_low <= north) & (shapes.y_high >= south))
    y_low, y_high = shapes.y_low[near], shapes.y_high[near]
    return _Edges(
        shapes.x_low[near],
        y_low,
        shapes.x_high[near],
        y_high,
        shapes.feature[near].astype(np.int64),
        row_at_or_above(y_low, level),
        row_at_or_above(y_high, level),
    )


def _crossings(
    edges: _Edges, level: Level, row_from: int, row_to: int
) -> tuple[Integers, Integers, Integers, NDArray[np.bool_]]:
    """Feature, row, first column at or after the crossing, and whether a centre lies on the crossing."""
    first, stop = np.maximum(edges.first, row_from), np.minimum(edges.stop, row_to)
    count = np.maximum(stop - first, 0)
    edge = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count - first, count)
    slope = (edges.x_high - edges.x_low) / np.where(count > 0, edges.y_high - edges.y_low, 1.0)
    x = edges.x_low[edge] + (centre_latitude(row, level) - edges.y_low[edge]) * slope[edge]
    place = (x - WEST_ORIGIN) * level.columns_per_degree - 0.5
    place = np.clip(place, -1.0, level.shape[1] + 1.0)
    column = np.ceil(place).astype(np.int64)
    nearest = np.rint(place)
    close = np.flatnonzero(np.abs(place - nearest) < NEAR)
    side = _exact_side(edges, edge[close], row[close], nearest[close], level)
    column[close] = nearest[close].astype(np.int64) + (side < 0)
    on_centre = np.zeros(len(column), dtype=np.bool_)
    on_centre[close] = side == 0
    return edges.feature[edge], row, np.clip(column, 0, level.shape[1]), on_centre


def _exact_side(edges: _Edges, edge: Integers, row: Integers, column: Floats, level: Level) -> Integers:
    """Sign of centre minus crossing for each pair: positive when the centre lies east of the edge."""
    x, y = centre_longitude(column, level), centre_latitude(row, level)
    x_low, x_high = edges.x_low[edge], edges.x_high[edge]
    side = np.sign(x - x_low).astype(np.int64)
    for i in np.flatnonzero(x_low != x_high):
        x0, y0 = Fraction(x_low[i]), Fraction(edges.y_low[edge[i]])
        width, height = Fraction(x_high[i]) - x0, Fraction(edges.y_high[edge[i]]) - y0
        determinant = (Fraction(x[i]) - x0) * height - (Fraction(y[i]) - y0) * width
        side[i] = (determinant > 0) - (determinant < 0)
    return side


def _paired(
    feature: Integers,
    row: Integers,
    column: Integers,
    on_centre: NDArray[np.bool_],
    level: Level,
    row_from: int,
    row_to: int,
) -> Spans:
    width, height = level.shape[1] + 2, row_to - row_from
    key = ((feature * height + row - row_from) * width + column) * 2 + on_centre
    key.sort()
    line, place = np.divmod(key, 2 * width)
    start, end = (place[0::2] + 1) // 2, place[1::2] // 2
    full = np.flatnonzero(end > start)
    owner, offset = np.divmod(line[0::2][full], height)
    return Spans(owner, offset + row_from, start[full], end[full])


def _on_boundary(edges: _Edges, level: Level, row_from: int, row_to: int) -> Spans:
    """Cells whose centre is a vertex or lies on a level edge: crossings alone do not see them."""
    lower = centre_latitude(edges.first, level) == edges.y_low
    upper = centre_latitude(edges.stop, level) == edges.y_high
    flat = lower & (edges.y_low == edges.y_high)
    pick = [np.flatnonzero(lower), np.flatnonzero(upper), np.flatnonzero(flat)]
    west = [edges.x_low[pick[0]], edges.x_high[pick[1]], np.minimum(edges.x_low, edges.x_high)[pick[2]]]
    east = [edges.x_low[pick[0]], edges.x_high[pick[1]], np.maximum(edges.x_low, edges.x_high)[pick[2]]]
    row = np.concatenate([edges.first[pick[0]], edges.stop[pick[1]], edges.first[pick[2]]])
    start = column_at_or_after(np.concatenate(west), level)
    limit = np.concatenate(east)
    end = column_at_or_after(limit, level)
    end += centre_longitude(end, level) == limit
    keep = np.flatnonzero((end > start) & (row >= row_from) & (row < row_to) & (start >= 0))
    return Spans(edges.feature[np.concatenate(pick)][keep], row[keep], start[keep], end[keep])


def _without(spans: Spans, cuts: Spans, level: Level, row_from: int, row_to: int) -> Spans:
    """Spans with the cut cells taken out, by sweeping over all starts and ends of a row at once."""
    width, height = level.shape[1] + 2, row_to - row_from
    line = np.concatenate(
        [part.feature * height + part.row - row_from for part in (spans, spans, cuts, cuts)]
    )
    column = np.concatenate([spans.start, spans.end, cuts.start, cuts.end])
    inside, outside = len(spans.row), len(cuts.row)
    blocked = inside + 1
    change = np.repeat(np.array([1, -1, -blocked, blocked]), [inside, inside, outside, outside])
    key = line * width + np.clip(column, 0, width - 1)
    order = np.argsort(key, kind="stable")
    key, depth = key[order], np.cumsum(change[order])
    open_run = np.flatnonzero((depth[:-1] == 1) & (key[1:] > key[:-1]))
    owner, start = np.divmod(key[open_run], width)
    feature, row = np.divmod(owner, height)
    return Spans(feature, row + row_from, start, key[open_run + 1] - owner * width)
