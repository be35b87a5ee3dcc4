"""Circles and groups of plots on the ellipsoid agree with a direct search on geodesic distances."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize
from shapely import Point

from geo.gx import enclosing, grouping
from geo.gx.enclosing import smallest_circle
from geo.gx.grouping import Group, TooManyCorners, best_in_circle, connected
from geo.gx.plots import Basis, PlotShape, corners, drawn_plot, overlap_ha, point_plot
from geo.measure import GRS80, buffer_m, distances_m

LON = st.floats(138.0, 138.4)
LAT = st.floats(37.0, 37.35)
RADIUS = 10_000.0


def metres_from(lon: float, lat: float, points: NDArray[np.float64]) -> NDArray[np.float64]:
    return distances_m(lon, lat, points[:, 0], points[:, 1])


def searched_radius(points: NDArray[np.float64]) -> float:
    """Radius found by minimising the greatest geodesic distance itself, from several starts."""
    starts = [points.mean(axis=0), *points[:3], (points.min(axis=0) + points.max(axis=0)) / 2]
    options = {"xatol": 1e-11, "fatol": 1e-5, "maxiter": 4000}
    return min(
        float(
            minimize(
                lambda place: float(metres_from(place[0], place[1], points).max()),
                start,
                method="Nelder-Mead",
                options=options,
            ).fun
        )
        for start in starts
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(LON, LAT), min_size=2, max_size=9, unique=True))
def test_the_smallest_circle_is_that_of_a_direct_geodesic_search(places):
    points = np.array(places)
    circle = smallest_circle(points)
    assert metres_from(circle.lon, circle.lat, points).max() == pytest.approx(circle.radius_m, abs=1e-6)
    assert circle.radius_m <= searched_radius(points) + enclosing.ERROR_M


@pytest.mark.parametrize("azimuth", range(0, 180, 15))
def test_two_points_twenty_kilometres_apart_need_ten_kilometres_in_any_direction_and_latitude(azimuth):
    for lat in (24.3, 35.7, 45.5):
        lon2, lat2, _ = GRS80.fwd(140.0, lat, azimuth, 20_000.0)
        assert smallest_circle(np.array([[140.0, lat], [lon2, lat2]])).radius_m == pytest.approx(
            1e4, abs=1e-3
        )


def test_one_point_needs_no_radius():
    assert smallest_circle(np.array([[139.0, 35.0]])).radius_m == 0.0


def square(index: int, lon: float, lat: float, size: float = 0.004) -> PlotShape:
    return drawn_plot(index, f"区画{index}", shapely.box(lon, lat, lon + size, lat + size))


PLOTS = st.lists(st.tuples(LON, LAT, st.floats(0.001, 0.012)), min_size=1, max_size=7)


def best_by_trying_all(plots: list[PlotShape]) -> float:
    sets = (s for size in range(1, len(plots) + 1) for s in itertools.combinations(plots, size))
    return max((g.area_ha for g in map(Group, sets) if g.circle().radius_m <= RADIUS), default=0.0)


@settings(max_examples=60, deadline=None)
@given(PLOTS)
def test_the_best_group_is_the_best_of_all_subsets_whose_circle_fits(places):
    plots = [square(n, *place) for n, place in enumerate(places)]
    found = best_in_circle(plots, RADIUS)
    assert found is not None
    assert found.circle().radius_m <= RADIUS + grouping.ERROR_M
    assert found.area_ha == pytest.approx(best_by_trying_all(plots))


@settings(max_examples=40, deadline=None)
@given(PLOTS, st.randoms())
def test_another_order_or_a_larger_circle_never_gives_less(places, random):
    plots = [square(n, *place) for n, place in enumerate(places)]
    found = best_in_circle(plots, RADIUS)
    shuffled = list(plots)
    random.shuffle(shuffled)
    again, wider = best_in_circle(shuffled, RADIUS), best_in_circle(plots, RADIUS * 1.1)
    assert found is not None
    assert again is not None
    assert wider is not None
    assert again.area_ha == pytest.approx(found.area_ha)
    assert wider.area_ha >= found.area_ha - 1e-9


def test_a_plot_that_sticks_out_of_the_circle_does_not_count():
    near, half_out = square(0, 138.0, 37.0), square(1, 138.0 + 0.2235, 37.0, 0.01)
    assert best_in_circle([near, half_out], RADIUS) == Group((half_out,))
    assert Group((near, half_out)).circle().radius_m > RADIUS


@pytest.mark.parametrize("slack_m", range(-60, 70, 10))
def test_the_edge_of_the_circle_lies_where_the_geodesic_says_in_steps_of_ten_metres(slack_m):
    apart = 2 * RADIUS - 2 * slack_m
    lon, lat, _ = GRS80.fwd(138.0, 37.0, 60.0, apart)
    two = [
        PlotShape(n, "点", Point(*place), 20.0, Basis.POINT)
        for n, place in enumerate(((138.0, 37.0), (lon, lat)))
    ]
    found = best_in_circle(two, RADIUS)
    assert found is not None
    assert len(found.plots) == (2 if slack_m >= 0 else 1)


def test_no_plots_or_too_large_a_plot_give_no_group():
    assert best_in_circle([], RADIUS) is None
    assert best_in_circle([square(0, 138.0, 37.0, 0.5)], RADIUS) is None


def test_more_corners_than_the_search_takes_on_are_refused_and_not_guessed():
    spread = [square(n, 130.0 + n * 0.03, 37.0) for n in range(400)]
    with pytest.raises(TooManyCorners):
        best_in_circle(spread, RADIUS)


def test_plots_across_a_gap_belong_together_up_to_the_tolerance():
    first = square(0, 138.0, 37.0)
    edge = first.geometry.bounds[2]
    for gap, together in ((19.9, True), (20.1, False)):
        lon, _, _ = GRS80.fwd(edge, 37.002, 90.0, gap)
        groups = connected([first, square(1, lon, 37.0)], 20.0)
        assert (len(groups) == 1) is together, gap


def test_groups_come_largest_first_and_hold_every_plot_once():
    plots = [square(0, 138.0, 37.0), square(1, 138.2, 37.0), square(2, 138.204, 37.0), square(3, 138.5, 37.0)]
    groups = connected(plots, 50.0)
    assert [[plot.index for plot in group.plots] for group in groups] == [[1, 2], [0], [3]]
    assert connected([], 50.0) == ()


def test_a_point_with_an_area_stands_as_a_disc_of_that_area():
    plot = point_plot(0, "甲", Point(138.0, 37.0), 30.0)
    assert plot.basis is Basis.POINT
    assert metres_from(138.0, 37.0, corners(plot)).max() == pytest.approx(309.0, abs=0.5)
    with pytest.raises(ValueError, match="area"):
        point_plot(0, "乙", Point(138.0, 37.0), 0.0)


def test_ground_drawn_twice_is_counted_once_more_than_it_is():
    plot = square(0, 138.0, 37.0)
    assert overlap_ha((plot, drawn_plot(1, "同じ", plot.geometry))) == pytest.approx(plot.area_ha)
    assert overlap_ha((plot, square(1, 138.3, 37.0))) == pytest.approx(0.0, abs=1e-6)
    assert overlap_ha((plot, point_plot(1, "点", Point(138.0, 37.0), 5.0))) == 0.0
    assert buffer_m(Point(138, 37), 10).is_valid
