"""The offline review workbook: findings of a reviewer's cases as rows, with room for judgement and reason.

Each row carries hidden which finding it is about and a mark of what people had said of it at the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.importers.plan_workbook import look
from data.importers.plan_workbook.escaping import escaped, unescaped
from data.importers.plan_workbook.form import FIRST_ROW, HEAD_ROW, ID_ROW, NOTE_ROW, TITLE_ROW
from data.importers.workbook import Sheet, open_workbook

SHEET = "要審査事項"
MARK = "review:1"
"""Hidden in the corner: this form, in this version."""
_COLUMNS = (
    ("案件番号", 16), ("計画の名称", 30), ("項目の番号", 24), ("項目", 30), ("機械判定", 14),
    ("理由", 50), ("今の判断", 30), ("判断", 14), ("判断の理由", 60),
)  # fmt: skip
NUMBER, CRITERION, JUDGED, REASON = 3, 5, 10, 11
_NOTE = (
    "「判断」と「判断の理由」だけに記入してください。空欄の行は何も変えません。"
    "このブックは非公表の内容を含みます。持出しの定めに従って扱ってください。"
)
_TEXT_FORMAT = "@"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One finding as the workbook shows it."""

    finding: str
    """Id of the finding: of the assessment and criterion."""
    mark: str
    """Changes whenever people say something new of the finding."""
    shown: tuple[str, ...]
    """Number, title, criterion, its title, mechanical answer, reason, what was said last."""
    is_open: bool
    """Whether the finding waits for a person; others cannot be filled in."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """What was filled in at one row; both texts are blank where nothing was."""

    finding: str
    mark: str
    number: str
    criterion: str
    judged: str
    reason: str
    place: str


def write_review(rows: Sequence[ReviewRow], choices: Sequence[str]) -> bytes:
    """Return the workbook; no macros, no links, nothing that runs."""
    book = Workbook()
    look.set_base_font(book)
    page = book.worksheets[0]
    page.title = SHEET
    _write_head(page)
    for place, row in enumerate(rows, start=FIRST_ROW):
        _write_row(page, place, row)
    rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    rule.showErrorMessage, rule.errorTitle, rule.error = (
        True,
        "選択肢にない値です",
        "一覧から選んでください。",
    )
    letter = get_column_letter(JUDGED)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + max(len(rows), 1) - 1}")
    page.add_data_validation(rule)
    look.for_a4(page, landscape=True)
    with BytesIO() as out:
        book.save(out)
        return out.getvalue()


def read_review(source: Path | bytes) -> tuple[FilledRow, ...]:
    """Return the rows in which something was filled in.

    Raises ``InvalidInput`` for a file that cannot be opened, is not this form or lost its headings.
    """
    book = open_workbook(source)
    sheet = next((each for each in book.sheets if _text(each, ID_ROW, 1) == MARK), None)
    if sheet is None:
        raise InvalidInput.of([Problem("", None, _NOT_OURS, _DOWNLOAD)])
    head = next((row for row in range(1, sheet.last_row + 1) if _text(sheet, row, 1) == "head"), 0)
    _require_headings(sheet, head)
    rows = (_row(sheet, number) for number in range(head + 1, sheet.last_row + 1))
    return tuple(row for row in rows if row.judged or row.reason)


def _write_head(page: Worksheet) -> None:
    page.cell(ID_ROW, 1, MARK)
    page.cell(HEAD_ROW, 1, "head")
    look.as_title(page.cell(TITLE_ROW, NUMBER, "要審査事項の判断"))
    page.cell(NOTE_ROW, NUMBER, _NOTE)
    for column, (title, width) in enumerate(_COLUMNS, start=NUMBER):
        look.as_heading(page.cell(HEAD_ROW, column, title))
        page.column_dimensions[get_column_letter(column)].width = width
    page.row_dimensions[ID_ROW].hidden = True
    page.column_dimensions["A"].hidden = page.column_dimensions["B"].hidden = True


def _write_row(page: Worksheet, number: int, row: ReviewRow) -> None:
    page.cell(number, 1, row.finding)
    page.cell(number, 2, row.mark)
    for column, text in enumerate(row.shown, start=NUMBER):
        look.as_label(_put(page.cell(number, column), text))
    for column in (JUDGED, REASON):
        cell = page.cell(number, column)
        if row.is_open:
            look.as_plain_entry(cell)
            cell.number_format = _TEXT_FORMAT
        else:
            look.as_label(cell)


def _put(cell: Cell | MergedCell, text: str) -> Cell | MergedCell:
    cell.value = escaped(text)
    cell.data_type = "s"
    return cell


def _require_headings(sheet: Sheet, head: int) -> None:
    wanted: Mapping[int, str] = {column: title for column, (title, _) in enumerate(_COLUMNS, start=NUMBER)}
    problems = [
        Problem(
            f"{sheet.title}!{get_column_letter(column)}{head or HEAD_ROW}",
            _text(sheet, head, column) or None,
            Text(f"見出しが「{title}」ではありません。", f"The heading is not “{title}”."),
            _DOWNLOAD,
        )
        for column, title in wanted.items()
        if _text(sheet, head, column) != title
    ]
    if problems:
        raise InvalidInput.of(problems)


def _row(sheet: Sheet, number: int) -> FilledRow:
    return FilledRow(
        finding=_text(sheet, number, 1),
        mark=_text(sheet, number, 2),
        number=_text(sheet, number, NUMBER),
        criterion=_text(sheet, number, CRITERION),
        judged=_text(sheet, number, JUDGED),
        reason=_text(sheet, number, REASON),
        place=f"{sheet.title}!{get_column_letter(JUDGED)}{number}",
    )


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return unescaped(str(cell.value)).strip() if cell is not None and cell.value is not None else ""


_NOT_OURS = Text("審査用のブックではありません。", "This is no review workbook of this product.")
_DOWNLOAD = Text(
    "審査用のブックをもう一度ダウンロードし、判断と理由だけを記入してください。",
    "Download the review workbook again and fill in judgement and reason only.",
)
