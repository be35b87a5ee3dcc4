"""What the form of a section shows, made from the shapes of its fields: there is no second list of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from api.web import filters
from api.web.editor_pages import anchor_of
from data.domain.errors import Problem
from data.domain.plan.fields import Section
from data.domain.plan.shape import FieldShape, ValueKind, shapes
from data.domain.wording import Language, Text
from data.importers.plan_form import (
    ROW_WAS_MARK,
    FormReading,
    Typed,
    own_fields,
    read_section,
    row_numbers,
)

LINE_LENGTH = 200
"""Longer texts get a box of several lines."""
ECHOED = frozenset({ValueKind.DAY, ValueKind.YEAR, ValueKind.WHOLE, ValueKind.NUMBER, ValueKind.MUNICIPALITY})
HINTS: Mapping[ValueKind, Text] = {
    ValueKind.DAY: Text("例：令和8年2月13日、R8.2.13、2026/2/13", "For example 2026-02-13 or R8.2.13"),
    ValueKind.YEAR: Text("西暦又は和暦（例：2028、令和10年度）", "For example 2028 or 令和10年度"),
    ValueKind.CORPORATE_NUMBER: Text("法人番号13桁", "Corporate number, 13 digits"),
    ValueKind.MUNICIPALITY: Text(
        "名称（例：上越市）、読み仮名又は5桁のコード", "Name, kana or five-digit code of the municipality"
    ),
}
MONEY = Text("「1.2億円」「120百万円」のように単位を付けても書けます", "Units such as 億円 may be written")
ONE_A_LINE = Text("1行に1件ずつ記入", "One a line")
FLAGS = (("true", Text("はい", "Yes")), ("false", Text("いいえ", "No")))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table in the form; ``was`` is the number of the stored row, blank for a new one."""

    number: str
    pointer: str
    was: str
    fields: tuple[Node, ...]
    remarks: tuple[Any, ...] = ()
    """Corrections asked for at the row as a whole."""


@dataclass(frozen=True, slots=True)
class Node:
    """One field, or a section or table with the fields in it."""

    shape: FieldShape
    pointer: str
    control: str
    """Which part of ``components/plan_fields.jinja`` shows it."""
    text: str = ""
    options: tuple[tuple[str, Text], ...] = ()
    hints: tuple[Text, ...] = ()
    echo: str = ""
    """What was understood, where that is written otherwise than typed."""
    problem: Problem | None = None
    remarks: tuple[Any, ...] = ()
    """Corrections asked for at this field."""
    fields: tuple[Node, ...] = ()
    rows: tuple[Row, ...] = ()
    blank: Row | None = None
    """What a further row of a table looks like."""

    @property
    def id(self) -> str:
        """Anchor and id of the control."""
        return anchor_of(self.pointer)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands beside the typed texts: problems and corrections by pointer, and the reader's language."""

    language: Language = "ja"
    problems: Mapping[str, Problem] = field(default_factory=dict)
    remarks: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


def nodes(model: type[Section], name: str, typed: Typed, shown: Shown) -> Node:
    """Return the form of a top-level section with what was typed into it."""
    known = shapes(model)
    reading = read_section(model, name, typed, None)
    return _Builder(known, typed, shown, reading).node(known[name], f"/{name}")


class _Builder:
    def __init__(
        self, known: Mapping[str, FieldShape], typed: Typed, shown: Shown, reading: FormReading
    ) -> None:
        self._known, self._typed, self._shown, self._reading = known, typed, shown, reading

    def node(self, shape: FieldShape, pointer: str) -> Node:
        problem, remarks = self._shown.problems.get(pointer), self._shown.remarks.get(pointer, ())
        bare = Node(shape, pointer, _control(shape), problem=problem, remarks=remarks)
        if bare.control == "table":
            rows = tuple(self._row(shape, pointer, str(each)) for each in row_numbers(self._typed, pointer))
            return replace(bare, rows=rows, blank=self._row(shape, pointer, "__"))
        if bare.control == "section":
            return replace(bare, fields=self._within(shape.path, pointer))
        return replace(
            bare,
            text="\n".join(self._typed.get(pointer, ())),
            options=_options(shape),
            hints=_hints(shape),
            echo=self._echo(shape, pointer),
        )

    def _row(self, shape: FieldShape, pointer: str, number: str) -> Row:
        place = f"{pointer}/{number}"
        was = "".join(self._typed.get(f"{ROW_WAS_MARK}{place}", ()))
        remarks = self._shown.remarks.get(place, ())
        return Row(number, place, was, self._within(f"{shape.path}[]", place), remarks)

    def _within(self, path: str, pointer: str) -> tuple[Node, ...]:
        return tuple(
            self.node(each, f"{pointer}/{each.path.rpartition('.')[2]}")
            for each in own_fields(self._known, path)
            if each.kind not in (ValueKind.GEOMETRY, ValueKind.CONSTANT)
        )

    def _echo(self, shape: FieldShape, pointer: str) -> str:
        value = self._reading.understood.get(pointer)
        if value is None or shape.repeated:
            return ""
        return echo(shape, value, "".join(self._typed.get(pointer, ())), self._shown.language)


def echo(shape: FieldShape, value: Any, typed: str, language: Language) -> str:
    """Return how a value was understood; nothing where that is what was typed."""
    if shape.kind not in ECHOED:
        return ""
    if shape.kind is ValueKind.MUNICIPALITY:
        said = filters.place(value, language)
    else:
        said = filters.value_shown(value, shape.meaning.unit, language)
    plain = said.removesuffix(shape.meaning.unit or "").strip()
    return "" if typed.strip() in (said, plain) else said


def _control(shape: FieldShape) -> str:
    if shape.kind is ValueKind.SECTION:
        return "table" if shape.repeated else "section"
    if shape.repeated:
        return "lines"
    if shape.kind in (ValueKind.CHOICE, ValueKind.FLAG):
        return "choice"
    is_long = shape.kind is ValueKind.TEXT and (shape.longest or 0) > LINE_LENGTH
    return "long" if is_long else "line"


def _options(shape: FieldShape) -> tuple[tuple[str, Text], ...]:
    if shape.kind is ValueKind.FLAG:
        return FLAGS
    return tuple((member.value, member.text) for member in shape.choices or ())


def _hints(shape: FieldShape) -> tuple[Text, ...]:
    found = [HINTS[shape.kind]] if shape.kind in HINTS else []
    if shape.kind is ValueKind.WHOLE and (shape.meaning.unit or "").startswith("円"):
        found.append(MONEY)
    if shape.repeated:
        found.append(ONE_A_LINE)
    if shape.kind is ValueKind.TEXT and (shape.longest or 0) > LINE_LENGTH:
        found.append(Text(f"{shape.longest:,}字以内", f"At most {shape.longest:,} characters"))
    return tuple(found)
