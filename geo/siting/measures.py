"""Measures of a profile bound to layers: each fills one column for the cells of one block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.siting.columns import Column, Reason, State
from geo.siting.frame import Frame
from geo.siting.lines import LineTree
from geo.siting.nearest import PointTree
from geo.siting.outlines import Outlines
from geo.siting.within import totals_within

Floats = NDArray[np.float64]
METRES_PER_KM = 1_000.0


class BoundMeasure(Protocol):
    """Fills the column of one indicator; carries its data, so that it can be sent to another process."""

    def compute(self, frame: Frame) -> Column:
        """Return the column for the cells of ``frame``."""


@dataclass(frozen=True, slots=True, eq=False)
class NotLoaded:
    """The layer is not there: nothing is known anywhere."""

    def compute(self, frame: Frame) -> Column:
        """Return a column of unknowns."""
        return Column.unknown(len(frame.cells), Reason.NOT_LOADED)


@dataclass(frozen=True, slots=True, eq=False)
class DistanceToPoints:
    """Distance in km. ``possible`` are points of which the condition is unknown: they only lower the low
    end."""

    certain: PointTree
    possible: PointTree
    coverage: Outlines | None

    def compute(self, frame: Frame) -> Column:
        """Return the distance as a range that reaches down to the nearest possible point."""
        high = self.certain.nearest_to_cells(frame.cells, frame.centres).distance_m
        low = high
        if len(self.possible):
            low = np.minimum(high, self.possible.nearest_to_cells(frame.cells, frame.centres).distance_m)
        return _covered(low / METRES_PER_KM, high / METRES_PER_KM, frame, self.coverage)


@dataclass(frozen=True, slots=True, eq=False)
class DistanceToLines:
    """Distance in km to lines; ``possible`` as for points."""

    certain: LineTree
    possible: LineTree | None
    coverage: Outlines | None

    def compute(self, frame: Frame) -> Column:
        """Return the distance as a range that reaches down to the nearest possible line."""
        high = self.certain.nearest(frame.centres).distance_m
        low = high
        if self.possible is not None:
            low = np.minimum(high, self.possible.nearest(frame.centres).distance_m)
        return _covered(low / METRES_PER_KM, high / METRES_PER_KM, frame, self.coverage)


@dataclass(frozen=True, slots=True, eq=False)
class ValueOfNearest:
    """An attribute (range) of the nearest point, if that is within ``within_m`` metres."""

    points: PointTree
    low: Floats
    high: Floats
    within_m: float
    coverage: Outlines | None

    def compute(self, frame: Frame) -> Column:
        """Return the attribute; unknown when the point states none or is too far."""
        near = self.points.nearest_to_cells(frame.cells, frame.centres)
        low = np.append(self.low, np.nan)[near.index]
        high = np.append(self.high, np.nan)[near.index]
        reason = np.where(np.isnan(low), Reason.NOT_STATED, Reason.KNOWN)
        reason = np.where(near.distance_m > self.within_m, Reason.OUT_OF_REACH, reason)
        return _covered(low, high, frame, self.coverage, reason.astype(np.uint8))


@dataclass(frozen=True, slots=True, eq=False)
class TotalWithin:
    """Sum (or number) of points within a radius; ``possible`` are points that may or may not count.

    ``amount`` is None when points are counted. Unknown amounts leave the upper end open.
    """

    lon: Floats
    lat: Floats
    amount: Floats | None
    possible: NDArray[np.bool_]
    radius_m: float
    coverage: Outlines | None

    def compute(self, frame: Frame) -> Column:
        """Return the total as a range from what is certain to what is possible."""
        amount = np.ones(len(self.lon)) if self.amount is None else self.amount
        doubtful = np.where(self.possible, np.nan, amount)
        totals = totals_within(self.lon, self.lat, doubtful, self.radius_m, frame.cells, frame.block)
        more = totals.amount_unknown if self.amount is None else np.where(totals.amount_unknown, np.inf, 0.0)
        return _covered(totals.known, totals.known + more, frame, self.coverage)


@dataclass(frozen=True, slots=True, eq=False)
class ValueOfArea:
    """Value of the area that holds the cell's centre (the first listed), ``outside`` where none does."""

    shapes: Outlines
    value: Floats
    outside: float
    coverage: Outlines | None

    def compute(self, frame: Frame) -> Column:
        """Return the value; unknown when the area states none."""
        value = np.append(self.value, self.outside)[frame.first_feature(self.shapes)]
        reason = np.where(np.isnan(value), Reason.NOT_STATED, Reason.KNOWN).astype(np.uint8)
        return _covered(value, value, frame, self.coverage, reason)


@dataclass(frozen=True, slots=True, eq=False)
class BoundExclusion:
    """Areas in which cells are left out; ``shapes`` is None when the layer is not loaded."""

    shapes: Outlines | None
    coverage: Outlines | None

    def compute(self, frame: Frame) -> NDArray[np.uint8]:
        """Return a ``State`` for each cell."""
        if self.shapes is None:
            return np.full(len(frame.cells), State.UNKNOWN, dtype=np.uint8)
        outside = np.where(frame.covered(self.coverage), State.OUTSIDE, State.UNKNOWN)
        return np.where(frame.inside(self.shapes), State.INSIDE, outside).astype(np.uint8)


def _covered(
    low: Floats,
    high: Floats,
    frame: Frame,
    coverage: Outlines | None,
    reason: NDArray[np.uint8] | None = None,
) -> Column:
    known = np.zeros(len(low), dtype=np.uint8) if reason is None else reason
    if coverage is not None:
        known = np.where(frame.covered(coverage), known, Reason.NOT_COVERED).astype(np.uint8)
    return Column.of(low, high, known)
