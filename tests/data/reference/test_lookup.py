"""Finding a municipality from what a person typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference.lookup import find_municipality, suggest
from data.reference.places import municipalities


@pytest.mark.parametrize(
    ("typed", "code5"),
    [
        ("01100", "01100"),
        ("011002", "01100"),
        ("０１１００２", "01100"),
        ("札幌市", "01100"),
        ("静岡県 浜松市 浜名区", "22139"),
        ("広島県府中市", "34208"),
        ("22135", "22135"),
        ("岩舟町", "09367"),
        ("那珂川町", "09411"),
        ("北海道泊村", "01403"),
        ("01696", "01696"),
    ],
)
def test_codes_and_exact_names_find_the_body(typed, code5):
    found = find_municipality(typed)
    assert found is not None
    assert found.code5 == code5


@pytest.mark.parametrize("typed", ["府中市", "札幌", "011003", "1100", "99999", ""])
def test_what_is_ambiguous_or_wrong_finds_nothing(typed):
    assert find_municipality(typed) is None


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("22135", ["静岡県浜松市中央区", "静岡県浜松市浜名区"]),
        ("1100", ["北海道札幌市"]),
        ("011003", ["北海道札幌市"]),
        ("府中市", ["東京都府中市", "広島県府中市"]),
        ("札幌", ["北海道札幌市"]),
        ("大鰐", ["青森県大鰐町"]),
        ("滝沢村", ["岩手県滝沢市"]),
        ("よこはまし", ["神奈川県横浜市"]),
        ("13100", ["東京都千代田区"]),
    ],
)
def test_the_likely_bodies_come_first(typed, names):
    assert [body.full_name for body in suggest(typed)][: len(names)] == names


@pytest.mark.parametrize("typed", ["", "99999", "ＸＹＺ"])
def test_nothing_is_suggested_where_nothing_is_alike(typed):
    assert suggest(typed) == ()


@given(st.text(max_size=12), st.integers(0, 5))
def test_suggestions_are_few_distinct_and_in_force(typed, limit):
    found = suggest(typed, limit)
    assert len(found) <= limit
    assert len(set(found)) == len(found)
    assert all(body.valid_to is None for body in found)


@given(st.sampled_from(sorted(municipalities())))
def test_every_code_and_full_name_leads_to_its_body_or_its_heirs(code5):
    body = municipalities()[code5]
    assert find_municipality(body.code6) == body
    expected = {code5} if body.valid_to is None else set(body.successors)
    assert expected <= {item.code5 for item in suggest(body.code6)}
    assert expected <= {item.code5 for item in suggest(body.full_name)}
