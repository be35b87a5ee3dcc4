"""How positions move with the weights."""

from __future__ import annotations

import numpy as np
import pytest

from data.domain.errors import InvalidInput
from geo.siting.exclusion import exclusions
from geo.siting.executors import Serial
from geo.siting.ranking import rank
from geo.siting.scoring import indicator_scores, weigh
from geo.siting.sensitivity import movements
from geo.siting.study import run
from tests.geo.siting.shapes import profile, study

PRESET = profile().preset("reference")


@pytest.fixture(scope="module")
def screened():
    result = run(study(), Serial())
    parts = indicator_scores(result)
    return parts, exclusions(result, PRESET)


def test_positions_are_those_of_the_ranking_and_lie_between_best_and_worst(screened):
    parts, found = screened
    top = rank(weigh(parts, profile().weights), found, PRESET, 12)
    moved = movements(parts, profile().weights, found, PRESET, [one.index for one in top], 0.3)
    assert [one.position for one in moved] == [one.position for one in top]
    assert all(one.best <= one.position <= one.worst for one in moved)
    assert all((one.mover is None) == (one.best == one.worst) for one in moved)


def test_a_trial_is_found_again_by_ranking_with_the_changed_weight(screened):
    parts, found = screened
    top = [one.index for one in rank(weigh(parts, profile().weights), found, PRESET, 12)]
    moved = {one.index: one for one in movements(parts, profile().weights, found, PRESET, top, 0.5)}
    for name, weight in profile().weights.items():
        changed = {**profile().weights, name: weight * 1.5}
        for one in rank(weigh(parts, changed), found, PRESET, 10_000):
            if one.index in moved:
                assert moved[one.index].best <= one.position <= moved[one.index].worst


@pytest.mark.parametrize("swing", [0.0, 1.0, -0.2, float("nan")])
def test_a_swing_outside_0_to_1_is_refused(screened, swing):
    parts, found = screened
    with pytest.raises(InvalidInput):
        movements(parts, profile().weights, found, PRESET, [], swing)


def test_a_cell_that_is_not_ranked_has_no_position(screened):
    parts, found = screened
    excluded = int(np.flatnonzero(found.standing)[0])
    with pytest.raises(ValueError, match="not ranked"):
        movements(parts, profile().weights, found, PRESET, [excluded], 0.2)
