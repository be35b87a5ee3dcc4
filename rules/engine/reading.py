"""Where a condition is read: the facts, and the row at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rules.engine.facts import Facts


@dataclass(slots=True, eq=False)
class Reading:
    """The facts on a plan and the path of the row at hand, empty outside tables."""

    facts: Final[Facts]
    row: Final[str] = ""

    def path(self, path: str) -> str:
        """Resolve a path that begins with a dot against the row at hand."""
        return self.row + path if path[0] == "." else path

    def within(self, row: str) -> Reading:
        """Return the same reading, one row deeper."""
        return Reading(self.facts, row)
