"""Reads value added per worker by industry or prefecture from a plain CSV that states definition and year.

The template is strict: a file with an unknown column, definition, code or year is refused as a whole. Each
scope, definition, year and JSIC revision makes an edition of its own, so tables can be loaded one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from data.domain.errors import InvalidInput, Problem
from data.domain.plan.kinds import BenchmarkScope, ValueAddedDefinition
from data.domain.statistics import NATION, PER_WORKER, VALUE_ADDED, WORKERS
from data.domain.wording import Text
from data.importers.files import read_csv
from data.importers.log import IssueLog
from data.reference.jsic import industry_groups, revisions
from data.reference.places import prefectures

KEYS = ("scope", "code", "jsic_revision", "definition", "year")
FIGURES = {
    "value_added_yen": (VALUE_ADDED, "付加価値額", "円"),
    "workers": (WORKERS, "従業者数", "人"),
    "per_worker_yen": (PER_WORKER, "従業者一人当たり付加価値額", "円/人"),
}
SHOWN_PROBLEMS = 50


def tables_of(path: Path) -> tuple[str, ...]:
    """Return the tables a file holds, such as ``prefecture-economic_census_net-2021``.

    Raises ``InvalidInput`` naming row, column and remedy of everything that breaks the template.
    """
    frame = _rows(path, IssueLog())
    problems = [*_shape_problems(frame), *_repeated(frame)]
    if problems:
        raise InvalidInput.of(problems[:SHOWN_PROBLEMS])
    return tuple(dict.fromkeys(_tables(frame)))


def read(path: Path, table: str, log: IssueLog) -> pd.DataFrame:
    """Return the figures of one table of a file that ``tables_of`` has passed, one row a figure."""
    rows = _rows(path, log)
    rows = rows[_tables(rows) == table]
    industry = rows["scope"] == BenchmarkScope.INDUSTRY
    places = rows.assign(
        area_code=rows["code"].mask(industry, NATION),
        jsic_code=rows["code"].where(industry),
        jsic_revision=pd.to_numeric(rows["jsic_revision"]).astype("Int64"),
        year=rows["year"].astype(int),
    )
    found = [_figures(places, column) for column in FIGURES if column in places]
    frame = pd.concat(found, ignore_index=True).sort_values("row", kind="stable")
    log.rows_in = len(frame)
    return frame


def _figures(places: pd.DataFrame, column: str) -> pd.DataFrame:
    indicator, title, unit = FIGURES[column]
    stated = places[places[column].notna()]
    return stated.assign(indicator=indicator, title=title, unit=unit, raw=stated[column])


def _rows(path: Path, log: IssueLog) -> pd.DataFrame:
    frame = read_csv(path, log, KEYS)
    extra = [name for name in frame.columns if name not in ("row", *KEYS, *FIGURES)]
    if extra:
        raise InvalidInput.of([_unknown_column(path, name) for name in extra])
    return frame.assign(**{name: frame[name].str.strip() for name in frame.columns if name != "row"})


def _tables(frame: pd.DataFrame) -> pd.Series[str]:
    revision = ("-r" + frame["jsic_revision"]).fillna("")
    return frame["scope"] + "-" + frame["definition"] + "-" + frame["year"] + revision


def _shape_problems(frame: pd.DataFrame) -> list[Problem]:
    return [problem for row in frame.to_dict("records") for problem in _row_problems(row)]


def _row_problems(row: dict[object, object]) -> Iterator[Problem]:
    cell = {str(key): "" if pd.isna(value) else str(value) for key, value in row.items()}  # type: ignore[call-overload]
    allowed = {
        "scope": [str(scope) for scope in BenchmarkScope],
        "definition": [str(definition) for definition in ValueAddedDefinition],
    }
    for name, choices in allowed.items():
        if cell[name] not in choices:
            yield _problem(
                cell, name, Text(f"使える値：{'、'.join(choices)}", f"Use one of: {', '.join(choices)}")
            )
    if not re.fullmatch(r"(19|20)\d{2}", cell["year"]):
        yield _problem(cell, "year", Text("西暦4桁で入力してください。", "Write the year in four digits."))
    yield from _code_problems(cell)
    pair, single = cell.get("value_added_yen", "") and cell.get("workers", ""), cell.get("per_worker_yen", "")
    if bool(pair) == bool(single):
        yield _problem(cell, "per_worker_yen", _ONE_WAY)


def _code_problems(cell: dict[str, str]) -> Iterator[Problem]:
    if cell["scope"] == BenchmarkScope.PREFECTURE:
        if cell["code"] not in prefectures():
            yield _problem(
                cell, "code", Text("01から47までの2桁で入力してください。", "Use two digits, 01 to 47.")
            )
        if cell["jsic_revision"]:
            yield _problem(
                cell, "jsic_revision", Text("都道府県の行では空欄にしてください。", "Leave it blank.")
            )
    elif cell["scope"] == BenchmarkScope.INDUSTRY:
        known = [str(number) for number in revisions()]
        if cell["jsic_revision"] not in known:
            listed = "、".join(known)
            yield _problem(
                cell, "jsic_revision", Text(f"改定の回：{listed}", f"Use one of: {', '.join(known)}")
            )
        elif cell["code"] not in industry_groups(int(cell["jsic_revision"])):
            yield _problem(cell, "code", _GROUP)


def _repeated(frame: pd.DataFrame) -> list[Problem]:
    twice = frame[frame.duplicated(list(KEYS))]
    return [
        Problem(
            f"{row}: code",
            code,
            Text(f"{row}行目と同じ対象の行が先にあります。", f"Row {row} repeats an earlier one."),
            Text("同じ対象は1行にしてください。", "Keep one row for each."),
        )
        for row, code in zip(twice["row"], twice["code"], strict=True)
    ]


def _problem(cell: dict[str, str], name: str, remedy: Text) -> Problem:
    value, row = cell.get(name, ""), cell["row"]
    return Problem(
        f"{row}: {name}",
        value,
        Text(
            f"{row}行目の {name}「{value}」はこの様式では使えません。",
            f"Row {row}: “{value}” cannot stand in {name}.",
        ),
        remedy,
    )


def _unknown_column(path: Path, name: str) -> Problem:
    listed = ", ".join([*KEYS, *FIGURES])
    return Problem(
        name,
        path.name,
        Text(f"列「{name}」はこの様式にありません。", f"The template has no column “{name}”."),
        Text(f"列は次のとおりです：{listed}", f"Its columns: {listed}"),
    )


_ONE_WAY = Text(
    "value_added_yen と workers の両方か、per_worker_yen だけのどちらかを入力してください。",
    "Give either both value_added_yen and workers, or per_worker_yen alone.",
)
_GROUP = Text(
    "日本標準産業分類の大分類（英字1字）又は中分類（数字2桁）で入力してください。",
    "Use a major group (one letter) or a middle group (two digits) of the JSIC.",
)
