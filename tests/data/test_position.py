"""One position as people write or paste it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.errors import InvalidInput
from data.domain.position import LATITUDES, LONGITUDES, read_position


@pytest.mark.parametrize(
    "typed",
    [
        "37.4476, 138.8512",
        "３７．４４７６　１３８．８５１２",
        "(37.4476,138.8512)",
        "37.4476\t138.8512",
        "北緯37.4476度、東経138.8512度",
        "N37.4476 E138.8512",
        "37.4476N 138.8512E",
        "37°26'51.36\"N 138°51'4.32\"E",
        "37°26′51.36″N138°51′4.32″E",
        "北緯37度26分51.36秒　東経138度51分4.32秒",
    ],
)
def test_a_position_is_read_however_it_is_written(typed: str) -> None:
    assert read_position(typed, "at") == (138.8512, 37.4476)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "読み取れません"),
        ("新潟市", "読み取れません"),
        ("37.4476", "読み取れません"),
        ("37,4476, 138,8512", "読み取れません"),
        ("138.8512, 37.4476", "順が逆"),
        ("51.5, 0.1", "日本の範囲"),
        ("37°61' 138°10'", "60未満"),
        ("1" * 100_000, "読み取れません"),
    ],
)
def test_what_is_no_position_in_japan_is_told_with_an_example(typed: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_position(typed, "at")
    (problem,) = refused.value.problems
    assert problem.field == "at"
    assert told in problem.message.ja
    assert "37.4476" in problem.remedy.ja


@given(st.floats(*LATITUDES).map(lambda x: round(x, 7)), st.floats(*LONGITUDES).map(lambda x: round(x, 7)))
def test_a_decimal_position_comes_back_as_it_was_written(latitude: float, longitude: float) -> None:
    assert read_position(f"{latitude:.7f}, {longitude:.7f}", "at") == (longitude, latitude)
