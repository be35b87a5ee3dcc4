"""What one indicator or exclusion says about each cell: a range of values and, where it is not known, why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from data.domain.wording import Text

Arrays = dict[str, NDArray[np.generic]]


class Reason(IntEnum):
    """Why a value is not known exactly."""

    KNOWN = 0
    NOT_LOADED = 1
    NOT_COVERED = 2
    NOT_STATED = 3
    OUT_OF_REACH = 4
    PARTLY = 5


REASON_NAMES = {
    Reason.KNOWN: Text("判明", "known"),
    Reason.NOT_LOADED: Text("レイヤが読み込まれていません", "the layer is not loaded"),
    Reason.NOT_COVERED: Text("レイヤの調査範囲外です", "the layer does not cover the cell"),
    Reason.NOT_STATED: Text("該当する地物に値が記載されていません", "the feature states no value"),
    Reason.OUT_OF_REACH: Text("対象とする距離内に地物がありません", "no feature within the stated distance"),
    Reason.PARTLY: Text(
        "値の記載がない地物を含むため、範囲でのみ分かります", "a range only: some features state no value"
    ),
}


class State(IntEnum):
    """Whether a cell lies in an excluded area."""

    OUTSIDE = 0
    INSIDE = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Values of an indicator: ``low`` = ``high`` when known, both NaN when unknown; kept to seven digits."""

    low: NDArray[np.float32]
    high: NDArray[np.float32]
    reason: NDArray[np.uint8]

    @classmethod
    def of(cls, low: NDArray[np.float64], high: NDArray[np.float64], reason: NDArray[np.uint8]) -> Column:
        """Return a column with unknown cells blanked and ranges marked as partly known."""
        blank = (reason > Reason.KNOWN) & (reason < Reason.PARTLY)
        partly = (low != high) & ~blank
        lowest = np.where(blank, np.nan, low).astype(np.float32)
        highest = lowest if not partly.any() else np.where(blank, np.nan, high).astype(np.float32)
        return cls(lowest, highest, np.where(partly, Reason.PARTLY, reason).astype(np.uint8))

    @classmethod
    def unknown(cls, count: int, reason: Reason) -> Column:
        """Return a column of ``count`` cells of which nothing is known."""
        blank = np.full(count, np.nan, dtype=np.float32)
        return cls(blank, blank, np.full(count, reason, dtype=np.uint8))

    def arrays(self) -> Arrays:
        """Return the column as named arrays for keeping and sending; a repeated array is left out."""
        kept: Arrays = {"low": self.low, "reason": self.reason}
        return kept if self.high is self.low else {**kept, "high": self.high}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Column:
        """Return the column that ``arrays`` were made from."""
        low = arrays["low"].astype(np.float32, copy=False)
        high = arrays["high"].astype(np.float32, copy=False) if "high" in arrays else low
        return cls(low, high, arrays["reason"].astype(np.uint8, copy=False))
