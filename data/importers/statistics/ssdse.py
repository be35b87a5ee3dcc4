"""Reads SSDSE-A (municipalities) and SSDSE-E (prefectures), as published or as one-header UTF-8 tables.

The published file carries item codes, years and names in three header rows; a table with the codes alone
needs the list of items (columns ``column, year, name_ja``) beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.statistics import NATION, SSDSE_A, SSDSE_E
from data.domain.wording import Text
from data.importers.files import read_cells, read_csv
from data.importers.log import IssueLog

HEADER_ROWS = 3
ITEM_COLUMNS = ("column", "year", "name_ja")
UNITS = (
    ("A1", "人"),
    ("A4101", "人"),
    ("A4200", "人"),
    ("A51", "人"),
    ("B1101", "ha"),
    ("B1103", "ha"),
    ("C1121", "百万円"),
    ("C1221", "百万円"),
    ("C122101", "千円"),
    ("C2108", "事業所"),
    ("C2208", "人"),
)
"""Units by the longest beginning of an item code; the files state none, other items are left without."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one of the two data sets names its areas."""

    mark: str
    definition: str
    code_column: str
    name_columns: int


LAYOUTS = {
    "ssdse-a": Layout("SSDSE-A", SSDSE_A, "muni_code", 2),
    "ssdse-e": Layout("SSDSE-E", SSDSE_E, "pref_code", 1),
}


def read(path: Path, kind: str, items: Path | None, log: IssueLog) -> pd.DataFrame:
    """Return one row a figure; raises ``InvalidInput`` for another kind of table or missing years."""
    layout = LAYOUTS[kind]
    cells = read_cells(path, log)
    first = cells[0][0]
    if first.startswith(layout.mark):
        head, body = _published_head(cells), cells[HEADER_ROWS:]
    elif first == layout.code_column:
        head, body = _listed_head(path, cells[0], items, layout), cells[1:]
    else:
        raise InvalidInput.of([_other_table(path, first, layout)])
    return _figures(head, body, layout, log)


def _published_head(cells: list[list[str]]) -> pd.DataFrame:
    codes, years, names = cells[:HEADER_ROWS]
    frame = pd.DataFrame({"position": range(len(codes)), "indicator": codes, "year": years, "title": names})
    return frame[frame["year"].str.fullmatch(r"\d{4}")]


def _listed_head(path: Path, codes: list[str], items: Path | None, layout: Layout) -> pd.DataFrame:
    if items is None:
        raise InvalidInput.of([_no_items(path)])
    listed = read_csv(items, IssueLog(), ITEM_COLUMNS).rename(
        columns={"column": "indicator", "name_ja": "title"}
    )
    found = pd.DataFrame({"position": range(len(codes)), "indicator": codes})[1 + layout.name_columns :]
    head = found.merge(listed[["indicator", "year", "title"]], on="indicator", how="left")
    without = head[~head["year"].fillna("").str.fullmatch(r"\d{4}") | head["title"].isna()]
    if len(without):
        raise InvalidInput.of([_unlisted(items, code) for code in without["indicator"]])
    return head


def _figures(head: pd.DataFrame, body: list[list[str]], layout: Layout, log: IssueLog) -> pd.DataFrame:
    width = int(head["position"].max()) + 1
    table = pd.DataFrame([line + [""] * (width - len(line)) for line in body])
    table = table.assign(row=range(1, len(table) + 1), written=table[0], area_code=table[0].map(area_code))
    places = ["row", "written", "area_code"]
    long = table.melt(id_vars=places, value_vars=list(head["position"]), value_name="raw")
    long = long.merge(head, left_on="variable", right_on="position")
    log.rows_in = len(long)
    bad = long["area_code"].isna()
    long = log.drop(long, bad, Severity.REFUSED, "area-code-unreadable", _AREA, field="written")
    units = {code: unit_of(code) for code in head["indicator"]}
    return long.assign(
        year=long["year"].astype(int),
        unit=long["indicator"].map(units),
        definition=layout.definition,
        jsic_code=None,
        jsic_revision=None,
    )


def area_code(stated: str) -> str | None:
    """Return the code kept for the nation (``00``), a prefecture (2 digits) or municipality (5), or none."""
    digits = stated.removeprefix("R").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (2, 5) or int(digits[:2]) > 47:
        return None
    whole = len(digits) == 2 or digits.endswith("000")
    code = digits[:2] if whole else digits
    return None if code.startswith(NATION) and not whole else code


def unit_of(item: str) -> str | None:
    """Return the unit of an SSDSE item, where it is known for certain."""
    fitting = [(begin, unit) for begin, unit in UNITS if item.startswith(begin)]
    return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None


def _no_items(path: Path) -> Problem:
    return Problem(
        "--items",
        path.name,
        Text(
            "この表には各項目の年と名称がありません。",
            "This table does not carry the years and names of its items.",
        ),
        Text(
            "項目の一覧（column, year, name_jaの列を持つCSV）を --items で指定するか、"
            "公表された元のCSVを取り込んでください。",
            "Give the list of items (a CSV with column, year, name_ja) as --items, "
            "or import the published file.",
        ),
    )


def _unlisted(items: Path, code: str) -> Problem:
    return Problem(
        "--items",
        code,
        Text(
            f"項目の一覧 {items.name} に「{code}」の年又は名称がありません。",
            f"The list {items.name} lacks the year or name of “{code}”.",
        ),
        Text("同じ版の項目の一覧を指定してください。", "Give the list of the same edition."),
    )


def _other_table(path: Path, first: str, layout: Layout) -> Problem:
    return Problem(
        path.name,
        first,
        Text(
            f"{layout.mark}の表ではありません（左上のセルは「{first}」）。",
            f"This is no {layout.mark} table (its first cell is “{first}”).",
        ),
        Text("--kind とファイルの組合せを確認してください。", "Check that --kind fits the file."),
    )


_AREA = Text(
    "地域コード「{value}」を読み取れないため取り込みません。",
    "The area code “{value}” cannot be read, so the figure is not taken in.",
)
