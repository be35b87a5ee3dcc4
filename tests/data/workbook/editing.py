"""Change a written workbook as a person would, and find cells by the form's hidden marks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from data.domain.plan.reading import read_plan
from data.importers.plan_workbook.form import FIRST_ROW, ID_ROW
from data.importers.plan_workbook.reading import ReadWorkbook, read_workbook
from data.importers.plan_workbook.writing import write_workbook
from tests.data.plan.documents import GOOD_B

Change = Callable[[Workbook], object]


def written(document: dict[str, Any] = GOOD_B) -> bytes:
    """The workbook of a document, as bytes."""
    return _good() if document is GOOD_B else _bytes_of(document)


@cache
def _good() -> bytes:
    return _bytes_of(GOOD_B)


def _bytes_of(document: dict[str, Any]) -> bytes:
    target = BytesIO()
    write_workbook(read_plan(document), target)
    return target.getvalue()


def edited(change: Change, content: bytes | None = None) -> bytes:
    """The workbook after ``change``."""
    book = load_workbook(BytesIO(content or written()))
    change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def after(change: Change) -> ReadWorkbook:
    """What is read from the good workbook after ``change``."""
    return read_workbook(edited(change))


def entry(book: Workbook, path: str, row: int = 0) -> Any:
    """The cell of a single field, or of a table's column in its data row ``row`` (from 0)."""
    for sheet in book.worksheets:
        found = _in(sheet, path, row)
        if found is not None:
            return found
    raise KeyError(path)


def _in(sheet: Worksheet, path: str, row: int) -> Any:
    if sheet.cell(ID_ROW, 1).value is None:
        return None
    for column in range(2, sheet.max_column + 1):
        if sheet.cell(ID_ROW, column).value == path:
            return sheet.cell(FIRST_ROW + row, column)
    for number in range(FIRST_ROW, sheet.max_row + 1):
        if sheet.cell(number, 1).value == path:
            return sheet.cell(number, 4)
    return None


def set_to(path: str, value: Any, row: int = 0, number_format: str | None = None) -> Change:
    """A change that enters ``value``."""

    def change(book: Workbook) -> None:
        cell = entry(book, path, row)
        cell.value = value
        if number_format is not None:
            cell.number_format = number_format

    return change
