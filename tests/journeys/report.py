"""Runs the journeys and writes what they took and what axe found: ``python -m tests.journeys.report``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from tests.architecture.files import ROOT

FOLDER = Path(__file__).parent
TIMES = ROOT / "docs" / "journeys.md"
PAGES = ROOT / "docs" / "accessibility.md"
_TIMES_HEAD = """# 操作の所要時間 / What the journeys take

実際のブラウザー（Chromium）で一連の操作を行う試験の所要時間です。人が読む時間と入力する時間は含みません。
`python -m tests.journeys.report` が書き出した文書で、直接編集しません。
Seconds of browser and product, without people's reading and typing. Written by the command above.

| 操作 / journey | 秒 / seconds |
| --- | --- |
"""
_PAGES_HEAD = """# 画面ごとのアクセシビリティ検査 / axe on every page

すべての画面を7つの役割でたどり、axe-coreの全規則（WCAG 2.2のtarget-sizeを含む）で検査した結果です。
`python -m tests.journeys.report` が書き出した文書で、直接編集しません。
Every kind of page as any role; rules of WCAG 2.0 to 2.2 A and AA fail the test. Written by the command above.

| 画面 / page | 適合した規則 / passed | WCAG A・AAの違反 / broken | 助言 / advice |
| --- | --- | --- | --- |
"""


class Journal:
    """Keeps what each test took and what it recorded of pages."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}
        self.looks: dict[str, tuple[int, list[str], list[str]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test left behind."""
        if report.when != "call" or not report.passed:
            return
        name = report.nodeid.rpartition("::")[2]
        if "[" not in name:
            self.took[name.removeprefix("test_").replace("_", " ")] = report.duration
        for key, value in report.user_properties:
            if key == "looks":
                for kind, passed, broken, advice in cast(
                    "list[tuple[str, int, list[str], list[str]]]", value
                ):
                    self.looks[kind] = (passed, broken, advice)


def main() -> int:
    """Run the journeys and write both documents; nothing is written when one fails."""
    journal, began = Journal(), datetime.now(UTC)
    status = pytest.main([str(FOLDER), "-q", "-p", "no:cacheprovider"], plugins=[journal])
    if status:
        return int(status)
    load = f"{os.getloadavg()[2]:.1f} / {os.cpu_count()}"
    day = f"\n{began:%Y-%m-%d}、負荷平均・プロセッサ数 / load average and processors: {load}\n"
    took = sorted(journal.took.items())
    TIMES.write_text(
        _TIMES_HEAD + "".join(f"| {name} | {seconds:.1f} |\n" for name, seconds in took) + day,
        encoding="utf-8",
    )
    PAGES.write_text(
        _PAGES_HEAD + "".join(_line(kind, *seen) for kind, seen in sorted(journal.looks.items())) + day,
        encoding="utf-8",
    )
    return 0


def _line(kind: str, passed: int, broken: list[str], advice: list[str]) -> str:
    return f"| `{kind}` | {passed} | {'、'.join(broken) or '0'} | {'、'.join(advice) or '–'} |\n"


if __name__ == "__main__":
    sys.exit(main())
