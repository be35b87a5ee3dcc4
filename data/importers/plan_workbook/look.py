"""How the form looks on screen and on A4: fonts, colours, widths, print set-up."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data.domain.plan.shape import FieldShape, ValueKind
from data.importers.plan_workbook.form import FIRST_ROW, HEAD_ROW

FONT_NAME = "游ゴシック"
_LINE = Side(style="thin", color="999999")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="D9E6FF")
_GROUP = PatternFill("solid", fgColor="F2F2F2")
_ENTRY = PatternFill("solid", fgColor="FFFBE6")
_MARKED = PatternFill("solid", fgColor="FFD6D6")
_LONG_TEXT = 200

_WIDTHS = {
    ValueKind.MUNICIPALITY: 18,
    ValueKind.CORPORATE_NUMBER: 18,
    ValueKind.CHOICE: 22,
    ValueKind.FLAG: 14,
    ValueKind.WHOLE: 20,
    ValueKind.YEAR: 14,
    ValueKind.NUMBER: 16,
    ValueKind.DAY: 16,
}
_FORMATS = {
    ValueKind.WHOLE: "#,##0",
    ValueKind.YEAR: "0",
    ValueKind.NUMBER: "General",
    ValueKind.DAY: 'yyyy"年"m"月"d"日"',
}


def set_base_font(book: Workbook) -> None:
    """Give every cell of the workbook a Japanese font."""
    book._named_styles["Normal"].font = Font(name=FONT_NAME, size=11)  # type: ignore[attr-defined]


def width_of(field: FieldShape) -> int:
    """Return the width of a column for ``field`` in characters."""
    if field.kind is ValueKind.TEXT:
        return 60 if (field.longest or 0) > _LONG_TEXT else 30
    return max(_WIDTHS[field.kind], len(field.meaning.title.ja) * 2 + 4)


def number_format_of(field: FieldShape) -> str:
    """Return the Excel format of ``field``; text for codes and texts, so that leading zeros stay."""
    return _FORMATS.get(field.kind, "@")


def as_title(cell: Cell | MergedCell) -> None:
    """Make a cell the title of its sheet."""
    cell.font = Font(name=FONT_NAME, size=14, bold=True)


def as_heading(cell: Cell | MergedCell) -> None:
    """Make a cell a column heading."""
    cell.font, cell.fill, cell.border = Font(name=FONT_NAME, bold=True), _HEAD, _BOX
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def as_group(cell: Cell | MergedCell) -> None:
    """Make a cell the name of a group of rows."""
    cell.font, cell.fill = Font(name=FONT_NAME, bold=True), _GROUP


def as_label(cell: Cell | MergedCell) -> None:
    """Make a cell explain the entry beside it."""
    cell.border, cell.alignment = _BOX, Alignment(wrap_text=True, vertical="top")


def as_entry(cell: Cell | MergedCell, field: FieldShape) -> None:
    """Make a cell one to fill in."""
    cell.fill, cell.border, cell.number_format = _ENTRY, _BOX, number_format_of(field)
    cell.alignment = Alignment(wrap_text=field.kind is ValueKind.TEXT, vertical="top")


def as_plain_entry(cell: Cell | MergedCell) -> None:
    """Make a cell of any kind look like one to fill in; its number format stays."""
    cell.fill, cell.border = _ENTRY, _BOX
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def as_marked(cell: Cell | MergedCell) -> None:
    """Make a cell one that is to be corrected."""
    cell.fill = _MARKED


def for_a4(sheet: Worksheet, *, landscape: bool) -> None:
    """Print on A4, as wide as the paper, with headings and page numbers; keep headings in sight."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&A　&P / &N"))
    sheet.freeze_panes = f"C{FIRST_ROW}"
