"""Reads the resident register's population: the ministry's table with six heading rows, or a plain one.

Subtotals of counties (郡) and of Tokyo's islands are left out, so that nothing is counted twice.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import takewhile
from pathlib import Path

import pandas as pd

from data.domain.codes import code_problem
from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.jp_dates import parse_date
from data.domain.parsing import Read
from data.domain.statistics import NATION, RESIDENT_REGISTER, RESIDENTS
from data.domain.wording import Text
from data.importers.editions import AsOf
from data.importers.files import read_cells, require_columns
from data.importers.log import IssueLog

PLAIN = ("lg_code6", "pref_name", "muni_name", "population")
OFFICIAL = ("団体コード", "都道府県名", "市区町村名", "人")
_HEADING_DATE = re.compile(r"^(?:令和|平成)(?:元|\d{1,2})年\d{1,2}月\d{1,2}日")
_NAME_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SUBTOTAL = re.compile(r"(?:郡|島しょ)$")


def date_of(path: Path, given: date | None) -> AsOf:
    """Return the day counted: as given, from the heading, or 1 January of the year in the file's name.

    Raises ``InvalidInput`` when none of them tells it: a population without a year cannot be used.
    """
    if given is not None:
        return AsOf(given, "given")
    heading = _HEADING_DATE.match(read_cells(path, IssueLog())[0][0])
    found = parse_date(heading[0]) if heading else None
    if isinstance(found, Read) and isinstance(found.value, date):
        return AsOf(found.value, "content")
    year = _NAME_YEAR.search(path.stem)
    if year:
        return AsOf(date(int(year[1]), 1, 1), "file_name")
    raise InvalidInput.of([_undated(path)])


def read(path: Path, counted: date, log: IssueLog) -> pd.DataFrame:
    """Return one row an area: nation, prefectures, municipalities and wards, in persons."""
    names, body = _body(path, read_cells(path, log))
    table = pd.DataFrame([line + [""] * (len(names) - len(line)) for line in body])
    columns = {key: table[names.index(key)] for key in names}
    code, municipality, raw = (columns[_either(names, n)] for n in (0, 2, 3))
    frame = pd.DataFrame({"row": range(1, len(table) + 1), "written": code, "name": municipality, "raw": raw})
    log.rows_in = len(frame)
    frame = log.drop(frame, _is_note(frame), Severity.SKIPPED, "note-row", _NOTE, field="written")
    subtotal = frame["name"].str.contains(_SUBTOTAL)
    frame = log.drop(frame, subtotal, Severity.SKIPPED, "subtotal", _SUBTOTAL_ROW, field="name")
    areas = [
        _area(*pair) for pair in zip(frame["written"], columns[_either(names, 1)][frame.index], strict=True)
    ]
    frame = frame.assign(area_code=pd.Series(areas, index=frame.index, dtype="object"))
    bad = frame["area_code"].isna()
    frame = log.drop(frame, bad, Severity.REFUSED, "area-code-unreadable", _CODE, field="written")
    return frame.assign(
        indicator=RESIDENTS,
        title="住民基本台帳人口",
        definition=RESIDENT_REGISTER,
        year=counted.year,
        unit="人",
        jsic_code=None,
        jsic_revision=None,
    )


def _body(path: Path, cells: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    heading = list(takewhile(lambda line: line[0] != OFFICIAL[0], cells))
    if len(heading) < len(cells):
        names = cells[len(heading)]
        require_columns(path, names, OFFICIAL)
        return names, cells[len(heading) + 1 :]
    require_columns(path, cells[0], PLAIN)
    return cells[0], cells[1:]


def _either(names: list[str], position: int) -> str:
    return PLAIN[position] if PLAIN[position] in names else OFFICIAL[position]


def _is_note(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["raw"] == "") & (frame["name"] == "")


def _area(code: str, prefecture: str) -> str | None:
    if prefecture == "合計":
        return NATION
    if code_problem(code) is not None:
        return None
    return code[:2] if code[2:5] == "000" else code[:5]


def _undated(path: Path) -> Problem:
    return Problem(
        "--as-of",
        path.name,
        Text(
            "いつの人口かが表からもファイル名からも分かりません。",
            "Neither table nor file name tells the date.",
        ),
        Text(
            "--as-of で基準日を指定してください（例：--as-of 2022-01-01）。",
            "Give it as --as-of, for example --as-of 2022-01-01.",
        ),
    )


_NOTE = Text("注記の行（{value}）を読み飛ばしました。", "A row with a note ({value}) was skipped.")
_SUBTOTAL_ROW = Text(
    "{value}の小計は市区町村と重なるため読み飛ばしました。",
    "The subtotal of {value} was skipped, as its municipalities are there.",
)
_CODE = Text(
    "団体コード「{value}」は6桁のコードとして正しくないため取り込みません。",
    "“{value}” is no correct six-digit code, so the row is not taken in.",
)
