"""Lays a report out as a workbook: one sheet a table, texts as texts, ready to print on A4."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.reports.report import Report, Table
from data.domain.exported import harmless

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "游ゴシック"
LONGEST_CELL = 32_767
"""Characters Excel holds in a cell."""
LONGEST_SHEET_NAME = 31
_UNNAMEABLE = str.maketrans(dict.fromkeys("[]:*?/\\'", "・"))
_LINE = Side(style="thin", color="999999")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="E8EDF5")
_TOP = Alignment(wrap_text=True, vertical="top")
_A4 = 9


def workbook_of(report: Report) -> bytes:
    """Return the report as ``.xlsx``; no cell is a formula whatever text it holds."""
    book = Workbook()
    book.properties.title = report.title
    book.properties.creator = "Shuseki"
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - a new workbook has one sheet
    _identity(first, report)
    taken = {first.title}
    for table in report.tables:
        sheet = book.create_sheet(_sheet_name(table.title, taken))
        _rows(sheet, table)
        _for_a4(sheet, landscape=report.landscape)
    with BytesIO() as out:
        book.save(out)
        return out.getvalue()


def _identity(sheet: Worksheet, report: Report) -> None:
    sheet.title = _sheet_name(report.title, set())
    sheet.append([_text(report.title)])
    sheet.append([_text(report.subtitle)])
    sheet["A1"].font = Font(name=FONT, size=16, bold=True)
    sheet["A2"].font = Font(name=FONT, size=12)
    for row, line in enumerate(report.lines, 4):
        label, value = sheet.cell(row, 1, _text(line.label)), sheet.cell(row, 2, _text(line.value))
        label.font = value.font = Font(name=FONT)
        label.border = value.border = _BOX
        label.fill, value.alignment = _HEAD, _TOP
        if line.address:
            value.hyperlink = line.address
    for row, note in enumerate(report.notes, 5 + len(report.lines)):
        sheet.cell(row, 1, _text(note)).font = Font(name=FONT, size=9)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 90
    _for_a4(sheet, landscape=report.landscape)


def _rows(sheet: Worksheet, table: Table) -> None:
    sheet.append([_text(column.title) for column in table.columns])
    for row in table.rows:
        sheet.append([_text(cell) for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font, cell.border, cell.alignment = Font(name=FONT, size=10), _BOX, _TOP
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width * 2
        sheet.cell(1, number).fill = _HEAD
        sheet.cell(1, number).font = Font(name=FONT, size=10, bold=True)
    sheet.freeze_panes, sheet.print_title_rows = "B2", "1:1"


def _for_a4(sheet: Worksheet, *, landscape: bool) -> None:
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _text(value: str) -> str:
    return str(harmless(value))[:LONGEST_CELL]


def _sheet_name(title: str, taken: set[str]) -> str:
    stem = title.translate(_UNNAMEABLE)[: LONGEST_SHEET_NAME - 3]
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    taken.add(name)
    return name
