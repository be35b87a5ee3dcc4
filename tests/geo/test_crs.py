"""Zones, and what a transformation keeps."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import JGD2011, PLANE_RECTANGULAR, TOKYO_DATUM, WGS84, plane_rectangular_zone, transform
from geo.measure import area_m2, distances_m

lons = st.floats(131.0, 144.0)
lats = st.floats(31.0, 44.0)


@pytest.mark.parametrize(
    ("prefecture", "lon", "lat", "zone"),
    [
        ("15", 138.85, 37.45, 8),
        ("13", 139.69, 35.69, 9),
        ("13", 142.2, 27.1, 14),
        ("13", 136.1, 20.4, 18),
        ("13", 153.98, 24.28, 19),
        ("01", 140.0, 42.0, 11),
        ("01", 145.5, 43.3, 13),
        ("46", 130.56, 31.6, 2),
        ("46", 129.49, 28.38, 1),
        ("47", 127.68, 26.21, 15),
        ("47", 124.16, 24.34, 16),
        ("47", 131.2, 25.8, 17),
    ],
)
def test_each_part_of_the_country_has_its_own_zone(prefecture, lon, lat, zone):
    assert plane_rectangular_zone(prefecture, lon, lat) == zone


def test_every_prefecture_has_a_zone_and_its_polygon_is_near_the_origin_meridian(prefectures):
    for prefecture in prefectures:
        point = shapely.point_on_surface(max(prefecture.geometry.geoms, key=lambda part: part.area))
        zone = plane_rectangular_zone(prefecture.code, point.x, point.y)
        plane = transform(point, WGS84, PLANE_RECTANGULAR[zone]).geometry
        assert abs(plane.x) < 170_000, prefecture.name.ja


def test_a_code_that_names_no_prefecture_is_refused():
    with pytest.raises(KeyError):
        plane_rectangular_zone("48", 139.0, 35.0)


@given(lons, lats)
def test_there_and_back_again_is_the_same_place(lon, lat):
    there = transform(shapely.Point(lon, lat), JGD2011, PLANE_RECTANGULAR[8])
    back = transform(there.geometry, there.srid, JGD2011).geometry
    assert distances_m(lon, lat, back.x, back.y) < 0.001


@given(lons, lats, st.floats(0.002, 0.05))
def test_the_area_is_kept_in_the_right_zone(lon, lat, size):
    square = shapely.box(lon, lat, lon + size, lat + size)
    nearest = min(range(1, 14), key=lambda zone: abs(_meridian(zone) - lon))
    plane = transform(square, WGS84, PLANE_RECTANGULAR[nearest]).geometry
    assert plane.area == pytest.approx(area_m2(square), rel=5e-4)


def _meridian(zone: int) -> float:
    degrees = {1: 129.5, 2: 131.0, 3: 132.17, 4: 133.5, 5: 134.33, 6: 136.0, 7: 137.17, 8: 138.5, 9: 139.83}
    return {**degrees, 10: 140.83, 11: 140.25, 12: 142.25, 13: 144.25}[zone]


def test_the_old_datum_moves_some_400_metres_and_says_how_well():
    moved = transform(shapely.Point(139.7, 35.7), TOKYO_DATUM, WGS84)
    assert 380 < distances_m(139.7, 35.7, moved.geometry.x, moved.geometry.y) < 560
    assert moved.accuracy_m is not None
    assert moved.accuracy_m >= 1.0


def test_the_shared_offices_in_the_old_datum_come_home(shared_data):
    frame = pytest.importorskip("pandas")
    given_rows = frame.read_csv(shared_data / "nasty" / "municipal_offices_tokyo_datum.csv")
    truth = frame.read_csv(shared_data / "nasty" / "municipal_offices_tokyo_datum_answer.csv")
    points = shapely.multipoints(given_rows[["lon", "lat"]].to_numpy())
    moved = shapely.get_coordinates(transform(points, TOKYO_DATUM, WGS84).geometry)
    right = truth[["lon", "lat"]].to_numpy()
    assert distances_m(moved[:, 0], moved[:, 1], right[:, 0], right[:, 1]).max() < 9.0
