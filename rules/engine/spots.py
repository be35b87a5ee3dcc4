"""What is found out about the paths and the rows of one plan, each kept where it was found first."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType

from data.domain.assessment import InputRead
from data.domain.evidence import Fact
from data.domain.wording import Text
from rules.engine.logic import Answer
from rules.engine.places import Place


def row_of(path: str) -> str:
    """Return the path of the innermost row a path stands in, empty outside tables."""
    return path[: path.rfind("]") + 1]


@dataclass(slots=True, eq=False)
class Row:
    """A row: its path and pattern (``kpis[0]``, ``kpis[]``), those of its table, its number, what was found.

    Rows count from 1; 0 stands for the rows of the table in general, as in ``kpis[].target``.
    """

    path: str
    pattern: str
    table: str
    tables: str
    number: int
    value: object = None
    label: Text | None = None


class Spot:
    """One path of one plan, with all that was found out about it so far; ``...`` is not asked yet.

    What is not found out yet is told by the class, so that the many paths of a plan cost little to name.
    """

    fact: Fact | None = None
    ingredients: tuple[str, ...] = ()
    label: Text | None = None
    unit: str | EllipsisType | None = ...
    words: Text | None = None
    record: InputRead | None = None
    inputs: tuple[InputRead, ...] | None = None
    rows: tuple[str, ...] | None = None
    given: Answer | None = None

    def __init__(self, path: str, row: Row | None, place: Place) -> None:
        self.path, self.row, self.place = path, row, place
