"""Find the form's sheets, rows and columns in a workbook people have worked in, by their hidden marks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils.cell import get_column_letter

from data.domain.errors import InvalidInput, Problem
from data.domain.parsing import half_width
from data.domain.plan.kinds import PlanType
from data.domain.plan.shape import FieldShape
from data.domain.wording import Text
from data.importers.plan_workbook.form import (
    CHOICES_SHEET,
    FORM_VERSION,
    HEAD_MARK,
    META_SHEET,
    ORIGIN_RECORD,
    SHEET_MARK,
    Form,
    FormSheet,
    form_of,
    heading,
)
from data.importers.workbook import Cell, OpenedWorkbook, Sheet

INTRODUCTION_SHEET = "はじめに"
SLIP_SHEET = "補正事項一覧"
SLIP_MARK = "slip:"
"""Hidden in the corner of the cover sheet of a return slip."""
_DOWNLOAD = Text(
    "様式をもう一度ダウンロードし、値だけを貼り付けてください。",
    "Download the form again and paste the values into it.",
)


@dataclass(frozen=True, slots=True)
class Meta:
    """What the hidden sheet of the form says."""

    form: Form
    empty: tuple[str, ...]
    """Sections and lists (``kpis[]``) that were stated without content."""
    geometries: dict[str, Any]
    origin: dict[str, str]
    """What the workbook says it was taken from; empty for a blank form."""


@dataclass(frozen=True, slots=True)
class Located:
    """A sheet of the form as found: where its marks, headings and columns are now."""

    form_sheet: FormSheet
    sheet: Sheet
    head: int
    columns: Mapping[str, int]
    """Column by field path (``value`` on the sheet of single fields)."""
    rows: Mapping[str, int]
    """Row by what stands in the hidden column."""

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell there, ``None`` when it holds nothing."""
        return self.sheet.cells.get((row, column))

    def place(self, row: int, column: int) -> str:
        """Name a cell as people do: ``KPI!C5``."""
        return f"{self.sheet.title}!{get_column_letter(column)}{row}"

    def identifier(self, row: int) -> str:
        """What the hidden column says of a row, blank for a row people inserted."""
        found = self.cell(row, 1)
        return str(found.value) if found is not None else ""


