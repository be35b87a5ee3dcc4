"""The industrial classification is complete, and codes as people write them find their group."""

from __future__ import annotations

import pytest

from data.domain.errors import NotFound
from data.reference.jsic import group_stated, industry_groups, revisions


def test_both_revisions_have_20_major_and_99_middle_groups():
    assert set(revisions()) == {13, 14}
    for revision in revisions():
        groups = industry_groups(revision)
        assert sum(group.within is None for group in groups.values()) == 20
        assert [code for code in groups if code.isdigit()] == [f"{number:02}" for number in range(1, 100)]
        assert {group.within for group in groups.values()} - {None} <= set(groups)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("E", "E"),
        ("28", "28"),
        ("E28", "28"),
        ("Ｅ２８", "28"),
        ("2814", "28"),
        ("E-28 電子部品", "28"),
        ("e", "E"),
    ],
)
def test_a_code_as_written_finds_its_group(stated: str, code: str):
    found = group_stated(stated, 14)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("stated", ["", "U", "00", "A28", "電子部品", "28140", "9"])
def test_what_is_no_code_finds_nothing(stated: str):
    assert group_stated(stated, 14) is None


def test_a_revision_that_is_not_kept_is_not_found():
    with pytest.raises(NotFound):
        industry_groups(12)
