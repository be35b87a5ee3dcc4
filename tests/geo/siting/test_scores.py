"""Scores, exclusions, ranking: what is unknown widens, never counts; laws that hold for any study."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.errors import InvalidInput
from geo.mesh import Level
from geo.siting.exclusion import Standing, areas_ha, exclusions, reasons, shares
from geo.siting.executors import Serial
from geo.siting.ranking import candidates, judged_by, rank
from geo.siting.scoring import IndicatorScores, indicator_scores, scenario_id, weigh, weights_of
from geo.siting.study import run
from tests.geo.siting.shapes import profile, study

NAMES = ("a", "b", "c")
weight = st.floats(0, 100)
some_weights = st.fixed_dictionaries(dict.fromkeys(NAMES, weight)).filter(lambda w: sum(w.values()) > 1e-3)
ranges = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


def scores_of(*pairs) -> IndicatorScores:
    low = tuple(np.array([pair[0]], dtype=np.float32) for pair in pairs)
    high = tuple(np.array([pair[1]], dtype=np.float32) for pair in pairs)
    return IndicatorScores(NAMES[: len(pairs)], low, high)


@given(ranges, ranges, ranges, some_weights)
def test_a_score_lies_in_its_range_and_every_figure_in_0_to_1(one, two, three, weights):
    found = weigh(scores_of(one, two, three), weights)
    low, high, complete = float(found.low[0]), float(found.high[0]), float(found.completeness[0])
    assert 0.0 <= low <= high + 1e-6 <= 1.0 + 1e-5
    assert 0.0 <= complete <= 1.0
    if complete > 1.0 - 1e-6:
        assert float(found.score[0]) == pytest.approx(low, abs=1e-5)
        assert low == pytest.approx(high, abs=1e-5)


@given(ranges, ranges, ranges, some_weights)
def test_knowing_less_never_makes_a_score_more_certain(one, two, three, weights):
    before, after = (weigh(scores_of(one, two, third), weights) for third in (three, (0.0, 1.0)))
    assert after.low[0] <= before.low[0] + 1e-6
    assert after.high[0] >= before.high[0] - 1e-6
    assert after.completeness[0] <= before.completeness[0] + 1e-6


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), some_weights, st.floats(0, 50))
def test_more_weight_on_what_scores_above_the_whole_never_lowers_it(one, two, three, weights, more):
    parts = scores_of((one, one), (two, two), (three, three))
    before = weigh(parts, weights)
    after = weigh(parts, {**weights, "a": weights["a"] + more})
    if one >= before.score[0]:
        assert after.score[0] >= before.score[0] - 1e-5
    else:
        assert after.score[0] <= before.score[0] + 1e-5


@given(ranges, ranges, ranges, some_weights, st.floats(0.01, 100))
def test_only_the_ratio_of_weights_counts(one, two, three, weights, factor):
    parts = scores_of(one, two, three)
    first, second = weigh(parts, weights), weigh(parts, {name: w * factor for name, w in weights.items()})
    assert first.low[0] == pytest.approx(second.low[0], abs=1e-5)
    assert first.high[0] == pytest.approx(second.high[0], abs=1e-5)


def test_with_nothing_certain_there_is_no_score_but_a_range():
    found = weigh(scores_of((0.0, 1.0)), {"a": 1.0})
    assert np.isnan(found.score[0])
    assert (found.low[0], found.high[0], found.completeness[0]) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize("weights", [{"a": -1.0}, {"a": float("nan")}, {"z": 1.0}, {"a": 0.0}, {}])
def test_weights_that_make_no_sense_are_refused_by_name(weights):
    with pytest.raises(InvalidInput) as refused:
        weigh(scores_of((0.0, 1.0)), weights)
    assert refused.value.problems[0].field.startswith("/weights")


def test_changed_weights_start_from_the_profiles():
    assert weights_of(profile(), {"tokyo": 5.0}) == {**profile().weights, "tokyo": 5.0}
    with pytest.raises(InvalidInput):
        weights_of(profile(), {"moon": 1.0})


def test_a_scenario_has_one_name_however_it_is_written_down():
    assert scenario_id("s", "open", {"a": 1, "b": 2.0}) == scenario_id("s", "open", {"b": 2, "a": 1.0})
    assert scenario_id("s", "open", {"a": 1.0}) != scenario_id("s", "strict", {"a": 1.0})


def test_removing_a_layer_never_raises_certainty_anywhere():
    full = run(study(), Serial())
    for layer in ("stations", "plants", "flood", "wetland"):
        poor = run(study(Level.THIRD, **{layer: None}), Serial())
        one, other = (weigh(indicator_scores(result), profile().weights) for result in (full, poor))
        assert (other.completeness <= one.completeness + 1e-6).all()
        assert (other.low <= one.low + 1e-6).all()
        assert (other.high >= one.high - 1e-6).all()
        preset = profile().preset("strict")
        kept, lost = (exclusions(result, preset).standing == Standing.OPEN for result in (full, poor))
        assert not (lost & ~kept & (exclusions(full, preset).unknown > 0)).any()


def test_an_excluded_cell_keeps_its_reason_and_an_unsurveyed_one_is_not_called_free():
    result = run(study(), Serial())
    strict = exclusions(result, profile().preset("strict"))
    inside = int(np.flatnonzero(strict.standing == Standing.EXCLUDED)[0])
    aside = int(np.flatnonzero(strict.standing == Standing.SET_ASIDE)[0])
    assert [item.id for item in reasons(strict, inside)[0]] == ["wet"]
    assert [item.id for item in reasons(strict, aside)[1]] == ["wet"]
    kept = exclusions(result, profile().preset("open"))
    assert kept.standing[aside] == Standing.OPEN
    assert kept.unknown[aside]


@pytest.mark.parametrize("name", ["open", "reference", "strict"])
def test_shares_lie_in_0_to_100_percent_and_add_up_to_all_land(name):
    result = run(study(), Serial())
    parts = shares(result, exclusions(result, profile().preset(name)))
    assert all(0.0 <= part.share <= 1.0 and part.area_ha >= 0.0 for part in parts)
    assert sum(part.share for part in parts[:3]) == pytest.approx(1.0)
    assert sum(part.area_ha for part in parts[:3]) == pytest.approx(areas_ha(result).sum())
    assert (areas_ha(result) > 0).all()


def test_ranking_is_in_order_with_ties_counted_and_positions_bracketed():
    result = run(study(), Serial())
    scores = weigh(indicator_scores(result), profile().weights)
    for name in ("open", "reference", "strict"):
        preset = profile().preset(name)
        found = exclusions(result, preset)
        everybody = rank(scores, found, preset, len(result.cells))
        assert len(everybody) == candidates(scores, found, preset).sum()
        judged = [round(candidate.judged, 4) for candidate in everybody]
        assert judged == sorted(judged, reverse=True)
        for candidate in everybody[:: max(1, len(everybody) // 50)]:
            assert candidate.position == 1 + sum(other > round(candidate.judged, 4) for other in judged)
            assert candidate.tied == judged.count(round(candidate.judged, 4))
            assert candidate.best_position <= candidate.worst_position
        assert rank(scores, found, preset, 10) == everybody[:10]
        assert rank(scores, found, preset, 0) == ()


def test_a_cell_of_which_too_little_is_known_is_not_ranked():
    result = run(study(stations=None, plants=None), Serial())
    scores = weigh(indicator_scores(result), profile().weights)
    preset = profile().preset("reference")
    found = exclusions(result, preset)
    ranked = candidates(scores, found, preset)
    assert not ranked[scores.completeness < 0.29].any()
    assert np.isfinite(judged_by(scores, preset)[ranked]).all()