@dataclass(slots=True)
class Findings:
    """Problems and warnings met on the way."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_meta(book: OpenedWorkbook) -> Meta:
    """Read the hidden sheet; ``InvalidInput`` for a file that is not this form in this version."""
    records = records_of(book)
    stated = {record[0]: record[1] for record in records if len(record) > 1}
    plan_type = stated.get("plan_type", "")
    if plan_type not in list(PlanType):
        raise _refused(
            Text(
                "計画の様式（このシステムから出力したブック）ではありません。",
                "Not a plan form of this product.",
            ),
            _DOWNLOAD,
        )
    if stated.get("form_version") != str(FORM_VERSION):
        raise _refused(
            Text(
                f"様式の版（{stated.get('form_version')}）が現在の版（{FORM_VERSION}）と違います。",
                f"The form has version {stated.get('form_version')}, the present one is {FORM_VERSION}.",
            ),
            _DOWNLOAD,
        )
    empty = tuple(record[1] for record in records if record[0] == "empty")
    origin = {record[1]: record[2] for record in records if record[0] == ORIGIN_RECORD and len(record) == 3}
    return Meta(form_of(PlanType(plan_type)), empty, _geometries(records), origin)


def records_of(book: OpenedWorkbook) -> list[list[str]]:
    """Return the records of the hidden sheet, nothing without one."""
    sheet = next((each for each in book.sheets if each.title == META_SHEET), None)
    return _records(sheet) if sheet is not None else []


def slip_sheet_of(book: OpenedWorkbook) -> Sheet | None:
    """Return the cover sheet of a return slip, by its mark or its name; ``None`` when there is none."""
    return next((each for each in book.sheets if _is_slip(each)), None)


def locate(book: OpenedWorkbook, form: Form, findings: Findings) -> Iterator[Located]:
    """Give every sheet of the form that is still there; tell of missing, doubled and foreign ones."""
    found: dict[str, Sheet] = {}
    for sheet in book.sheets:
        mark = _mark_of(sheet)
        if mark is not None and mark in found:
            findings.problems.append(_doubled(sheet, found[mark]))
        elif mark is not None:
            found[mark] = sheet
        elif (
            sheet.cells
            and not _is_slip(sheet)
            and sheet.title not in (META_SHEET, CHOICES_SHEET, INTRODUCTION_SHEET)
        ):
            findings.warnings.append(_foreign(sheet))
    for form_sheet in form.sheets:
        if form_sheet.mark in found:
            yield _located(form_sheet, found[form_sheet.mark])
        else:
            findings.problems.append(_missing(form_sheet))


def changed_heading(located: Located, row: int, column: int, wanted: FieldShape) -> Problem | None:
    """Say that a heading no longer reads as it should: a changed unit would change every value under it."""
    cell = located.cell(row, column)
    found = str(cell.value) if cell is not None else ""
    if half_width(found) == half_width(heading(wanted)):
        return None
    return Problem(
        located.place(row, column),
        found[:80],
        Text(
            f"見出しが「{heading(wanted)}」から「{found[:80]}」に変わっています。",
            f"The heading “{heading(wanted)}” was changed to “{found[:80]}”.",
        ),
        Text(
            f"見出しを「{heading(wanted)}」に戻し、値がその単位で書かれているか確認してください。",
            f"Restore “{heading(wanted)}” and check that the values are in that unit.",
        ),
    )


def lost_field(located: Located, wanted: FieldShape) -> Problem:
    """Say that the row or column of a field is gone."""
    return Problem(
        located.sheet.title,
        None,
        Text(f"「{heading(wanted)}」の欄が見つかりません。", f"The place for “{heading(wanted)}” is gone."),
        _DOWNLOAD,
    )


def _is_slip(sheet: Sheet) -> bool:
    corner = sheet.cells.get((1, 1))
    return sheet.title == SLIP_SHEET or (corner is not None and corner.value == SLIP_MARK)


def _records(sheet: Sheet) -> list[list[str]]:
    rows = sorted({row for row, _ in sheet.cells})
    return [
        [str(sheet.cells[row, column].value) for column in (1, 2, 3) if (row, column) in sheet.cells]
        for row in rows
    ]


def _geometries(records: list[list[str]]) -> dict[str, Any]:
    texts: dict[str, str] = {}
    for record in records:
        if record[0] == "geometry" and len(record) == 3:
            texts[record[1]] = texts.get(record[1], "") + record[2]
    try:
        return {key: json.loads(text) for key, text in texts.items()}
    except ValueError as error:
        raise _refused(
            Text("非表示シートの図形データが壊れています。", "The geometry in the hidden sheet is damaged."),
            _DOWNLOAD,
        ) from error


def _mark_of(sheet: Sheet) -> str | None:
    return next(
        (
            str(cell.value)
            for (_, column), cell in sheet.cells.items()
            if column == 1 and str(cell.value).startswith(SHEET_MARK)
        ),
        None,
    )


def _located(form_sheet: FormSheet, sheet: Sheet) -> Located:
    rows = {str(cell.value): row for (row, column), cell in sheet.cells.items() if column == 1}
    marks = rows[form_sheet.mark]
    columns = {
        str(cell.value): column for (row, column), cell in sheet.cells.items() if row == marks and column > 1
    }
    return Located(form_sheet, sheet, rows.get(HEAD_MARK, marks), columns, rows)


def _doubled(sheet: Sheet, first: Sheet) -> Problem:
    return Problem(
        sheet.title,
        None,
        Text(
            f"シート「{sheet.title}」はシート「{first.title}」の写しです。",
            f"The sheet “{sheet.title}” is a copy of “{first.title}”.",
        ),
        Text("提出する内容のシートだけを残してください。", "Keep only the sheet that is to be read."),
    )


def _foreign(sheet: Sheet) -> Problem:
    return Problem(
        sheet.title,
        None,
        Text(
            f"様式にないシート「{sheet.title}」は読み取りませんでした。",
            f"The sheet “{sheet.title}” is not part of the form and was not read.",
        ),
        Text(
            "様式のシートに転記してください。不要であればそのままで構いません。",
            "Move what counts to the form's sheets.",
        ),
    )


def _missing(form_sheet: FormSheet) -> Problem:
    return Problem(
        form_sheet.title,
        None,
        Text(
            f"シート「{form_sheet.title}」が見つかりません（削除されたか、非表示の識別情報が失われています）。",
            f"The sheet “{form_sheet.title}” is missing (deleted, or its hidden marks were lost).",
        ),
        Text(
            "様式をもう一度ダウンロードし、シートを残したまま記入してください。記載がなければ空のままにします。",
            "Download the form again and keep every sheet; leave it blank if there is nothing to state.",
        ),
    )


def _refused(message: Text, remedy: Text) -> InvalidInput:
    return InvalidInput.of([Problem("", None, message, remedy)])
