"""Documents that are written from the product are what the product would write today."""

from __future__ import annotations

import re

from tests.architecture.files import ROOT, python_files
from tests.data.workbook import round_trip
from tests.rules import showing
from tests.rules.coverage import DOCUMENT, document


def test_the_table_of_criteria_and_cases_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: python -m tests.rules.coverage"


def test_the_rehearsal_and_the_explanations_shown_are_those_of_today() -> None:
    written = showing.DOCUMENT.read_text(encoding="utf-8")
    assert written == showing.document(), "run: python -m tests.rules.showing"


def test_the_table_of_values_there_and_back_by_excel_is_up_to_date() -> None:
    written = round_trip.DOCUMENT.read_text(encoding="utf-8")
    assert written == round_trip.document(), "run: python -m tests.data.workbook.round_trip"


def test_every_fault_of_the_table_is_held_by_a_test_there_is() -> None:
    told = (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines()
    rows = [row for row in told if row.startswith("| ") and not row.startswith(("| 障害 / fault", "| ---"))]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    written = "".join(path.read_text(encoding="utf-8") for path in python_files("tests"))
    assert [row for row, tests in zip(rows, named, strict=True) if not tests] == []
    assert [test for tests in named for test in tests if f"def {test}(" not in written] == []
    faults = (ROOT / "tests/faults/test_faults.py").read_text(encoding="utf-8")
    assert set(re.findall(r"def (test_\w+)\(", faults)) <= {test for tests in named for test in tests}
