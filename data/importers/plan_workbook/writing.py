"""Write the workbook of a plan type, blank or filled with a plan."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.cell import absolute_coordinate, get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.plan.rows import MAX_ROWS
from data.domain.plan.shape import FieldShape, ValueKind
from data.domain.plan.vocabulary import Vocabulary
from data.importers.plan_workbook import look
from data.importers.plan_workbook.escaping import escaped
from data.importers.plan_workbook.form import (
    CHOICES_SHEET,
    FIRST_ROW,
    FLAG_WORDS,
    FORM_VERSION,
    HEAD_MARK,
    HEAD_ROW,
    ID_ROW,
    META_SHEET,
    NOTE_ROW,
    ORIGIN_RECORD,
    TITLE_ROW,
    VALUE_COLUMN,
    Form,
    FormSheet,
    SheetKind,
    form_of,
    geometry_key,
    group_of,
    heading,
)
from data.importers.plan_workbook.guidance import guide, introduction

_BLANK_ROWS = 30
_CHUNK = 30_000
"""Characters of a long text a cell takes (Excel allows 32,767)."""
_SPECIAL = frozenset({"〃", "同上"})


def write_workbook(
    plan: PlanDocument | PlanType, target: Path | IO[bytes], origin: Mapping[str, str] | None = None
) -> None:
    """Write the form of a plan type, filled in when a plan is given; no macros, no outside links.

    ``plan`` must come from ``read_plan``: text that no workbook can hold has been refused there. ``origin``
    says what the workbook was taken from (call, application, version); its reader gives it back.
    """
    form = form_of(plan if isinstance(plan, PlanType) else plan.plan_type)
    values = {} if isinstance(plan, PlanType) else plan.model_dump(mode="python")
    book = Workbook()
    look.set_base_font(book)
    _write_introduction(book, form)
    choices = _write_choices(book, form)
    for sheet in form.sheets:
        _Writer(book, form, sheet, values, choices).write()
    _write_meta(book, form, values, origin or {})
    for hidden in (CHOICES_SHEET, META_SHEET):
        book.move_sheet(hidden, len(book.sheetnames))
        book[hidden].sheet_state = "hidden"
    book.properties.creator = "Shuseki"
    book.properties.title = PLAN_TYPE_TITLES[form.plan_type].ja
    book.save(target)


class _Writer:
    """Lays out one sheet; the parts share its worksheet, form and values."""

    def __init__(
        self,
        book: Workbook,
        form: Form,
        sheet: FormSheet,
        values: Mapping[str, Any],
        choices: Mapping[type[Vocabulary], str],
    ) -> None:
        self._book, self._form, self._sheet = book, form, sheet
        self._values, self._choices = values, choices
        self._page: Worksheet = book.create_sheet(sheet.title)

    def write(self) -> None:
        """Fill the sheet."""
        page, fields = self._page, self._sheet.kind is SheetKind.FIELDS
        page.cell(ID_ROW, 1, self._sheet.mark)
        page.cell(HEAD_ROW, 1, HEAD_MARK)
        look.as_title(page.cell(TITLE_ROW, 2, self._sheet.title))
        page.cell(NOTE_ROW, 2, _NOTES[self._sheet.kind])
        if fields:
            self._write_fields()
        else:
            self._write_columns()
        page.row_dimensions[ID_ROW].hidden = True
        page.column_dimensions["A"].hidden = True
        look.for_a4(page, landscape=not fields)

    def _write_fields(self) -> None:
        page = self._page
        page.cell(ID_ROW, 4, VALUE_COLUMN)
        for column, (title, width) in enumerate(
            (("項目", 34), ("単位", 10), ("記入欄", 60), ("説明", 44)), start=2
        ):
            look.as_heading(page.cell(HEAD_ROW, column, title))
            page.column_dimensions[get_column_letter(column)].width = width
        row, group = FIRST_ROW, None
        for field in self._sheet.fields:
            if (name := group_of(self._form.model, field)) != group:
                look.as_group(page.cell(row, 2, name))
                row, group = row + 1, name
            page.cell(row, 1, field.path)
            texts = (heading(field), field.meaning.unit, None, guide(field))
            for column, text in enumerate(texts, start=2):
                look.as_label(page.cell(row, column, text))
            entry = page.cell(row, 4)
            look.as_entry(entry, field)
            put(entry, field, _at(self._values, field.path))
            self._validate(field, entry.coordinate)
            self._name(field.path, entry.coordinate)
            row += 1

    def _write_columns(self) -> None:
        page = self._page
        table = self._sheet.kind is SheetKind.TABLE
        rows = _at(self._values, self._sheet.key) or () if table else ()
        for column, field in enumerate(self._sheet.fields, start=2):
            letter = get_column_letter(column)
            page.cell(ID_ROW, column, field.path)
            look.as_heading(page.cell(HEAD_ROW, column, heading(field)))
            page.column_dimensions[letter].width = look.width_of(field)
            page.column_dimensions[letter].number_format = look.number_format_of(field)
            own = field.path.removeprefix(f"{self._sheet.key}[].")
            entries = [_at(row, own) for row in rows] if table else list(_at(self._values, field.path) or ())
            for index in range(max(len(entries), len(rows)) + _BLANK_ROWS):
                cell = page.cell(FIRST_ROW + index, column)
                look.as_entry(cell, field)
                put(cell, field, entries[index] if index < len(entries) else None)
            self._validate(field, f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + MAX_ROWS - 1}")
            self._name(field.path.replace("[]", ""), f"{letter}{HEAD_ROW}")
        for index in range(len(rows)):
            page.cell(FIRST_ROW + index, 1, str(index))

    def _validate(self, field: FieldShape, cells: str) -> None:
        """Offer the choices of a field, or say what may be entered, when a cell is selected."""
        rule = DataValidation(
            allow_blank=True, showInputMessage=True, promptTitle=field.meaning.title.ja[:32]
        )
        rule.prompt = guide(field)[:255]
        if field.choices is not None or field.kind is ValueKind.FLAG:
            rule.type, rule.showErrorMessage = "list", True
            rule.error, rule.errorTitle = "一覧から選んでください。", "選択肢にない値です"
            words = ",".join(FLAG_WORDS)
            rule.formula1 = f'"{words}"' if field.choices is None else self._choices[field.choices]
        rule.add(cells)
        self._page.add_data_validation(rule)

    def _name(self, path: str, cell: str) -> None:
        place = f"{quote_sheetname(self._sheet.title)}!{absolute_coordinate(cell)}"
        self._book.defined_names[f"plan.{path}"] = DefinedName(f"plan.{path}", attr_text=place)


_NOTES = {
    SheetKind.FIELDS: "薄い黄色の欄に記入してください。＊は必須です。",
    SheetKind.LISTS: "列ごとに独立した一覧です。1行に1件ずつ、上から記入してください。",
    SheetKind.TABLE: "1行に1件ずつ記入してください。＊は必須です。",
}


def put(cell: Cell | MergedCell, field: FieldShape, value: Any) -> None:
    """Put a value of ``field`` into a cell so that ``cells.read_cell`` gives the same value back."""
    if value is None:
        return
    if isinstance(value, bool):
        cell.value = FLAG_WORDS[0] if value else FLAG_WORDS[1]
    elif isinstance(value, Vocabulary):
        cell.value = value.text.ja
    elif isinstance(value, str):
        _put_text(cell, value)
    elif isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    elif isinstance(value, int | date):
        cell.value = value
        cell.number_format = look.number_format_of(field)


def _put_text(cell: Cell | MergedCell, text: str) -> None:
    cell.value = escaped(text)
    cell.data_type = "s"
    if text.startswith(("=", "#", "'")) or text in _SPECIAL:
        cell.quotePrefix = True


def _at(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _write_introduction(book: Workbook, form: Form) -> None:
    page = book.worksheets[0]
    page.title = "はじめに"
    look.as_title(page.cell(1, 1, PLAN_TYPE_TITLES[form.plan_type].ja))
    page.column_dimensions["A"].width = 100
    for row, line in enumerate(introduction(form), start=2):
        look.as_label(page.cell(row, 1, line))
    look.for_a4(page, landscape=False)
    page.freeze_panes = None
    page.print_title_rows = None


def _write_choices(book: Workbook, form: Form) -> dict[type[Vocabulary], str]:
    """Write each vocabulary into a column of the hidden sheet; return the range of each."""
    page = book.create_sheet(CHOICES_SHEET)
    used = {field.choices for sheet in form.sheets for field in sheet.fields if field.choices is not None}
    ranges: dict[type[Vocabulary], str] = {}
    for column, vocabulary in enumerate(sorted(used, key=lambda choice: choice.__name__), start=1):
        page.cell(1, column, vocabulary.__name__)
        for row, member in enumerate(vocabulary, start=2):
            page.cell(row, column, member.text.ja)
        letter = get_column_letter(column)
        ranges[vocabulary] = f"{quote_sheetname(CHOICES_SHEET)}!${letter}$2:${letter}${len(vocabulary) + 1}"
    return ranges


def _write_meta(book: Workbook, form: Form, values: Mapping[str, Any], origin: Mapping[str, str]) -> None:
    page = book.create_sheet(META_SHEET)
    page.append(["plan_type", form.plan_type.value])
    page.append(["form_version", str(FORM_VERSION)])
    for name, stated in origin.items():
        page.append([ORIGIN_RECORD, name, stated])
    for path in _empty_parts(values, "", frozenset(shape.path for shape in form.geometries)):
        page.append(["empty", path])
    for key, geometry in _geometries(form, values):
        text = json.dumps(geometry, ensure_ascii=True)
        for start in range(0, len(text), _CHUNK):
            page.append(["geometry", key, text[start : start + _CHUNK]])


def _empty_parts(values: Mapping[str, Any], prefix: str, geometries: frozenset[str]) -> Iterator[str]:
    """Find sections and lists that are there but hold nothing: not the same as being absent."""
    for name, value in values.items():
        path = f"{prefix}{name}"
        if isinstance(value, tuple) and not value:
            yield f"{path}[]"
        elif isinstance(value, Mapping) and path not in geometries:
            if all(item is None for item in value.values()):
                yield path
            yield from _empty_parts(value, f"{path}.", geometries)


def _geometries(form: Form, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for field in form.geometries:
        table, _, own = field.path.rpartition("[].")
        rows = _at(values, table) or () if table else (values,)
        for index, row in enumerate(rows):
            if row.get(own) is not None:
                yield geometry_key(field, str(index)), row[own]
