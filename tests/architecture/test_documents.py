"""Documents that are written from the product are what the product would write today."""

from __future__ import annotations

from tests.rules.coverage import DOCUMENT, document


def test_the_table_of_criteria_and_cases_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: python -m tests.rules.coverage"
