"""Turn what was typed into a page's form into a section of a plan; the same readers as for workbook cells.

What was typed comes by JSON pointer of its field. A blank field states nothing; a field that the form did not
send is left as it is stored, so that a form cut short clears nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from data.domain.errors import Problem
from data.domain.parsing import Read, Unreadable, half_width
from data.domain.plan.fields import Section
from data.domain.plan.naming import HIDDEN, shown
from data.domain.plan.shape import FieldShape, ValueKind, shapes
from data.domain.wording import Text
from data.importers.plan_workbook.cells import Surroundings, read_cell
from data.importers.workbook import Cell
from data.reference.places import municipalities, place_name, prefectures

Typed = Mapping[str, Sequence[str]]
"""Texts by form key: the pointer of a field, or one of the marks below."""
ROWS_MARK = "rows:"
"""Before the pointer of a table: the form showed this table, so rows it does not send were removed."""
ROW_WAS_MARK = "was:"
"""Before the pointer of a row: the number of the stored row it was, which keeps what no form can show."""
MOST_CANDIDATES = 8


@dataclass(slots=True)
class FormReading:
    """A section as typed: its value (``None``: nothing stated), what could not be read, where rows went."""

    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    """Pointer in the form by pointer in the value, for rows that blank ones above them have moved."""
    understood: dict[str, Any] = field(default_factory=dict)
    """What each filled field was read as, by pointer in the form."""
    notes: dict[str, Text] = field(default_factory=dict)
    """What the sender should know about how a field was read, by pointer in the form."""


def read_section(model: type[Section], name: str, typed: Typed, stored: Any) -> FormReading:
    """Return the top-level section ``name`` as typed; ``stored`` is its present value."""
    reading = FormReading()
    reader = _Reader(shapes(model), typed, reading)
    reading.value = reader.read(name, f"/{name}", f"/{name}", stored)
    return reading


def own_fields(known: Mapping[str, FieldShape], path: str) -> Iterator[FieldShape]:
    """Return the fields directly inside the section with the path pattern ``path`` (``kpis[]``)."""
    prefix = f"{path}."
    for shape in known.values():
        rest = shape.path.removeprefix(prefix)
        if rest != shape.path and "." not in rest:
            yield shape


def row_numbers(typed: Typed, pointer: str) -> list[int]:
    """Return the numbers of the rows of a table that the form sent, in order."""
    found: set[int] = set()
    for key in typed:
        rest = key.removeprefix(ROW_WAS_MARK).removeprefix(f"{pointer}/")
        number = rest.partition("/")[0]
        if rest != key and not rest.startswith("/") and number.isascii() and number.isdecimal():
            found.add(int(number))
    return sorted(found)


def places_named(written: str) -> tuple[str, ...]:
    """Return the codes in force of municipalities and prefectures whose name or kana is ``written``."""
    return _places_by_name().get(hiragana(half_width(written)), ())


def typed_of(model: type[Section], name: str, value: Any) -> dict[str, list[str]]:
    """Return what the form shows for a stored section, so that reading it back gives the same value."""
    texts: dict[str, list[str]] = {}
    _write(shapes(model), name, f"/{name}", value, texts)
    return texts


class _Reader:
    def __init__(self, known: Mapping[str, FieldShape], typed: Typed, reading: FormReading) -> None:
        self._known, self._typed, self._reading = known, typed, reading

    def read(self, path: str, pointer: str, target: str, stored: Any) -> Any:
        """Read one field: ``pointer`` is where it stands in the form, ``target`` where its value goes."""
        shape = self._known[path]
        self._reading.places[target] = pointer
        if shape.kind in (ValueKind.GEOMETRY, ValueKind.CONSTANT):
            return stored
        if shape.kind is ValueKind.SECTION:
            return (
                self._table(shape, pointer, stored)
                if shape.repeated
                else self._object(path, pointer, target, stored)
            )
        if pointer not in self._typed:
            return stored
        if shape.repeated:
            return self._list(shape, pointer, stored)
        return self._one(shape, pointer, " ".join(self._typed[pointer]))

    def _object(self, path: str, pointer: str, target: str, stored: Any) -> dict[str, Any] | None:
        kept = stored if isinstance(stored, Mapping) else {}
        found = {}
        for shape in own_fields(self._known, path):
            name = shape.path.rpartition(".")[2]
            value = self.read(shape.path, f"{pointer}/{name}", f"{target}/{name}", kept.get(name))
            if value is not None:
                found[name] = value
        return found or ({} if stored == {} else None)

    def _table(self, shape: FieldShape, pointer: str, stored: Any) -> list[dict[str, Any]] | None:
        if f"{ROWS_MARK}{pointer}" not in self._typed:
            return stored if isinstance(stored, list) else None
        before = stored if isinstance(stored, list) else []
        rows: list[dict[str, Any]] = []
        for number in row_numbers(self._typed, pointer):
            was = "".join(self._typed.get(f"{ROW_WAS_MARK}{pointer}/{number}", ()))
            kept = before[int(was)] if was.isascii() and was.isdecimal() and int(was) < len(before) else None
            row = self._object(f"{shape.path}[]", f"{pointer}/{number}", f"{pointer}/{len(rows)}", kept)
            if row is not None:
                self._reading.places[f"{pointer}/{len(rows)}"] = f"{pointer}/{number}"
                rows.append(row)
        return rows or None

    def _list(self, shape: FieldShape, pointer: str, stored: Any) -> list[Any] | None:
        lines = [line for text in self._typed[pointer] for line in text.splitlines() if line.strip()]
        values = [self._one(shape, pointer, line) for line in lines]
        found = [value for value in dict.fromkeys(values) if value is not None]
        ticked_again = shape.kind is ValueKind.MUNICIPALITY and set(found) == set(stored or ())
        return (stored if ticked_again else found) or None

    def _one(self, shape: FieldShape, pointer: str, text: str) -> Any:
        written = text.replace("\r\n", "\n").strip()
        if not written:
            return None
        read = self._understood(shape, pointer, written)
        if isinstance(read, Unreadable):
            found = HIDDEN if shape.meaning.confidential else shown(written)
            self._reading.problems.append(Problem(pointer, found, read.message, read.remedy))
            return None
        if read.note is not None:
            self._reading.notes[pointer] = read.note
        value = read.value
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else float(value)
        self._reading.understood[pointer] = value
        return value

    def _understood(self, shape: FieldShape, pointer: str, written: str) -> Read[Any] | Unreadable:
        if shape.kind is ValueKind.TEXT:
            return Read(written)
        if shape.kind is ValueKind.MUNICIPALITY and not half_width(written).isdecimal():
            return _place(written)
        sibling = f"{pointer.rpartition('/')[0]}/unit"
        unit = "".join(self._typed.get(sibling, ())).strip() or None
        return read_cell(Cell(pointer, written), shape, Surroundings(unit=unit))


def _place(written: str) -> Read[Any] | Unreadable:
    found = places_named(written)
    if len(found) == 1:
        return Read(found[0])
    if not found:
        return Unreadable(
            Text(
                f"「{shown(written)}」という市区町村は見つかりません。",
                f"There is no municipality called {shown(written)}.",
            ),
            Text(
                "正式な名称（例: 上越市）、読み仮名又は5桁の団体コードを入力してください。",
                "Enter the official name, its kana or the five-digit code.",
            ),
        )
    known = municipalities()
    names = "、".join(
        f"{known[code].full_name}（{code}）" for code in found[:MOST_CANDIDATES] if code in known
    )
    return Unreadable(
        Text(f"「{shown(written)}」は複数あります。", f"There are several called {shown(written)}."),
        Text(f"都道府県名から書くか、コードを入力してください: {names}", f"Enter the code: {names}"),
    )


def _write(
    known: Mapping[str, FieldShape], path: str, pointer: str, value: Any, texts: dict[str, list[str]]
) -> None:
    shape = known[path]
    if shape.kind is ValueKind.SECTION and shape.repeated:
        texts[f"{ROWS_MARK}{pointer}"] = ["1"]
        for number, row in enumerate(value or ()):
            texts[f"{ROW_WAS_MARK}{pointer}/{number}"] = [str(number)]
            _write_fields(known, f"{path}[]", f"{pointer}/{number}", row, texts)
    elif shape.kind is ValueKind.SECTION:
        _write_fields(known, path, pointer, value or {}, texts)
    elif shape.kind not in (ValueKind.GEOMETRY, ValueKind.CONSTANT):
        values = value or () if shape.repeated else (value,)
        texts[pointer] = [_written(shape, each) for each in values if each is not None]


def _write_fields(
    known: Mapping[str, FieldShape], path: str, pointer: str, row: Any, texts: dict[str, list[str]]
) -> None:
    for each in own_fields(known, path):
        name = each.path.rpartition(".")[2]
        _write(known, each.path, f"{pointer}/{name}", row.get(name), texts)


def _written(shape: FieldShape, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        exact = str(value) if isinstance(value, int) else f"{Decimal(str(value)):f}"
        return exact if shape.kind is ValueKind.YEAR else f"{Decimal(exact):,f}"
    if shape.kind is ValueKind.MUNICIPALITY:
        name = place_name(value)
        return name if places_named(name) == (value,) else str(value)
    return str(value)


@cache
def _places_by_name() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for code, prefecture in prefectures().items():
        for name in (prefecture.name.ja, prefecture.kana):
            found.setdefault(hiragana(half_width(name)), {})[f"{code}000"] = None
    for code, body in municipalities().items():
        if body.valid_to is None:
            for name in (body.name, body.full_name, body.kana):
                found.setdefault(hiragana(half_width(name)), {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()}


def hiragana(text: str) -> str:
    """Return ``text`` with katakana as hiragana, as names are looked up."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)
