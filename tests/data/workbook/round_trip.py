"""Writes what becomes of a cell on its way to page and back: ``python -m tests.data.workbook.round_trip``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from api.web.filters import value_shown
from data.domain.errors import InvalidInput, Problem
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import read_plan
from data.domain.plan.shape import shapes
from data.importers.plan_workbook.reading import read_workbook
from data.importers.plan_workbook.writing import write_workbook
from tests.architecture.files import ROOT
from tests.data.workbook.editing import Change, edited, entry, set_to

DOCUMENT = ROOT / "docs" / "excel-round-trip.md"
DAY, YEAR, YEN, TEXT, UNIT = "period.start", "targets.year", "investment.total_yen", "title", "kpis[].unit"
UNUSUAL = "髙﨑𠮷①㈱～－"
COLUMNS = (
    "セルの値 / typed",
    "項目 / field",
    "読み取った値 / read",
    "画面 / page",
    "書き戻した値 / written back",
    "再読取り / read again",
)
_HEAD = f"""# Excelの往復 / There and back by Excel

様式のセルに書いた値を読み取り、画面に表示し、ブックに書き戻し、もう一度読み取った結果です。「読み取らない」とした値は何も保存せず、
セル番地と直し方を示します。`python -m tests.data.workbook.round_trip` が書き出した文書で、直接編集しません。
A value typed into a cell, as read, as shown, as written back and as read again. Written by the command above.

| {" | ".join(COLUMNS)} |
|{" --- |" * len(COLUMNS)}
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody does to one field: how it is told, where the value stands, and the change itself."""

    told: str
    path: str
    change: Change
    row: int = 0


def _cell(path: str, value: Any, told: str | None = None, number_format: str | None = None) -> Typed:
    return Typed(told or str(value), path, set_to(path, value, number_format=number_format))


def _second_row(finish: Callable[[Workbook], object]) -> Change:
    def change(book: Workbook) -> None:
        entry(book, "kpis[].indicator", 1).value = "雇用者数"
        finish(book)

    return change


def _merge(book: Workbook) -> None:
    top, below = entry(book, UNIT, 0), entry(book, UNIT, 1)
    top.parent.merge_cells(f"{top.coordinate}:{below.coordinate}")


CASES = (
    *(_cell(DAY, value) for value in ("令和8年2月13日", "R8.2.13", "Ｒ８．２．１３", "2026/2/13", "H31.5.1")),
    _cell(DAY, 46066, "46066（シリアル値、表示形式は標準）", "General"),
    _cell(DAY, datetime(2026, 2, 13), "2026/2/13（Excelの日付）"),
    *(_cell(YEAR, value) for value in ("令和元年", "令和10年度", 2030)),
    *(_cell(YEN, value) for value in ("１２３，４５６千円", "▲12百万円", "1.2億円", 0, "約3億円")),
    _cell(YEN, None, "（空欄）"),
    _cell(YEN, "－"),
    _cell("kpis[].baseline", "▲1.5"),
    Typed("〃（2行目）", UNIT, _second_row(set_to(UNIT, "〃", 1)), 1),
    Typed("1・2行目を結合", UNIT, _second_row(_merge), 1),
    _cell(TEXT, UNUSUAL),
    _cell(TEXT, "０１２３"),
)


def document() -> str:
    """Return the table as Markdown."""
    return _HEAD + "".join(_line(case) for case in CASES)


def _line(case: Typed) -> str:
    known = shapes(DOCUMENTS[PlanType.B])[case.path]
    title = known.meaning.title.ja
    read = read_workbook(edited(case.change))
    problem = next(iter(read.problems), None)
    try:
        plan = read_plan(read.document)
    except InvalidInput as error:
        problem = problem or error.problems[0]
    if problem is not None:
        return f"| {case.told} | {title} | 読み取らない | {_why(problem)} | – | – |\n"
    value = _at(read.document, case)
    target = BytesIO()
    write_workbook(plan, target)
    back = entry(load_workbook(target), case.path, case.row).value
    again = _at(read_workbook(target.getvalue()).document, case)
    page = "（記載なし）" if value is None else value_shown(value, known.meaning.unit, "ja")
    return f"| {case.told} | {title} | {_told(value)} | {page} | {_told(back)} | {_told(again)} |\n"


def _at(stated: Any, case: Typed) -> Any:
    found: Any = stated
    for part in case.path.split("."):
        found = dict(found or {}).get(part.removesuffix("[]"))
        found = found[case.row] if part.endswith("[]") else found
    return found


def _why(problem: Problem) -> str:
    return f"{problem.message.ja}{problem.remedy.ja}".replace("|", "／")


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}（日付）"
    return (
        "（空欄）"
        if value is None
        else f"{value:,}"
        if isinstance(value, int) and value > 9999
        else str(value)
    )


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
