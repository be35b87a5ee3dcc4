"""Two documents side by side: what changed is told at its place, with the difference of numbers."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.domain.plan.comparison import ChangeKind, changes
from data.domain.plan.kinds import PlanType

KPIS = [{"indicator": "出荷額", "target": 10}, {"indicator": "雇用", "target": 5}]
PLAN: dict[str, Any] = {
    "plan_type": "B",
    "title": "計画",
    "body": "15000",
    "municipalities": ["15205", "15202"],
    "targets": {"sales_yen": 100, "year": 2031},
    "kpis": KPIS,
}


def told(after: dict[str, Any], before: dict[str, Any] = PLAN) -> list[tuple[str, str, float | None]]:
    return [(c.pointer, str(c.kind), c.difference) for c in changes(PlanType.B, before, after)]


def test_texts_and_numbers_are_told_with_difference_and_unit() -> None:
    after = PLAN | {"title": "新しい計画", "targets": {"sales_yen": 150, "year": 2031}}
    assert told(after) == [("/title", "changed", None), ("/targets/sales_yen", "changed", 50.0)]
    (_, amount) = changes(PlanType.B, PLAN, after)
    assert amount.unit == "円"
    assert "売上" in amount.label.ja


def test_a_row_put_in_between_leaves_the_others_unchanged() -> None:
    new = {"indicator": "付加価値額", "target": 3}
    assert told(PLAN | {"kpis": [KPIS[0], new, KPIS[1]]}) == [("/kpis/1", "added", None)]
    assert told(PLAN, PLAN | {"kpis": [KPIS[0], new, KPIS[1]]}) == [("/kpis/1", "removed", None)]


def test_a_changed_row_is_told_by_its_field_wherever_it_moved() -> None:
    moved = PLAN | {"kpis": [KPIS[1] | {"target": 7}, KPIS[0]]}
    assert told(moved) == [("/kpis/0/target", "changed", 2.0)]


def test_lists_of_codes_and_whole_sections_come_and_go() -> None:
    after = {name: value for name, value in PLAN.items() if name != "targets"} | {"municipalities": ["15205"]}
    assert told(after) == [("/municipalities/1", "removed", None), ("/targets", "removed", None)]


def test_geometries_are_left_to_the_map() -> None:
    assert told(PLAN | {"footprint": {"type": "Point", "coordinates": [139, 37]}}) == []


@given(st.permutations(range(4)), st.integers(0, 9))
def test_comparing_backwards_tells_the_same_changes_the_other_way_round(
    order: list[int], target: int
) -> None:
    rows = [{"indicator": f"指標{number}", "target": number} for number in range(4)]
    before, after = PLAN | {"kpis": rows}, PLAN | {"kpis": [deepcopy(rows[place]) for place in order][:3]}
    after["kpis"][0]["target"] = target
    there, back = changes(PlanType.B, before, after), changes(PlanType.B, after, before)
    turned = {ChangeKind.ADDED: "removed", ChangeKind.REMOVED: "added", ChangeKind.CHANGED: "changed"}
    assert sorted(turned[c.kind] for c in there) == sorted(str(c.kind) for c in back)
    assert sum(c.difference or 0 for c in there) == -sum(c.difference or 0 for c in back)
    assert changes(PlanType.B, before, before) == ()
