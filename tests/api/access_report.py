"""Writes the result of the access tests for people: matrix, denials, and the search for canaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rules.access import matrix
from tests.api.test_access import ACCESS
from tests.api.test_routes_by_role import PEOPLE, expected_refusal

HEAD = """# 権限の試験結果 / Access as tested

次の命令が書き出した表です。直接編集しません。 / Written by this command; not edited by hand:
`SHUSEKI_ACCESS_REPORT=docs/access-tested.md python -m pytest tests/api/test_canaries.py`.
Figures are those of the day it ran; the tests themselves run with every `make test`.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What one person's requests came to: answers by status, own canaries come across, foreign ones."""

    person: str
    statuses: Counter[int]
    own: int
    leaks: int


def written(lines: Sequence[Line]) -> str:
    """Return the document."""
    return "\n".join([HEAD, *_matrix(), *_routes(), *_canaries(lines)])


def _matrix() -> list[str]:
    cells: Counter[str] = Counter()
    denied: Counter[str] = Counter()
    for cell in matrix():
        cells[str(cell.role)] += 1
        denied[str(cell.role)] += not cell.allowed
    rows = [f"| {role} | {cells[role]} | {cells[role] - denied[role]} | {denied[role]} |" for role in cells]
    return [
        "## 役割×操作×段階 / Role × action × stage (`rules/access.py`, `rules/workflow/transitions.py`)\n",
        "| 役割 / role | 升目 / cells | 可 / allowed | 不可 / denied |",
        "| --- | --: | --: | --: |",
        *rows,
        f"| 計 / all | {cells.total()} | {cells.total() - denied.total()} | {denied.total()} |\n",
    ]


def _routes() -> list[str]:
    rows = []
    for name in PEOPLE:
        refusals = Counter(expected_refusal(rule, name) for rule in ACCESS.values())
        rows.append(f"| {name} | {len(ACCESS)} | {refusals[None]} | {refusals[401]} | {refusals[403]} |")
    return [
        "## 役割×経路 / Role × route (`tests/api/test_routes_by_role.py`)\n",
        "Routes that are open to a role still find only rows of that role; what is hidden is 404.\n",
        "| 役割 / role | 経路 / routes | 可 / let in | 401 | 403 |",
        "| --- | --: | --: | --: | --: |",
        *rows,
        "",
    ]


def _canaries(lines: Sequence[Line]) -> list[str]:
    rows = [
        f"| {line.person} | {line.statuses.total()} | {_successes(line)} | "
        f"{line.statuses[401]} | {line.statuses[403]} | {line.statuses[404]} | {line.own} | {line.leaks} |"
        for line in lines
    ]
    return [
        "## 非公表事項の漏えい試験 / Search for canaries (`tests/api/test_canaries.py`)\n",
        "Every route with every id there is, as each person. Answers, headers, the parts of workbooks, and",
        "text and properties of PDF are searched.\n",
        "| 者 / person | 要求 / requests | 2xx | 401 | 403 | 404 | 自分の / own | 他人の / foreign |",
        "| --- | --: | --: | --: | --: | --: | --: | --: |",
        *rows,
        "",
    ]


def _successes(line: Line) -> int:
    return sum(count for status, count in line.statuses.items() if 200 <= status < 300)
