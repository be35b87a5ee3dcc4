"""Laws of the reports on scores: who gave them first matters not, and equals are never parted by chance."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.review import Side
from data.domain.scoring import ScoringSettings
from rules.screening.cut_line import Cut, LineSide, cut_line, rank
from rules.screening.disagreement import Sheet, disagreements

SETTINGS = ScoringSettings()
CASES, MEMBERS = ("a", "b", "c", "d", "e"), ("k", "l", "m", "n")
POINTS = st.fixed_dictionaries(dict.fromkeys(Side, st.integers(1, 5)))
TABLES = st.dictionaries(st.tuples(st.sampled_from(CASES), st.sampled_from(MEMBERS)), POINTS, min_size=1)
CUTS = st.one_of(
    st.builds(Cut, places=st.integers(0, 6)), st.builds(Cut, points=st.integers(4, 20).map(Fraction))
)


def sheets_of(table: dict[tuple[str, str], dict[Side, int]]) -> list[Sheet]:
    return [Sheet(case, member, points) for (case, member), points in table.items()]


def even(points: int) -> dict[Side, int]:
    return dict.fromkeys(Side, points)


@given(TABLES, CUTS, st.randoms(use_true_random=False))
def test_the_order_of_sheets_does_not_matter(table, cut, random) -> None:
    sheets = sheets_of(table)
    shuffled = random.sample(sheets, len(sheets))
    assert cut_line(CASES, sheets, SETTINGS, cut) == cut_line(CASES[::-1], shuffled, SETTINGS, cut)
    assert disagreements(sheets) == disagreements(shuffled)


@given(st.dictionaries(st.sampled_from(CASES), POINTS, min_size=1), CUTS)
def test_leaving_one_of_identical_members_out_changes_nothing(given_points, cut) -> None:
    sheets = [Sheet(case, member, points) for case, points in given_points.items() for member in MEMBERS]
    report = cut_line(CASES, sheets, SETTINGS, cut)
    assert set(report.without_member) == set(MEMBERS)
    assert not any(report.without_member.values())
    assert all(found.widest == 0 for found in disagreements(sheets))


@given(TABLES, st.integers(0, 6))
def test_no_more_cases_are_above_than_there_are_places_and_equals_stay_together(table, places) -> None:
    ranked = rank(CASES, sheets_of(table), SETTINGS, Cut(places=places))
    above = [each for each in ranked if each.side is LineSide.ABOVE]
    assert len(above) <= places
    for total in {each.total for each in ranked if each.total is not None}:
        assert len({each.side for each in ranked if each.total == total}) == 1
    scored = sum(each.total is not None for each in ranked)
    within = [each for each in ranked if each.side in (LineSide.ABOVE, LineSide.ON_LINE)]
    assert len(within) >= min(places, scored)


def test_a_case_without_scores_has_no_rank_and_takes_no_place() -> None:
    ranked = rank(("a", "b"), [Sheet("b", "k", even(1))], SETTINGS, Cut(places=1))
    assert [(each.case, each.rank, each.side) for each in ranked] == [
        ("b", 1, LineSide.ABOVE),
        ("a", None, LineSide.UNSCORED),
    ]


def test_the_member_who_decides_a_place_is_named() -> None:
    sheets = [
        Sheet("a", "k", even(3)),
        Sheet("a", "l", even(3)),
        Sheet("b", "k", even(2)),
        Sheet("b", "l", even(5)),
    ]
    report = cut_line(("a", "b"), sheets, SETTINGS, Cut(places=1))
    assert [each.case for each in report.ranking] == ["b", "a"]
    assert report.without_member["k"] == ()
    assert {change.case for change in report.without_member["l"]} == {"a", "b"}


def test_when_an_undecided_case_drops_out_the_next_one_moves_up() -> None:
    sheets = [Sheet(case, "k", even(points)) for case, points in (("a", 5), ("b", 4), ("c", 3))]
    report = cut_line(("a", "b", "c"), sheets, SETTINGS, Cut(places=1), frozenset({"a"}))
    assert report.undecided == ("a",)
    assert [(each.case, each.then) for each in report.if_undecided_fail] == [("b", LineSide.ABOVE)]


def test_a_point_far_from_everybody_elses_stands_out_and_two_members_never_do() -> None:
    points = {"k": 1, "l": 4, "m": 4}
    found = disagreements([Sheet("a", member, even(given)) for member, given in points.items()])
    assert {side.outliers for side in found[0].sides} == {("k",)}
    assert found[0].widest == 3
    pair = disagreements([Sheet("a", "k", even(1)), Sheet("a", "l", even(5))])
    assert {side.outliers for side in pair[0].sides} == {()}


def test_weights_count() -> None:
    settings = ScoringSettings.read({"weights": {"region": 3}, "highest": 10})
    assert settings.total(even(2)) == 12
    assert settings.full_marks == 60


@pytest.mark.parametrize("wrong", [{"lowest": 5, "highest": 5}, {"weights": dict.fromkeys(Side, 0)}])
def test_settings_that_cannot_rank_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        ScoringSettings.read(wrong)


def test_a_cut_is_at_places_or_at_points() -> None:
    with pytest.raises(ValueError, match="cut"):
        Cut()
