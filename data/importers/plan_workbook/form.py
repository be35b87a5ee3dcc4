"""Where each field of a plan stands in its workbook; derived from the model, there is no second list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from data.domain.plan.document import PlanDocument
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.meaning import meanings
from data.domain.plan.shape import FieldShape, ValueKind, shapes

FORM_VERSION = 1
"""Raised when the layout changes in a way that an older workbook can no longer be read by."""

META_SHEET = "_様式"
CHOICES_SHEET = "_選択肢"
ID_ROW, TITLE_ROW, NOTE_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
HEAD_MARK = "head"
ORIGIN_RECORD = "origin"
"""Record of the hidden sheet that says what a workbook was taken from."""
SHEET_MARK = "sheet:"
VALUE_COLUMN = "value"
FLAG_WORDS = ("はい", "いいえ")
_NOT_ENTERED = frozenset({ValueKind.SECTION, ValueKind.GEOMETRY, ValueKind.CONSTANT})


class SheetKind(StrEnum):
    """How a sheet is laid out."""

    FIELDS = "fields"
    """One field a row."""
    LISTS = "lists"
    """One list a column, independent of each other."""
    TABLE = "table"
    """One row of a table a row."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet of the form and the fields entered on it."""

    kind: SheetKind
    key: str
    """Stable identifier, hidden in the sheet: ``#fields``, ``#lists`` or the table's path."""
    title: str
    fields: tuple[FieldShape, ...]

    @property
    def mark(self) -> str:
        """What stands in the hidden corner cell."""
        return SHEET_MARK + self.key


@dataclass(frozen=True, slots=True)
class Form:
    """The workbook of one plan type."""

    plan_type: PlanType
    model: type[PlanDocument]
    sheets: tuple[FormSheet, ...]
    geometries: tuple[FieldShape, ...]
    """Fields nobody enters here; they travel in the hidden sheet."""


@cache
def form_of(plan_type: PlanType) -> Form:
    """Return the form of a plan type; ``TypeError`` for a field that no sheet can hold."""
    model = DOCUMENTS[plan_type]
    known = shapes(model)
    entered = [shape for shape in known.values() if shape.kind not in _NOT_ENTERED]
    single = [shape for shape in entered if "[]" not in shape.path and not shape.repeated]
    single.sort(key=lambda shape: "." in shape.path)
    lists = tuple(shape for shape in entered if "[]" not in shape.path and shape.repeated)
    tables = tuple(_tables(known, entered))
    sheets = (
        FormSheet(SheetKind.FIELDS, "#fields", "計画の内容", tuple(single)),
        FormSheet(SheetKind.LISTS, "#lists", "一覧", lists),
        *tables,
    )
    if sum(len(sheet.fields) for sheet in sheets) != len(entered):
        raise TypeError(f"{model.__name__} has a field that no sheet holds")
    geometries = tuple(shape for shape in known.values() if shape.kind is ValueKind.GEOMETRY)
    return Form(plan_type, model, sheets, geometries)


def geometry_key(field: FieldShape, row: str) -> str:
    """Return the key of a geometry in the hidden sheet: its path, with its row's identifier in a table."""
    return field.path.replace("[].", f"/{row}/")


def heading(field: FieldShape) -> str:
    """Return the title of a column with its unit, ``＊`` for a required one."""
    unit = f"（{field.meaning.unit}）" if field.meaning.unit else ""
    return f"{field.meaning.title.ja}{unit}{'＊' if field.required else ''}"


def group_of(model: type[PlanDocument], field: FieldShape) -> str:
    """Return the title of the section a field lies in, ``基本事項`` for a top-level field."""
    section = field.path.rpartition(".")[0]
    return meanings(model)[section].title.ja if section else "基本事項"


def _tables(known: dict[str, FieldShape], entered: list[FieldShape]) -> Iterator[FormSheet]:
    taken: set[str] = set()
    for table in known.values():
        if table.kind is not ValueKind.SECTION or not table.repeated or "[]" in table.path:
            continue
        prefix = f"{table.path}[]."
        columns = tuple(
            field
            for field in entered
            if field.path.startswith(prefix)
            and "[]" not in field.path.removeprefix(prefix)
            and not field.repeated
        )
        title = table.meaning.title.ja.replace("/", "・")[:28]
        title = title if title not in taken else f"{title}（{len(taken)}）"
        taken.add(title)
        yield FormSheet(SheetKind.TABLE, table.path, title, columns)
