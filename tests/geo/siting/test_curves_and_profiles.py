"""Curves read ranges without losing what lies between their ends; profiles are data that check themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.domain.errors import NotFound
from geo.siting.curves import Curve, Decay, Linear, Steps
from geo.siting.profile import PROFILES, Profile
from geo.siting.profile import profile as shipped

values = st.floats(-50, 150)
shares = st.floats(0, 1)


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    if draw(st.booleans()) and draw(st.booleans()):
        return Decay(kind="decay", half=draw(st.floats(0.1, 50)))
    knots = sorted(draw(st.sets(st.integers(-20, 100), min_size=1, max_size=6)))
    points = tuple((float(knot), draw(shares)) for knot in knots)
    if draw(st.booleans()):
        return Linear(kind="linear", points=points)
    return Steps(kind="steps", points=points, below=draw(shares))


@given(curves(), values, values, st.lists(shares, max_size=5))
def test_the_scores_of_a_range_hold_the_score_of_every_value_in_it(curve, one, other, parts):
    low, high = min(one, other), max(one, other)
    least, most = (float(end[0]) for end in curve.over(np.array([low]), np.array([high])))
    inner = np.array([low, high, *(low + part * (high - low) for part in parts)])
    scores = curve.at(np.clip(inner, low, high))
    assert 0.0 <= least <= scores.min() + 1e-12
    assert scores.max() - 1e-12 <= most <= 1.0


@given(curves(), values)
def test_a_known_value_has_one_score_and_an_unknown_one_the_whole_range(curve, value):
    low, high = curve.over(np.array([value, np.nan]), np.array([value, np.nan]))
    assert low[0] == high[0] == curve.at(np.array([value]))[0]
    assert (low[1], high[1]) == (0.0, 1.0)


def test_an_open_end_is_scored_like_the_far_end_of_the_curve():
    rising = Linear(kind="linear", points=((0, 0), (100, 1)))
    low, high = rising.over(np.array([50.0, 200.0]), np.array([np.inf, np.inf]))
    assert low.tolist() == [0.5, 1.0]
    assert high.tolist() == [1.0, 1.0]


def test_a_step_counts_from_its_value_on():
    steps = Steps(kind="steps", points=((66, 0.5), (154, 1)), below=0)
    assert steps.at(np.array([65.9, 66.0, 153.9, 154.0])).tolist() == [0.0, 0.5, 0.5, 1.0]


@pytest.mark.parametrize("points", [((1, 0), (1, 1)), ((2, 0), (1, 1)), ((0, 2),), ()])
def test_a_curve_that_goes_back_or_leaves_0_to_1_is_refused(points):
    with pytest.raises(ValidationError):
        Linear(kind="linear", points=points)


@pytest.mark.parametrize("name", PROFILES)
def test_every_number_of_a_shipped_profile_says_what_it_rests_on_in_both_languages(name):
    profile = shipped(name)
    assert profile.id == name
    assert {preset.id for preset in profile.presets} == {"open", "reference", "strict"}
    bases = [indicator.basis for indicator in profile.indicators]
    bases += [exclusion.basis for exclusion in profile.exclusions]
    bases += [preset.basis for preset in profile.presets]
    for basis in (*bases, profile.density.basis):
        assert basis.note.ja
        assert basis.note.en
        assert basis.kind != "source" or basis.source


@pytest.mark.parametrize("name", PROFILES)
def test_a_stricter_preset_excludes_no_less(name):
    looser, middle, stricter = (
        set(shipped(name).preset(p).exclusions) for p in ("open", "reference", "strict")
    )
    assert looser <= middle <= stricter


def test_room_for_generation_is_never_read_as_room_for_demand():
    for name in PROFILES:
        for indicator in shipped(name).indicators:
            layer = getattr(indicator.measure, "layer", "")
            assert not layer.startswith("grid-room") or layer == "grid-room-demand"


def test_unknown_profiles_and_presets_are_not_found():
    with pytest.raises(NotFound):
        shipped("casino")
    with pytest.raises(NotFound):
        shipped("data-centre").preset("lenient")


def test_a_profile_whose_preset_names_no_exclusion_of_its_own_is_refused():
    data = shipped("data-centre").model_dump()
    data["presets"][0]["exclusions"] = ["volcano"]
    with pytest.raises(ValidationError, match="volcano"):
        Profile.model_validate(data)
