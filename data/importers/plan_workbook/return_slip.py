"""The return slip: a plan's workbook with what is to be corrected marked in it and listed on a cover sheet.

The answers are paired with their items by hidden marks on the cover sheet, without these by number; never by
the notes at the cells or by the place of a row, which people strip and move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.utils.cell import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from data.domain.jp_dates import format_date
from data.importers.plan_workbook import look
from data.importers.plan_workbook.escaping import escaped, unescaped
from data.importers.plan_workbook.form import FIRST_ROW, HEAD_ROW, ID_ROW, META_SHEET, NOTE_ROW, TITLE_ROW
from data.importers.plan_workbook.reading import read_workbook
from data.importers.plan_workbook.sheets import SLIP_MARK, SLIP_SHEET, records_of, slip_sheet_of
from data.importers.workbook import open_workbook

RECORD = "correction"
"""Record of the hidden sheet: number and id of an item."""
NOTE_START = "【補正事項"
ANSWER_COLUMN = 7
_COLUMNS = (("番号", 8), ("項目", 34), ("場所", 20), ("指摘の内容", 60), ("期限", 18), ("回答", 60))
_NOTE = "「回答」の欄に記入し、色の付いたセルを直して、このブックのまま取り込んでください。"


@dataclass(frozen=True, slots=True)
class SlipItem:
    """One item to be corrected, as the slip shows it."""

    id: str
    pointer: str
    """JSON pointer in the document that the workbook states."""
    label: str
    remark: str
    due_on: date
    answer: str | None


@dataclass(frozen=True, slots=True)
class SlipAnswer:
    """What the cover sheet says of one item; ``answer`` is blank where nothing was filled in."""

    id: str
    answer: str
    place: str
    """Sheet and cell of the answer."""


def write_slip(content: bytes, items: Sequence[SlipItem]) -> bytes:
    """Return the workbook with a cover sheet and marked cells; an earlier slip's marks are taken off first.

    ``content`` is a workbook of our form that can be read without problems.
    """
    cells = read_workbook(content).cells
    book = load_workbook(BytesIO(content))
    _take_off(book)
    cover = book.create_sheet(SLIP_SHEET, 0)
    _write_head(cover)
    for number, item in enumerate(items, start=1):
        place = _place(cells, item.pointer)
        _write_item(cover, number, item, place)
        book[META_SHEET].append([RECORD, str(number), item.id])
        if place is not None:
            _mark(book, place, number, item)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is cover
    with BytesIO() as out:
        book.save(out)
        return out.getvalue()


def read_slip(content: bytes) -> tuple[SlipAnswer, ...]:
    """Return what the cover sheet says of each item it still lists; nothing for a workbook without one.

    Raises ``InvalidInput`` for a file that cannot be opened.
    """
    book = open_workbook(content)
    cover = slip_sheet_of(book)
    if cover is None:
        return ()
    known = {record[1]: record[2] for record in records_of(book) if record[0] == RECORD and len(record) == 3}
    found = []
    for row in range(1, cover.last_row + 1):
        hidden, number = cover.cells.get((row, 1)), cover.cells.get((row, 2))
        stated = str(hidden.value) if hidden is not None else ""
        item = stated if stated in known.values() else known.get(str(number.value) if number else "", "")
        answer = cover.cells.get((row, ANSWER_COLUMN))
        if item:
            said = unescaped(str(answer.value)).strip() if answer is not None else ""
            found.append(SlipAnswer(item, said, f"{cover.title}!G{row}"))
    return tuple(found)


def _take_off(book: Workbook) -> None:
    if SLIP_SHEET in book.sheetnames:
        del book[SLIP_SHEET]
    meta = book[META_SHEET]
    for row in range(meta.max_row, 0, -1):
        if meta.cell(row, 1).value == RECORD:
            meta.delete_rows(row)
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.comment is not None and cell.comment.text.startswith(NOTE_START):
                    cell.comment = None
                    look.as_plain_entry(cell)


def _write_head(cover: Worksheet) -> None:
    cover.cell(ID_ROW, 1, SLIP_MARK)
    look.as_title(cover.cell(TITLE_ROW, 2, SLIP_SHEET))
    cover.cell(NOTE_ROW, 2, _NOTE)
    for column, (title, width) in enumerate(_COLUMNS, start=2):
        look.as_heading(cover.cell(HEAD_ROW, column, title))
        cover.column_dimensions[get_column_letter(column)].width = width
    cover.row_dimensions[ID_ROW].hidden = True
    cover.column_dimensions["A"].hidden = True
    look.for_a4(cover, landscape=True)


def _write_item(cover: Worksheet, number: int, item: SlipItem, place: str | None) -> None:
    row = FIRST_ROW + number - 1
    cover.cell(row, 1, item.id)
    due = f"{format_date(item.due_on)}（{item.due_on.isoformat()}）"
    texts = (str(number), item.label, place or "—", item.remark, due)
    for column, text in enumerate(texts, start=2):
        cell = cover.cell(row, column, escaped(text))
        cell.data_type = "s"
        look.as_label(cell)
    if place is not None:
        sheet, _, cell_name = place.rpartition("!")
        cover.cell(row, 4).hyperlink = f"#{quote_sheetname(sheet)}!{cell_name}"
    answer = cover.cell(row, ANSWER_COLUMN, escaped(item.answer or "") or None)
    if item.answer:
        answer.data_type = "s"
    look.as_plain_entry(answer)


def _mark(book: Workbook, place: str, number: int, item: SlipItem) -> None:
    sheet, _, name = place.rpartition("!")
    cell = book[sheet][name]
    if isinstance(cell, MergedCell):
        return
    told = f"{NOTE_START}{number}】{item.remark}（期限 {item.due_on.isoformat()}）"
    if cell.comment is not None and cell.comment.text.startswith(NOTE_START):
        told = f"{cell.comment.text}\n{told}"
    cell.comment = Comment(told, "Shuseki", width=360, height=120)
    look.as_marked(cell)


def _place(cells: Mapping[str, str], where: str) -> str | None:
    """Return the cell of the field, of its row or of its table; a field of another version may be gone."""
    return next((cells[each] for each in _upwards(where) if each in cells), None)


def _upwards(where: str) -> Iterator[str]:
    while where:
        yield where
        where = where.rpartition("/")[0]
