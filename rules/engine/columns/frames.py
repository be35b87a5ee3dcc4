"""Facts of many plans side by side: one column for a path, one frame for the rows of a table of all plans.

A path of the document is read straight from the documents; what is measured or computed comes plan by plan
from ``Facts``, so that a measure is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np

from data.domain.evidence import Known, Missing
from data.domain.plan.fields import Section
from rules.engine.columns.exact import Exact, Index, Mask, exact_column, known_in
from rules.engine.facts import Facts

AT_ONCE = 256
"""Sections read together: few enough to stay in the processor's memory while field after field is read."""
_UNLIKE = "a batch holds plans of one type on one day"


class Column:
    """The values of one path at every place of a frame; ``None`` where there is none."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values

    @cached_property
    def known(self) -> Mask:
        """Where there is a value."""
        return known_in(self.values)

    @cached_property
    def exact(self) -> Exact:
        """The values as whole numbers, for comparing."""
        return exact_column(self.values, self.known)

    @cached_property
    def _coded(self) -> tuple[list[Any], Index]:
        """The different values, and which of them stands in each place."""
        codes = {value: code for code, value in enumerate(dict.fromkeys(self.values))}
        places = np.fromiter(map(codes.__getitem__, self.values), dtype=np.intp, count=len(self.values))
        return list(codes), places

    def among(self, allowed: tuple[object, ...]) -> Mask:
        """Tell where the value is one of ``allowed``; each different value is looked up once."""
        values, places = self._coded
        return np.array([v is not None and v in allowed for v in values], dtype=np.bool_)[places]

    def take(self, index: Index) -> Column:
        """Return the values at ``index``."""
        return Column([self.values[place] for place in index])


@dataclass(eq=False)
class Frame:
    """Places that share paths: the plans themselves, or the rows of one table of all of them.

    ``things`` are the documents or rows, ``plans`` tells whose each is, ``addresses`` its path in that plan.
    """

    pattern: str
    things: list[Any]
    plans: Index
    addresses: Callable[[], list[str]]
    sections: dict[tuple[str, ...], Sequence[Any]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.things)

    def drilled(self, names: tuple[str, ...]) -> Sequence[Any]:
        """Return the value that attributes ``names`` lead to at every place, ``None`` where a step is."""
        if not names:
            return self.things
        if names not in self.sections:
            self._open(names)
        return self.sections[names]

    def _open(self, names: tuple[str, ...]) -> None:
        """Read a field, and those beside it: a section far off in memory is fetched once for all of them."""
        outer, holders = names[:-1], self.drilled(names[:-1])
        fields = _fields_of(holders)
        if names[-1] in fields and len(fields) > 1:
            blank, columns = dict.fromkeys(fields), {name: list[Any]() for name in fields}
            for start in range(0, len(holders), AT_ONCE):
                some = [blank if h is None else h.__dict__ for h in holders[start : start + AT_ONCE]]
                for name, column in columns.items():
                    column.extend(map(itemgetter(name), some))
            self.sections.update({(*outer, name): column for name, column in columns.items()})
        else:
            read = attrgetter(names[-1])
            self.sections[names] = [None if holder is None else read(holder) for holder in holders]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table at every place of a frame: where it is known, and how many rows from where."""

    known: Mask
    starts: Index
    counts: Index
    rows: Frame


class Batch:
    """The facts on plans of one type and one day, read by column and kept for further rule sets.

    ``facts_of`` returns the facts on a plan by its place; it is asked once, and only for what no column of
    the documents tells. Raises ``ValueError`` where types or days differ. Memory grows with plans times paths
    asked for: hand plans over in blocks.
    """

    def __init__(self, documents: Sequence[Section], facts_of: Callable[[int], Facts]) -> None:
        if len(set(map(type, documents))) != 1:
            raise ValueError(_UNLIKE)
        self._facts_of, self._facts = facts_of, {0: facts_of(0)}
        self.on, self.values = self._facts[0].on, self._facts[0].values
        everyone = np.arange(len(documents), dtype=np.intp)
        self.plans = Frame("", list(documents), everyone, lambda: [""] * len(documents))

    def facts(self, plan: int) -> Facts:
        """Return the facts on one plan; raises ``ValueError`` where they are of another day."""
        found = self._facts.get(plan)
        if found is None:
            found = self._facts[plan] = self._facts_of(plan)
            if found.on != self.on or found.values is not self.values:
                raise ValueError(_UNLIKE)
        return found

    def column(self, path: str, frame: Frame) -> Column:
        """Return the values of ``path``; without a leading dot it is read from the plan of each place."""
        found = frame.columns.get(path)
        if found is None:
            if path.startswith(".") or frame is self.plans:
                found = Column(self._values(path, frame))
            else:
                found = self.column(path, self.plans).take(frame.plans)
            frame.columns[path] = found
        return found

    def table(self, path: str, frame: Frame) -> Table:
        """Return the rows of the table at ``path``, as seen from ``frame``."""
        found = frame.tables.get(path)
        if found is None:
            found = frame.tables[path] = self._rows(path, frame, self.column(path, frame))
        return found

    def _rows(self, path: str, frame: Frame, cells: Column) -> Table:
        if not all(value is None or isinstance(value, tuple) for value in cells.values):
            raise TypeError(f"{path} is not a table")
        counts = np.array([0 if v is None else len(v) for v in cells.values], dtype=np.intp)
        starts = np.cumsum(counts) - counts

        def addresses() -> list[str]:
            tables = [f"{address}{path}" for address in frame.addresses()]
            return [f"{t}[{row}]" for t, count in zip(tables, counts, strict=True) for row in range(count)]

        rows = Frame(
            pattern=f"{frame.pattern}{path}[]",
            things=[row for value in cells.values if value is not None for row in value],
            plans=np.repeat(frame.plans, counts),
            addresses=addresses,
        )
        return Table(cells.known, starts, counts, rows)

    def _values(self, path: str, frame: Frame) -> Sequence[Any]:
        if "[" in path:
            return self._asked(path, frame)
        place = self.facts(0).place(f"{frame.pattern}{path}")
        match place.origin:
            case "document":
                return _none_if_empty(frame.drilled(place.names))
            case "table":
                return [None if isinstance(v, Missing) else v for v in frame.drilled(place.names)]
            case _:
                return self._asked(path, frame)

    def _asked(self, path: str, frame: Frame) -> list[Any]:
        places = zip(frame.plans.tolist(), frame.addresses(), strict=True)
        found = (self.facts(plan).at(f"{address}{path}") for plan, address in places)
        return [fact.value if isinstance(fact, Known) else None for fact in found]


def _fields_of(holders: Sequence[Any]) -> tuple[str, ...]:
    """Return what sections of one type state; nothing where they are of several types or of another kind."""
    kinds = set(map(type, holders)) - {type(None)}
    kind = kinds.pop() if len(kinds) == 1 else None
    return tuple(kind.model_fields) if kind is not None and issubclass(kind, Section) else ()


def _none_if_empty(values: Sequence[Any]) -> Sequence[Any]:
    """A stated table without rows is not stated; a field either always or never holds a table."""
    told = next((value for value in values if value is not None), None)
    return [value or None for value in values] if isinstance(told, tuple) else values
