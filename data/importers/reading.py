"""What the sender states about how a file is to be read; it reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Swap(StrEnum):
    """Which rows get latitude and longitude (or x and y) exchanged; never any without being asked for."""

    NONE = "none"
    FLAGGED = "flagged"
    """Only rows that lie outside Japan as they are and inside when exchanged."""
    ALL = "all"
    """Every row, before the CRS is applied: for files that hold latitude or northing first throughout."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Statements that overrule what a file says, or fill in what it does not say."""

    crs: str | None = None
    """Coordinate reference system as PROJ reads it, such as ``EPSG:6677``."""
    encoding: str | None = None
    """Encoding of text, as Python names it, such as ``cp932``."""
    swap: Swap = Swap.NONE
    repeating: frozenset[str] = frozenset()
    """Columns known not to tell the features of the file apart, found out and not stated."""

    def stated(self) -> str:
        """Return all statements in one line, blank when there are none; part of an edition's identity."""
        said = {"crs": self.crs, "encoding": self.encoding}
        parts = [f"{name}={value}" for name, value in said.items() if value]
        return " ".join([*parts, *([f"swap={self.swap}"] if self.swap is not Swap.NONE else [])])


AS_THE_FILE_SAYS = Reading()
"""Nothing is stated."""


class Misled(Exception):
    """A column that told the first features of a file apart repeats later; the file is to be read anew."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column
