"""One door to everything a criterion may ask: the document, what was measured, what follows from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from data.domain.evidence import EMPTY_TABLE, NOT_MEASURED, NOT_STATED, Fact, Known, Missing, SourceRef
from data.domain.plan.fields import Meaning, Section
from data.domain.plan.meaning import meanings
from data.domain.wording import Text
from rules.engine.formatting import shown
from rules.engine.measuring import Worked
from rules.engine.places import Place, Vocabulary
from rules.engine.spots import Row, Spot, row_of
from rules.engine.values import Threshold, thresholds

_DOCUMENT = SourceRef("document", Text("申請書", "the document"), "")
_NUMBERS = frozenset({int, Decimal})


@cache
def _name_fields(section: type[Section]) -> tuple[str, ...]:
    """Return the first field where every row has one, the name of the row, and that of its English if any."""
    name, field = next(iter(section.model_fields.items()))
    return tuple(
        each for each in (name, f"{name}_en") if each in section.model_fields and field.is_required()
    )


class Facts:
    """The facts on one plan on one day; asking the same path twice gives the same answer.

    ``measured`` holds what layers and tables say, by path (``land.area_ha``); ``values`` the numbers to
    compare with, in force or drafted. Time and memory grow with the paths asked for: each is found once.
    """

    def __init__(
        self,
        document: Section,
        measured: Mapping[str, Fact],
        vocabulary: Vocabulary,
        on: date,
        values: Mapping[str, Threshold] | None = None,
    ) -> None:
        self.document = document
        self.on = on
        self.values = thresholds() if values is None else values
        self._stated = meanings(type(document))
        self._vocabulary = vocabulary
        self._measured = measured
        self._places = vocabulary.places
        self._spots: dict[str, Spot] = {}
        self._rows: dict[str, Row] = {}
        self._worked: dict[Callable[[Facts], Any], tuple[Any, dict[str, None]]] = {}
        self._reading: list[dict[str, None]] = []

    def at(self, path: str) -> Fact:
        """Return the fact at ``path``; ``KeyError`` for a path nobody defines, as a slip is no gap."""
        return self.found(path)[1]

    def found(self, path: str, row: str = "") -> tuple[Spot, Fact]:
        """Return the fact at ``path`` with all that was found out about it so far; errors as in ``at``.

        A path that begins with a dot is read from the row at the path ``row``.
        """
        if path[0] == ".":
            path = row + path
        if self._reading:
            self._reading[-1][path] = None
        spot = self._spots.get(path)
        if spot is None:
            spot = self._new(path)
        fact = spot.fact
        if fact is None:
            fact = spot.fact = self._find(spot)
        return spot, fact

    def spot(self, path: str) -> Spot:
        """Return what was found out about ``path`` so far."""
        found = self._spots.get(path)
        return self._new(path) if found is None else found

    def _new(self, path: str) -> Spot:
        inside = path.rfind("]") + 1
        if inside:
            name = path[:inside]
            row = self._rows.get(name) or self._row(name)
            pattern = row.pattern + path[inside:]
        else:
            row, pattern = None, path
        place = self._places.get(pattern) or self.place(pattern)
        found = self._spots[path] = Spot(path, row, place)
        return found

    def known(self, *paths: str) -> tuple[Any, ...] | Missing:
        """Return the values at ``paths``, or the first that is missing."""
        gap: Missing | None = None
        values = []
        for path in paths:
            found = self.found(path)[1]
            if isinstance(found, Known):
                values.append(found.value)
            elif gap is None:
                gap = found
        return gap or tuple(values)

    def rows(self, path: str) -> tuple[str, ...] | Missing:
        """Return the paths of a table's rows (``kpis[0]``, ``kpis[1]`` …), or why there are none."""
        table, found = self.found(path)
        if isinstance(found, Missing):
            return found
        if not isinstance(found.value, tuple):
            raise TypeError(f"{path} is not a table")
        if table.rows is None:
            table.rows = tuple([f"{path}[{index}]" for index in range(len(found.value))])
        return table.rows

    def once(self, work: Callable[[Facts], Worked]) -> Worked:
        """Return what ``work`` makes of these facts, made once; what it read counts as read by each caller.

        For steps that several measures, or the same measure in every row, have in common.
        """
        if work not in self._worked:
            self._reading.append({})
            made = work(self)
            self._worked[work] = made, self._reading.pop()
        value, read = self._worked[work]
        if self._reading:
            self._reading[-1].update(read)
        return value  # type: ignore[no-any-return]  # kept under the function that made it

    def ingredients(self, path: str) -> tuple[str, ...]:
        """Return the paths a computed fact was computed from; none for a fact that was stated or measured."""
        return self.spot(path).ingredients

    def defines(self, path: str) -> bool:
        """Tell whether plans of this type can state the path at all."""
        return self._pattern(path) in self._vocabulary.meanings

    def place(self, pattern: str) -> Place:
        """Return where the values of a pattern (``kpis[].target``) are found; ``KeyError`` as in ``at``."""
        return self._vocabulary.place(pattern, self._stated)

    def meaning(self, path: str) -> Meaning:
        """Return what the path is called and counted in; raises ``KeyError`` for an undefined path."""
        return self.spot(path).place.meaning

    def unit(self, path: str) -> str | None:
        """Return the unit of a path; a number beside a stated unit is counted in that."""
        return self.unit_at(self.spot(path))

    def unit_at(self, spot: Spot) -> str | None:
        """Return the unit of a path already looked up."""
        unit = spot.unit
        if unit is ...:
            unit = spot.unit = self._unit_beside(spot) if spot.place.beside else spot.place.meaning.unit
        return unit

    def _unit_beside(self, spot: Spot) -> str | None:
        found = spot.fact or self.at(spot.path)
        if isinstance(found, Missing) or type(found.value) not in _NUMBERS:
            return None
        stated = self.at(f"{spot.path.rpartition('.')[0]}.unit")
        return None if isinstance(stated, Missing) else str(stated.value)

    def label(self, path: str, beside: str = "") -> Text:
        """Name the path for a reader with the row it stands in: KPI（2行目・雇用者数）の目標値.

        ``beside`` is a path just named: in the same row the row is not named again.
        """
        if path.endswith("]"):
            return self._row_label(self._row(path))
        return self.label_at(self.spot(path), beside)

    def label_at(self, spot: Spot, beside: str = "") -> Text:
        """Name a path already looked up, as ``label`` does."""
        row, label = spot.row, spot.label
        if row is not None and beside and beside.startswith(row.path):
            return spot.place.meaning.title
        if label is None:
            label = spot.place.meaning.title
            if row is not None:
                named = row.label or self._row_label(row)
                label = Text(f"{named.ja}の{label.ja}", f"{label.en} of {named.en}")
            spot.label = label
        return label

    def _row_label(self, row: Row) -> Text:
        if row.label is None:
            name = self._row_name(row)
            place = self._places.get(row.tables) or self.place(row.tables)
            title = place.meaning.title
            ja, en = (f"・{name.ja}", f" ({name.en})") if name else ("", "")
            row.label = Text(f"{title.ja}（{row.number}行目{ja}）", f"{title.en}, row {row.number}{en}")
        return row.label

    def _row_name(self, row: Row) -> Text | None:
        """Return the value of the row's first field where every row has one that anybody may see.

        A field of this name and ``_en`` holds it in English.
        """
        section = self._row_value(row)
        names = _name_fields(type(section)) if isinstance(section, Section) else ()
        if not names or self.place(f"{row.pattern}.{names[0]}").meaning.confidential:
            return None
        value, *english = (getattr(section, name) for name in names)
        if isinstance(value, StrEnum):
            return shown(value)
        return Text(str(value), str((english and english[0]) or value))

    def _pattern(self, path: str) -> str:
        row = row_of(path)
        return f"{self._row(row).pattern}{path[len(row) :]}" if row else path

    def _row(self, path: str) -> Row:
        found = self._rows.get(path)
        if found is None:
            table, _, index = path[:-1].rpartition("[")
            tables = self._pattern(table) if "]" in table else table
            number = int(index) + 1 if index else 0
            found = self._rows[path] = Row(path, f"{tables}[]", table, tables, number)
        return found

    def _row_value(self, row: Row) -> object:
        if row.value is None:
            table = self.spot(row.table)
            found = table.fact or self._find(table)
            if isinstance(found, Missing):
                return None
            if not isinstance(found.value, tuple):
                raise TypeError("only a table has rows")
            row.value = found.value[row.number - 1]
        return row.value

    def _find(self, spot: Spot) -> Fact:
        place, row = spot.place, spot.row
        origin = place.origin
        if origin == "document":
            whole = self.document if row is None else row.value or self._row_value(row)
            value = None if whole is None else place.inside(whole)
            if value is None or (value.__class__ is tuple and not value):
                return Missing(spot.path, NOT_STATED if value is None else EMPTY_TABLE)
            return Known(spot.path, value, _DOCUMENT)
        if origin == "measure":
            return self._compute(spot)
        if origin == "table":
            return self._in_table(spot)
        return self._measured.get(spot.path) or Missing(spot.path, NOT_MEASURED)

    def _compute(self, spot: Spot) -> Fact:
        place = spot.place
        if place.measure is None:
            raise TypeError(f"{spot.path} has no measure")
        self._reading.append({})
        value = place.measure.compute(self, spot.row.path if spot.row else "")
        spot.ingredients = tuple(self._reading.pop())
        if isinstance(value, Missing):
            return value
        return Known(spot.path, value, place.derived)

    def _in_table(self, spot: Spot) -> Fact:
        """Return a cell of a computed or measured table; a cell may itself say what is missing."""
        base = self.at(spot.place.root)
        if isinstance(base, Missing):
            return base
        whole = self._row_value(spot.row) if spot.row else None
        value = None if whole is None else spot.place.inside(whole)
        if isinstance(value, Missing):
            return value
        return Missing(spot.path, NOT_STATED) if value is None else Known(spot.path, value, base.source)
