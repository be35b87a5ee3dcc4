"""Where a condition is read: the facts, the day, and the row at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.engine.facts import Facts


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a condition is read: the facts, the day, and the row at hand."""

    facts: Facts
    on: date
    row: str = ""

    def path(self, path: str) -> str:
        """Resolve a path that begins with a dot against the row at hand."""
        return f"{self.row}{path}" if path.startswith(".") else path

    def within(self, row: str) -> Reading:
        """Return the same reading, one row deeper."""
        return Reading(self.facts, self.on, row)
