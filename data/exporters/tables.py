"""Writes tables as CSV that Excel opens: UTF-8 with a byte order mark, or CP932 with a report of its gaps."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from data.domain.exported import Credit, Drawing, Exported, free_names, harmless

WGS84 = 4326
DEGREE_DIGITS = 6
"""About ten centimetres."""
CREDIT = ("source", "attribution", "licence", "as_of")
GETA = "〓"
"""Stands for a character that CP932 does not have, as printers have always done."""
NEAREST = {
    "〜": "～",
    "−": "－",
    "—": "―",
    "‖": "∥",
    "¢": "￠",
    "£": "￡",
    "¬": "￢",
    "©": "(C)",
    "®": "(R)",
    "\u00a0": " ",
    "–": "―",
}
"""Signs that CP932 has under another code point, or that a reader takes for the same."""
REPORT_HEADING = (
    "行 / row",
    "列 / column",
    "文字 / character",
    "符号位置 / code point",
    "代わりの文字 / written",
)


def write(table: Exported, path: Path) -> None:
    """Write ``path`` with a heading, one row a feature, and a point on its shape as ``lon`` and ``lat``.

    Every row carries source, attribution, licence and date, so that a part cut out of the file still does.
    Texts that a spreadsheet would take for formulas get an apostrophe in front.
    """
    names = [column.name for column in table.columns]
    added = [name for name in CREDIT if name not in names]
    credit = _credit_values(table.credits)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([harmless(name) for name in free_names([*names, "lon", "lat", *added])])
        for row in _rows(table):
            writer.writerow([_cell(value) for value in [*row, *(credit[name] for name in added)]])


def write_cp932(source: Path, target: Path, report: Path) -> int:
    """Write the CSV ``source`` (UTF-8) anew in CP932 and tell in ``report`` what could not be written.

    The report (UTF-8 with a byte order mark) names row (1 is the heading), column, character, code point and
    what stands there instead. Returns how many characters were replaced.
    """
    replaced = 0
    with (
        source.open(encoding="utf-8-sig", newline="") as given,
        target.open("w", encoding="cp932", newline="") as out,
        report.open("w", encoding="utf-8-sig", newline="") as told,
    ):
        writer, teller = csv.writer(out, lineterminator="\r\n"), csv.writer(told, lineterminator="\r\n")
        teller.writerow(REPORT_HEADING)
        heading: list[str] = []
        for number, row in enumerate(csv.reader(given), start=1):
            heading = heading or row
            lacking = [
                (number, name, sign, f"U+{ord(sign):04X}", _instead(sign))
                for name, cell in zip(heading, row, strict=True)
                for sign in _lacking(cell)
            ]
            teller.writerows(lacking)
            replaced += len(lacking)
            writer.writerow([_writable(cell) for cell in row] if lacking else row)
    return replaced


def _rows(table: Exported) -> Iterator[list[Any]]:
    for block in table.rows(Drawing.POINT, WGS84):
        for values, place in zip(block.values, block.shapes, strict=True):
            yield [
                *values,
                *([round(degrees, DEGREE_DIGITS) for degrees in place] if place else (None, None)),
            ]


def _credit_values(credit: Sequence[Credit]) -> dict[str, str]:
    """Join the credits of a table whose rows do not carry their own."""
    return {
        name: "、".join(dict.fromkeys(str(getattr(each, name)) for each in credit if getattr(each, name)))
        for name in CREDIT
    }


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(value)


def _lacking(cell: str) -> list[str]:
    if cell.encode("cp932", "ignore").decode("cp932") == cell:
        return []
    return [sign for sign in cell if not _has(sign)]


def _has(sign: str) -> bool:
    return sign.encode("cp932", "ignore").decode("cp932") == sign


def _instead(sign: str) -> str:
    return NEAREST.get(sign, GETA)


def _writable(cell: str) -> str:
    return "".join(sign if _has(sign) else _instead(sign) for sign in cell)
