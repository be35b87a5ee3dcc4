"""Totals over everything within a radius of each cell, by drawing each disc onto the grid once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.mesh import centre_latitude
from geo.siting.ellipsoid import chord_of, rings
from geo.siting.grid import Block, Cells, Slots
from geo.siting.scanline import Spans, column_at_or_after, row_at_or_above

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
UNITS_PER_WHOLE = 1_000
"""Amounts are added as whole thousandths (MW as kW), so that no order of adding changes a sum."""
METRES_PER_DEGREE_AT_LEAST = 110_500.0


@dataclass(frozen=True, slots=True)
class Totals:
    """Per cell: the sum of the known amounts, and how many sources had a known and an unknown amount."""

    known: Floats
    counted: Integers
    amount_unknown: Integers


def totals_within(
    lon: Floats, lat: Floats, amount: Floats, radius_m: float, cells: Cells, block: Block
) -> Totals:
    """Return totals of ``amount`` over points (degrees) within ``radius_m`` geodesic metres of each cell
    centre.

    An amount that is NaN is unknown: it is counted apart and never added as zero. The radius (at most 300 km)
    is met with a relative error below 1e-5; amounts are rounded to thousandths. Raises ``ValueError`` beyond
    300 km.
    """
    source, discs = _discs(lon, lat, radius_m, cells, block)
    slots = Slots(cells, block)
    known = np.isfinite(amount)
    whole = np.rint(np.where(known, amount, 0.0) * UNITS_PER_WHOLE).astype(np.int64)
    return Totals(
        slots.total(discs, whole[source]) / UNITS_PER_WHOLE,
        slots.total(discs, known[source].astype(np.int64)),
        slots.total(discs, (~known)[source].astype(np.int64)),
    )


def _discs(lon: Floats, lat: Floats, radius_m: float, cells: Cells, block: Block) -> tuple[Integers, Spans]:
    level, chord = cells.level, chord_of(radius_m)
    reach = radius_m / METRES_PER_DEGREE_AT_LEAST
    first = np.maximum(row_at_or_above(lat - reach, level), block.row_from)
    stop = np.minimum(row_at_or_above(lat + reach, level), block.row_to)
    count = np.maximum(stop - first, 0)
    source = np.repeat(np.arange(len(lon)), count)
    row = np.arange(len(source)) - np.repeat(np.cumsum(count) - count - first, count)
    row_axis, row_height = rings(centre_latitude(np.arange(block.row_from, block.row_to), level))
    axis, height = rings(lat)
    near, far = axis[source], row_axis[row - block.row_from]
    rise = height[source] - row_height[row - block.row_from]
    cosine = (near * near + far * far + rise * rise - chord * chord) / (2.0 * near * far)
    half = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    middle = lon[source]
    start, end = column_at_or_after(middle - half, level), column_at_or_after(middle + half, level)
    inside = np.flatnonzero((cosine <= 1.0) & (end > start))
    return source[inside], Spans(source[inside], row[inside], start[inside], end[inside])
