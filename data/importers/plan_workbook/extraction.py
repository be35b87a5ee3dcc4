"""Take the values out of the form's sheets into one plan document, remembering the cell of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from data.domain.errors import Problem
from data.domain.parsing import Unreadable
from data.domain.plan.naming import HIDDEN, pointer, shown
from data.domain.plan.shape import FieldShape, ValueKind
from data.domain.wording import Text
from data.importers.plan_workbook.cells import Surroundings, is_ditto, read_cell
from data.importers.plan_workbook.form import VALUE_COLUMN, SheetKind, geometry_key
from data.importers.plan_workbook.sheets import Findings, Located, Meta, changed_heading, lost_field
from data.importers.workbook import Cell

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class NumberFound:
    """A number with where it stands, for comparing it with its siblings."""

    field: FieldShape
    location: Location
    place: str
    value: Decimal


@dataclass(slots=True)
class Extraction:
    """The document so far; filled sheet by sheet."""

    meta: Meta
    epoch_1904: bool
    findings: Findings = field(default_factory=Findings)
    document: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    """Sheet and cell by JSON pointer, also of blank cells in rows that hold something."""
    unread: set[str] = field(default_factory=set)
    """JSON pointers of cells with a problem."""
    numbers: list[NumberFound] = field(default_factory=list)

    def take(self, located: Located) -> None:
        """Read one sheet into the document."""
        if located.form_sheet.kind is SheetKind.FIELDS:
            self._take_fields(located)
            return
        fields = dict(self._columns(located))
        self._tell_foreign_columns(located, set(fields))
        self._tell_merged(located, set(fields))
        if located.form_sheet.kind is SheetKind.TABLE:
            self._take_table(located, fields)
        else:
            for column, each in fields.items():
                self._take_list(located, column, each)

    def restore(self) -> None:
        """Put back what nobody enters here: the plan type, geometries, sections stated without content."""
        self.document["plan_type"] = self.meta.form.plan_type.value
        for each in self.meta.form.geometries:
            if "[]" not in each.path and each.path in self.meta.geometries:
                put_at(self.document, tuple(each.path.split(".")), self.meta.geometries[each.path])
        for path in self.meta.empty:
            location = tuple(path.removesuffix("[]").split("."))
            if _found_at(self.document, location) is None:
                put_at(self.document, location, [] if path.endswith("[]") else {})

    def _take_fields(self, located: Located) -> None:
        column = located.columns.get(VALUE_COLUMN)
        for each in located.form_sheet.fields:
            row = located.rows.get(each.path)
            if row is None or column is None:
                self.findings.problems.append(lost_field(located, each))
                self.unread.add(pointer(each.path.split(".")))
                continue
            if problem := changed_heading(located, row, 2, each):
                self.findings.problems.append(problem)
            location = tuple(each.path.split("."))
            sibling = located.rows.get(".".join((*location[:-1], "unit")))
            unit = located.cell(sibling, column) if sibling is not None else None
            value = self._read(located, row, column, located.cell(row, column), each, location, _word(unit))
            if value is not None:
                put_at(self.document, location, value)

    def _columns(self, located: Located) -> Iterator[tuple[int, FieldShape]]:
        for each in located.form_sheet.fields:
            column = located.columns.get(each.path)
            if column is None:
                self.findings.problems.append(lost_field(located, each))
                self.unread.add(pointer(each.path.partition("[]")[0].split(".")))
                continue
            if problem := changed_heading(located, located.head, column, each):
                self.findings.problems.append(problem)
            yield column, each

    def _take_table(self, located: Located, fields: dict[int, FieldShape]) -> None:
        base: Location = tuple(located.form_sheet.key.split("."))
        self.cells[pointer(base)] = located.place(located.head, 2)
        rows: list[dict[str, Any]] = []
        above: dict[int, Cell | None] = {}
        for number in range(located.head + 1, located.sheet.last_row + 1):
            found = {column: self._resolved(located, number, column, above) for column in fields}
            if all(_is_blank(cell) for cell in found.values()):
                continue
            rows.append(self._row(located, number, fields, found, (*base, len(rows))))
        if rows:
            put_at(self.document, base, rows)

    def _row(
        self,
        located: Located,
        number: int,
        fields: dict[int, FieldShape],
        found: dict[int, Cell | None],
        location: Location,
    ) -> dict[str, Any]:
        row: dict[str, Any] = {}
        self.cells[pointer(location)] = located.place(number, min(fields))
        unit = next(
            (_word(found[column]) for column, each in fields.items() if each.path.endswith(".unit")), None
        )
        for column, each in fields.items():
            own = tuple(each.path.rpartition("[].")[2].split("."))
            value = self._read(located, number, column, found[column], each, (*location, *own), unit)
            if value is not None:
                put_at(row, own, value)
        for each in self.meta.form.geometries:
            table, _, name = each.path.rpartition("[].")
            key = geometry_key(each, located.identifier(number))
            if table == located.form_sheet.key and key in self.meta.geometries:
                row[name] = self.meta.geometries.pop(key)
        return row

    def _take_list(self, located: Located, column: int, each: FieldShape) -> None:
        base: Location = tuple(each.path.split("."))
        self.cells[pointer(base)] = located.place(located.head, column)
        values: list[Any] = []
        above: dict[int, Cell | None] = {}
        for number in range(located.head + 1, located.sheet.last_row + 1):
            cell = self._resolved(located, number, column, above)
            value = self._read(located, number, column, cell, each, (*base, f"row {number}"), None)
            if value is not None:
                self.cells[pointer((*base, len(values)))] = located.place(number, column)
                values.append(value)
        if values:
            put_at(self.document, base, values)

    def _resolved(
        self, located: Located, row: int, column: int, above: dict[int, Cell | None]
    ) -> Cell | None:
        """Return the cell, for a ditto mark the one it repeats."""
        cell = located.cell(row, column)
        if cell is None or not is_ditto(cell):
            above[column] = cell
            return cell
        if above.get(column) is None:
            self.findings.problems.append(
                Problem(
                    located.place(row, column),
                    str(cell.value),
                    Text(
                        "「〃」の上に写すべき値がありません。", "There is no value above for this ditto mark."
                    ),
                    Text("値そのものを入力してください。", "Enter the value itself."),
                )
            )
        return above.get(column)

    def _read(
        self,
        located: Located,
        row: int,
        column: int,
        cell: Cell | None,
        each: FieldShape,
        location: Location,
        unit: str | None,
    ) -> Any:
        place = located.place(row, column)
        self.cells[pointer(location)] = place
        if cell is None:
            return None
        read = read_cell(cell, each, Surroundings(self.epoch_1904, unit))
        found = HIDDEN if each.meaning.confidential else shown(cell.value)
        name = each.meaning.title
        if isinstance(read, Unreadable):
            self.unread.add(pointer(location))
            message = Text(f"「{name.ja}」: {read.message.ja}", f"{name.en}: {read.message.en}")
            self.findings.problems.append(Problem(place, found, message, read.remedy))
            return None
        if read.note is not None and not each.meaning.confidential:
            message = Text(f"「{name.ja}」: {read.note.ja}", f"{name.en}: {read.note.en}")
            self.findings.warnings.append(Problem(place, found, message, _CONFIRM))
        if each.kind in (ValueKind.WHOLE, ValueKind.NUMBER) and read.value is not None:
            self.numbers.append(NumberFound(each, location, place, Decimal(read.value)))
        return read.value

    def _tell_foreign_columns(self, located: Located, known: set[int]) -> None:
        for (row, column), cell in sorted(located.sheet.cells.items()):
            if row > located.head and column > 1 and column not in known and not _is_blank(cell):
                self.findings.problems.append(
                    Problem(
                        located.place(row, column),
                        shown(str(cell.value)),
                        Text(
                            "様式にない列に値が入っています。",
                            "A value stands in a column that is not part of the form.",
                        ),
                        Text(
                            "様式の列に移すか、削除してください。",
                            "Move it to a column of the form or delete it.",
                        ),
                    )
                )

    def _tell_merged(self, located: Located, known: set[int]) -> None:
        for row, first, last in located.sheet.merged_across:
            if row > located.head and len(known & set(range(first, last + 1))) > 1:
                self.findings.warnings.append(
                    Problem(
                        located.place(row, first),
                        None,
                        Text(
                            "横に結合されたセルの値は、左端の項目だけの値として読みました。",
                            "The value of cells merged across columns was read for the leftmost field only.",
                        ),
                        Text(
                            "結合を解除し、項目ごとに入力してください。", "Unmerge them and enter each field."
                        ),
                    )
                )


_CONFIRM = Text("そのとおりか確認してください。", "Check that this is what is meant.")


def put_at(target: dict[str, Any], location: Location, value: Any) -> None:
    """Set ``value`` at a place of nested objects, making those on the way."""
    for part in location[:-1]:
        target = target.setdefault(str(part), {})
    target[str(location[-1])] = value


def _found_at(target: dict[str, Any], location: Location) -> Any:
    found: Any = target
    for part in location:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _is_blank(cell: Cell | None) -> bool:
    if cell is None:
        return True
    return not cell.formula and (
        cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())
    )


def _word(cell: Cell | None) -> str | None:
    return str(cell.value) if cell is not None and cell.value is not None else None
