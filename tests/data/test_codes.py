"""Codes of local governments: check digit, lengths, and what is said of a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.codes import check_digit, code_problem, prefecture_of, to_five, to_six
from data.domain.errors import InvalidInput
from data.reference.places import municipalities, prefectures

five_digits = st.from_regex(r"\A(0[1-9]|[1-3][0-9]|4[0-7])[0-9]{3}\Z")


def test_every_code_of_the_tables_has_the_check_digit_of_the_rule():
    bodies = municipalities().values()
    assert len(bodies) >= 1916
    assert [body.code5 for body in bodies if to_six(body.code5) != body.code6] == []
    assert [p.code for p in prefectures().values() if to_six(f"{p.code}000") != p.code6] == []


@pytest.mark.parametrize(("code5", "digit"), [("01100", "2"), ("13101", "6"), ("47382", "1"), ("22138", "4")])
def test_known_codes_get_their_published_check_digit(code5, digit):
    assert check_digit(code5) == digit


@given(five_digits)
def test_a_code_survives_the_way_to_six_digits_and_back(code5):
    assert to_five(to_six(code5)) == code5
    assert prefecture_of(to_six(code5)) == prefecture_of(code5) == code5[:2]


@given(five_digits, st.integers(0, 4), st.integers(1, 9))
def test_a_single_wrong_digit_is_noticed_unless_two_remainders_share_a_check_digit(code5, position, shift):
    wrong = code5[:position] + str((int(code5[position]) + shift) % 10) + code5[position + 1 :]
    if check_digit(wrong) != check_digit(code5):
        assert code_problem(wrong + check_digit(code5)) is not None


def test_a_wrong_check_digit_is_told_with_the_right_one():
    with pytest.raises(InvalidInput) as caught:
        to_five("011003")
    (problem,) = caught.value.problems
    assert problem.value == "011003"
    assert "011002" in problem.remedy.ja
    assert "011002" in problem.remedy.en


@pytest.mark.parametrize(
    "wrong", ["", "1100", "0110", "０１１００", "01100a", "0110022", "48001", "00100", " 01100"]
)
def test_a_malformed_code_is_a_problem_at_the_field_it_was_entered_in(wrong):
    problem = code_problem(wrong, "/municipalities/0")
    assert problem is not None
    assert problem.field == "/municipalities/0"
    assert problem.value == wrong
    with pytest.raises(InvalidInput):
        prefecture_of(wrong)


@pytest.mark.parametrize(
    ("convert", "value"), [(to_six, "011002"), (to_five, "01100"), (check_digit, "1100")]
)
def test_a_code_of_the_other_length_is_refused_rather_than_cut(convert, value):
    with pytest.raises(InvalidInput):
        convert(value)
