"""Open an .xlsx file from outside safely as plain cells; what they mean is for the reader of the form."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 60_000_000
MAX_CELLS = 200_000
MAX_ROWS = 20_000
"""Rows of one sheet; a plan's longest table has 2,000."""

Scalar = str | int | float | bool | datetime | date | time | timedelta | None

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    ParseError,
    zipfile.BadZipFile,
)

_SAVE_AS_XLSX = Text(
    "Excelで開き、「Excelブック（.xlsx）」として保存し直してください。",
    "Open it in Excel and save it as .xlsx.",
)
_LINKS = Text(
    "他のファイルへのリンクを含むブックは受け付けていません。", "Workbooks with links are not accepted."
)
_BREAK_LINKS = Text(
    "リンクを解除して値だけを残し、保存してください。", "Break the links (Data, Edit Links) and save."
)
_DAMAGED = Text("ブックが壊れていて開けません。", "The workbook is damaged and cannot be opened.")
_FRESH_FORM = Text(
    "様式をもう一度ダウンロードし、値だけを貼り付けて提出してください。",
    "Download the form again and paste the values into it.",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something."""

    address: str
    value: Scalar
    """As stored; of a formula the result that was saved with it, ``None`` when there is none."""
    number_format: str = "General"
    formula: bool = False
    literal: bool = False
    """Entered with a leading apostrophe: text that stands for itself."""
    error: bool = False
    """An Excel error value such as ``#N/A``."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet; merged cells carry the value of their upper left cell down its column."""

    title: str
    cells: Mapping[tuple[int, int], Cell]
    """By row and column, both from 1; blank cells are absent."""
    merged_across: tuple[tuple[int, int, int], ...]
    """Row, first and last column of the upper edge of each area merged over several columns."""

    @property
    def last_row(self) -> int:
        """Number of the last row that holds something, 0 for a blank sheet."""
        return max((row for row, _ in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """All worksheets of a file, in order."""

    sheets: tuple[Sheet, ...]
    epoch_1904: bool
    """Whether serial days count from 1904 (old Excel for Mac)."""


def open_workbook(source: Path | bytes) -> OpenedWorkbook:
    """Open an .xlsx file, given by path or as bytes.

    Raises ``InvalidInput`` for what is no plain workbook (old .xls, password, macros, CSV under another name,
    broken archive) and for what unpacks beyond the limits of this module.
    """
    content = _bytes_of(source)
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return _opened(content)
    except _BROKEN as error:
        raise _refused(_DAMAGED, _FRESH_FORM) from error


def _bytes_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        try:
            with source.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise _refused(
                Text("ファイルを開けません。", "The file cannot be opened."),
                Text(
                    "ファイルの場所と読取り権限を確認してください。",
                    "Check the path and the permission to read it.",
                ),
            ) from error
    if len(content) > MAX_FILE_BYTES:
        raise _too_large()
    return content


def _check_archive(content: bytes) -> None:
    if content.startswith(_OLE2) and _ENCRYPTED in content:
        raise _refused(
            Text("ブックにパスワードが設定されています。", "The workbook is protected by a password."),
            Text("パスワードを解除して保存し直してください。", "Remove the password and save it again."),
        )
    if content.startswith(_OLE2):
        raise _refused(
            Text(
                "旧形式（.xls）のブックは読み取れません。", "Workbooks of the old .xls format are not read."
            ),
            _SAVE_AS_XLSX,
        )
    if not zipfile.is_zipfile(BytesIO(content)):
        raise _refused(
            Text(
                "Excelブック（.xlsx）ではありません。CSVなど別の形式の名前だけを変えたものと思われます。",
                "Not an Excel workbook; perhaps a CSV or another file under a changed name.",
            ),
            _SAVE_AS_XLSX,
        )
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _refused(_DAMAGED, _FRESH_FORM) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused(
            Text("マクロを含むブックは受け付けていません。", "Workbooks with macros are not accepted."),
            _SAVE_AS_XLSX,
        )
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise _refused(_LINKS, _BREAK_LINKS)
    if "xl/workbook.xml" not in names:
        raise _refused(
            Text("Excelブック（.xlsx）の中身がありません。", "The archive holds no Excel workbook."),
            _SAVE_AS_XLSX,
        )
    room, cells = MAX_UNPACKED_BYTES, 0
    for name in names:
        with archive.open(name) as packed:
            part = packed.read(room + 1)
        room -= len(part)
        if room < 0:
            raise _too_large()
        if name.endswith((".xml", ".rels")):
            cells += _cells_in(name, part)
    if cells > MAX_CELLS:
        raise _too_large()


def _cells_in(name: str, part: bytes) -> int:
    """Count cells with merged ones, and refuse what would make the XML reader or a merged area explode."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part:
        raise _refused(
            Text(
                "ブックの内部に許可されない定義があります。",
                "The workbook contains definitions that are not accepted.",
            ),
            _FRESH_FORM,
        )
    if not name.startswith("xl/worksheets/"):
        return 0
    rows = len(_ROW.findall(part))
    if rows > MAX_ROWS:
        raise _refused(
            Text(
                f"行数が多すぎるシートがあります（{rows:,}行。上限は{MAX_ROWS:,}行）。",
                f"A sheet has too many rows ({rows:,}; the limit is {MAX_ROWS:,}).",
            ),
            Text(
                "不要な行（書式だけの空行も含む）を削除してください。",
                "Delete rows that are not needed, blank ones too.",
            ),
        )
    return len(_CELL.findall(part)) + sum(_area(ref.decode()) for ref in _MERGE.findall(part))


def _area(reference: str) -> int:
    left, top, right, bottom = (edge or 0 for edge in range_boundaries(reference))
    return (right - left + 1) * (bottom - top + 1)


def _opened(content: bytes) -> OpenedWorkbook:
    book = load_workbook(BytesIO(content), data_only=False)
    try:
        results = _results(content, book)
        sheets = tuple(_sheet(sheet, results.get(sheet.title)) for sheet in book.worksheets)
        return OpenedWorkbook(sheets, book.epoch == CALENDAR_MAC_1904)
    finally:
        book.close()


def _results(content: bytes, book: Workbook) -> dict[str, Worksheet]:
    """Open the file a second time for the saved results of formulas, only when it has any."""
    if not any(
        cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ):
        return {}
    return {sheet.title: sheet for sheet in load_workbook(BytesIO(content), data_only=True).worksheets}


def _sheet(sheet: Worksheet, results: Worksheet | None) -> Sheet:
    cells = {
        (cell.row, cell.column): _cell(cell, results)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, XlsxCell) and cell.value is not None
    }
    across = []
    for area in sheet.merged_cells.ranges:
        if area.max_col > area.min_col:
            across.append((area.min_row, area.min_col, area.max_col))
        origin = cells.get((area.min_row, area.min_col))
        for row in range(area.min_row + 1, area.max_row + 1):
            if origin is not None:
                cells[row, area.min_col] = _moved(origin, row, area.min_col)
    return Sheet(sheet.title, cells, tuple(across))


def _moved(origin: Cell, row: int, column: int) -> Cell:
    address = f"{get_column_letter(column)}{row}"
    return Cell(address, origin.value, origin.number_format, origin.formula, origin.literal, origin.error)


def _cell(cell: XlsxCell, results: Worksheet | None) -> Cell:
    formula = cell.data_type == "f"
    source = results[cell.coordinate] if formula and results is not None else cell
    return Cell(
        address=cell.coordinate,
        value=source.value,  # type: ignore[arg-type] # a result is never a formula object
        number_format=str(cell.number_format),
        formula=formula,
        literal=bool(cell.quotePrefix),
        error=source.data_type == "e",
    )


def _too_large() -> InvalidInput:
    return _refused(
        Text("ブックが大きすぎます。", "The workbook is too large."),
        Text(
            "様式にないシート、画像、不要な行や書式を削除してください。",
            "Remove other sheets, pictures, rows and formats that are not needed.",
        ),
    )


def _refused(message: Text, remedy: Text) -> InvalidInput:
    return InvalidInput.of([Problem("", None, message, remedy)])
