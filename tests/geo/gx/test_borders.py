"""Near a border drawn with limited accuracy nothing is decided; beyond it distances are geodesic."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shapely
from shapely import Point

from geo.gx.borders import Standing, from_area
from geo.measure import GRS80

AREA = shapely.box(139.0, 35.0, 140.0, 36.0)
ACCURACY_M = 50.0


def point_east_of_border(metres: float) -> Point:
    lon, lat, _ = GRS80.fwd(140.0, 35.5, 90.0, metres)
    return Point(lon, lat)


def test_moving_across_the_border_in_ten_metre_steps_goes_inside_doubt_outside_and_never_straight_through():
    walk = [from_area(point_east_of_border(m), AREA, ACCURACY_M).standing for m in range(-120, 130, 10)]
    order = [Standing.INSIDE, Standing.BORDERLINE, Standing.OUTSIDE]
    places = [order.index(standing) for standing in walk]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2}
    assert all(b - a <= 1 for a, b in pairwise(places))


@pytest.mark.parametrize("metres", [-2_000.0, -300.0, 300.0, 25_000.0])
def test_the_distance_has_the_sign_of_the_side_and_the_length_of_the_geodesic(metres):
    found = from_area(point_east_of_border(metres), AREA, ACCURACY_M)
    assert found.signed_m == pytest.approx(metres, rel=1e-3)


def test_a_place_across_the_border_stands_on_it():
    crossing = shapely.box(139.9, 35.4, 140.1, 35.6)
    assert from_area(crossing, AREA, ACCURACY_M).standing is Standing.BORDERLINE
