"""Finds what repeats in a file read block by block; fingerprints of eight bytes are kept of what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.importers import cells
from data.importers.reading import Misled

Fingerprints = NDArray[np.uint64]
LONGEST_REFERENCE = 100
"""Characters of an identifier taken over from a source."""


def fingerprints(values: NDArray[np.object_]) -> Fingerprints:
    """Return a fingerprint of each text or byte string; the same for the same."""
    return pd.util.hash_array(values, categorize=False)


class Marks:
    """Fingerprints seen so far."""

    def __init__(self) -> None:
        self._sorted: Fingerprints = np.empty(0, dtype=np.uint64)

    def known(self, marks: Fingerprints) -> NDArray[np.bool_]:
        """Tell which have been seen."""
        at = np.searchsorted(self._sorted, marks)
        known: NDArray[np.bool_] = np.append(self._sorted, np.uint64(0))[at] == marks
        return known & (at < len(self._sorted))

    def add(self, marks: Fingerprints) -> None:
        """Take in what has not been seen."""
        self._sorted = np.sort(np.concatenate([self._sorted, marks]), kind="stable")


class Reference:
    """The column that tells the features of a file apart, as far as the file has been read."""

    def __init__(self, first: pd.DataFrame, names: Sequence[str]) -> None:
        self._name = next((n for n in names if n in first and _apart(first[n]) is not None), None)
        self._seen = Marks()

    def of(self, block: pd.DataFrame) -> pd.Series[str] | None:
        """Return what tells the next features apart, ``None`` when no column did so in the first ones.

        Raises ``Misled`` when a feature repeats what an earlier one has, or has none.
        """
        if self._name is None:
            return None
        found = _apart(block[self._name])
        marks = None if found is None else fingerprints(found.to_numpy(dtype=object))
        if marks is None or self._seen.known(marks).any():
            raise Misled(self._name)
        self._seen.add(marks)
        return found


def _apart(values: pd.Series[Any]) -> pd.Series[str] | None:
    """Return a column as text if it is complete, without repetition and short."""
    if values.isna().any():
        return None
    found = cells.text(values.to_frame("value"), "value")
    complete = found.is_unique and found.notna().all()
    return found if complete and found.str.len().max() <= LONGEST_REFERENCE else None
