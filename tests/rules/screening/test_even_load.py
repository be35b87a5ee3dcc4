"""Laws of the proposal who reviews what."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from rules.screening.even_load import OpenCase, Proposal, propose

POSTS = ("p", "q", "r", "s")
CONFLICTS = st.frozensets(st.sampled_from(POSTS), max_size=3)
CASES = st.lists(st.tuples(st.integers(1, 2), CONFLICTS), max_size=12).map(
    lambda rows: [OpenCase(f"case{n:02}", *row) for n, row in enumerate(rows)]
)


def squares(loads: dict[str, int]) -> int:
    return sum(load**2 for load in loads.values())


@given(st.integers(0, 40), st.integers(1, 3), st.integers(3, 7))
def test_without_conflicts_loads_differ_by_one_at_most(cases: int, wanted: int, posts: int) -> None:
    found = propose(
        [OpenCase(f"{n:03}", wanted) for n in range(cases)], {f"post{n}": 0 for n in range(posts)}
    )
    assert max(found.loads.values()) - min(found.loads.values()) <= 1
    assert len(found.placings) == cases * wanted


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_does_not_matter_and_conflicts_are_respected(cases, random) -> None:
    found = propose(cases, dict.fromkeys(POSTS, 0))
    assert found == propose(random.sample(cases, len(cases)), dict.fromkeys(POSTS[::-1], 0))
    kept_out = {case.key: case.in_conflict for case in cases}
    assert not [each for each in found.placings if each.post in kept_out[each.case]]
    assert len({(each.case, each.post) for each in found.placings}) == len(found.placings)
    assert len(found.placings) + len(found.unplaced) == sum(case.wanted for case in cases)


@given(st.lists(CONFLICTS, max_size=5))
def test_no_other_assignment_is_more_even(kept_out: list[frozenset[str]]) -> None:
    cases = [OpenCase(f"{n}", 1, posts) for n, posts in enumerate(kept_out)]
    found = propose(cases, dict.fromkeys(POSTS, 0))
    choices = [sorted(set(POSTS) - case.in_conflict) for case in cases]
    best = min(squares({post: chosen.count(post) for post in POSTS}) for chosen in product(*choices))
    assert squares(dict(found.loads)) == best


def loads(found: Proposal) -> list[int]:
    return list(found.loads.values())


def test_who_has_much_gets_less() -> None:
    found = propose([OpenCase("a", 1), OpenCase("b", 1)], {"p": 5, "q": 3})
    assert loads(found) == [5, 5]
    assert "現在3件、提案後5件" in found.placings[0].why.ja


def test_nobody_gets_a_case_twice_and_a_case_nobody_can_take_is_told() -> None:
    found = propose(
        [OpenCase("a", 2, frozenset({"p"}), frozenset({"q"})), OpenCase("b", 1, frozenset({"p"}))],
        {"p": 0, "q": 0},
    )
    assert [(each.case, each.post) for each in found.placings] == [("b", "q")]
    assert found.unplaced == ("a", "a")
    assert "1名を除く" in found.placings[0].why.ja
