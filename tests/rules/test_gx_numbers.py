"""Numbers no document gives, and accuracies, may ask a person about a zone; they never refuse one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.condition import Compare, Doubt, Guide, Leaf, Offers, Show, ValueOf
from rules.engine.criterion import Criterion
from rules.engine.values import thresholds
from rules.gx_types.measured import ZONE_MEASURED
from rules.rulebooks import RULE_SETS
from tests.rules.conditions import parts_of

ZONES = (PlanType.GX1, PlanType.GX2, PlanType.GX3, PlanType.GX4)
CRITERIA = [
    pytest.param(criterion, id=f"{kind}-{criterion.id}")
    for kind in ZONES
    for rules in RULE_SETS[kind]
    for criterion in rules.criteria
]
ACCURACIES = {"zone.border_accuracy_km"}
LAYERS = {path for path in ZONE_MEASURED if path.startswith("layers.")}
COMPUTED_FROM_UNDOCUMENTED = {"gx_power.land_if_dense_ha", "gx_power.land_if_sparse_ha"}
DRAWN_ONLY = {"zone.supply_areas_drawn", "zone.supply_differences", "zone.plants"}


def leaves(part: object, doubted: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield every leaf of a condition with whether a doubt stands above it: it can then never refuse."""
    if isinstance(part, tuple):
        for item in part:
            yield from leaves(item, doubted)
    elif isinstance(part, Leaf):
        yield part, doubted
    elif is_dataclass(part) and not isinstance(part, Text | type):
        for each in fields(part):
            yield from leaves(getattr(part, each.name), doubted or isinstance(part, Doubt))


def undocumented(operand: object) -> bool:
    return isinstance(operand, ValueOf) and thresholds()[operand.key].standing == "operator"


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_number_no_document_gives_is_compared_with_in_doubt_only(criterion: Criterion) -> None:
    for leaf, doubted in leaves(criterion.demand):
        if isinstance(leaf, Compare | Guide) and (undocumented(leaf.left) or undocumented(leaf.right)):
            assert doubted, leaf


@pytest.mark.parametrize("criterion", CRITERIA)
def test_accuracies_and_operators_tolerances_widen_a_guide_and_are_compared_with_nowhere(
    criterion: Criterion,
) -> None:
    for leaf, _ in leaves(criterion.demand):
        if isinstance(leaf, Compare | Guide):
            sides = {getattr(side, "path", None) for side in (leaf.left, leaf.right)}
            assert not sides & ACCURACIES, leaf
            keys = {getattr(side, "key", "") for side in (leaf.left, leaf.right)}
            assert not [key for key in keys if "tolerance" in key], leaf


@pytest.mark.parametrize("criterion", CRITERIA)
def test_layers_and_names_are_shown_or_doubted_and_refuse_nothing(criterion: Criterion) -> None:
    guarded = LAYERS | COMPUTED_FROM_UNDOCUMENTED | DRAWN_ONLY
    for leaf, doubted in leaves(criterion.demand):
        read = {getattr(part, "path", None) for part in parts_of(leaf)} & guarded
        assert doubted or isinstance(leaf, Show) or not read, leaf


def test_every_layer_topic_is_read_by_a_criterion_of_every_zone_for_an_area() -> None:
    for kind in ZONES[:3]:
        (rules,) = RULE_SETS[kind]
        read = {
            path
            for criterion in rules.criteria
            if not isinstance(criterion.demand, Offers)
            for part in parts_of(criterion.demand)
            for path in (*getattr(part, "paths", ()), getattr(part, "path", ""))
        }
        assert read >= LAYERS
