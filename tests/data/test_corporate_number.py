"""Corporate numbers: the check digit and what is said of a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.corporate_number import check_digit, is_valid, number_problem
from data.domain.errors import InvalidInput

base = st.from_regex(r"\A[0-9]{12}\Z")


@pytest.mark.parametrize("number", ["7000012050002", "4000012090001"])
def test_numbers_of_ministries_and_agencies_pass(number):
    assert is_valid(number)
    assert number_problem(number) is None


@given(base)
def test_exactly_one_first_digit_makes_a_number_valid(base12):
    valid = [digit for digit in "0123456789" if is_valid(digit + base12)]
    assert valid == [check_digit(base12)]
    assert valid != ["0"]


@given(base)
def test_a_wrong_check_digit_is_told_with_the_right_one(base12):
    right = check_digit(base12)
    wrong = str(int(right) % 9 + 1)
    problem = number_problem(wrong + base12, "/companies/0/corporate_number")
    assert problem is not None
    assert problem.field == "/companies/0/corporate_number"
    assert f"「{right}」" in problem.message.ja
    assert f"“{right}”" in problem.message.en


@pytest.mark.parametrize(
    "number", ["", "700001205000", "70000120500022", "７000012050002", "7-0000-1205-0002", "700001205000a"]
)
def test_anything_but_thirteen_ascii_digits_is_malformed(number):
    assert not is_valid(number)
    problem = number_problem(number)
    assert problem is not None
    assert "13" in problem.message.ja


def test_the_check_digit_is_made_of_twelve_digits_only():
    with pytest.raises(InvalidInput):
        check_digit("7000012050002")
