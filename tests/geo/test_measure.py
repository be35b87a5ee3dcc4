"""Measures on the ellipsoid: laws that hold everywhere and figures that are published."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geo.measure import area_ha, area_m2, buffer_m, distance_m, distances_m, length_m

lons = st.floats(123.0, 153.0)
lats = st.floats(24.0, 45.0)


@given(lons, lats, lons, lats)
def test_distance_is_the_same_both_ways(lon, lat, to_lon, to_lat):
    there, back = distances_m([lon, to_lon], [lat, to_lat], [to_lon, lon], [to_lat, lat])
    assert there == pytest.approx(back, abs=1e-6)


@given(lons, lats, lons, lats, lons, lats)
def test_a_detour_is_never_shorter(lon, lat, by_lon, by_lat, to_lon, to_lat):
    direct = distances_m(lon, lat, to_lon, to_lat)
    detour = distances_m(lon, lat, by_lon, by_lat) + distances_m(by_lon, by_lat, to_lon, to_lat)
    assert direct <= detour + 1e-6


@given(lons, lats, st.floats(0.001, 1.0))
def test_parts_add_up_to_the_whole_whatever_way_the_ring_runs(lon, lat, size):
    west = shapely.box(lon, lat, lon + size / 2, lat + size)
    east = shapely.box(lon + size / 2, lat, lon + size, lat + size)
    both = area_m2(shapely.MultiPolygon([west, east.reverse()]))
    assert both == pytest.approx(area_m2(west) + area_m2(east), rel=1e-9)
    assert area_m2(west) == pytest.approx(area_m2(west.reverse()), rel=1e-12)


def test_a_hole_is_taken_off():
    outer, inner = shapely.box(139.0, 35.0, 139.1, 35.1), shapely.box(139.02, 35.02, 139.05, 35.05)
    ring = shapely.Polygon(outer.exterior, [inner.exterior])
    assert area_m2(ring) == pytest.approx(area_m2(outer) - area_m2(inner), rel=1e-9)


def test_one_degree_of_meridian_at_35_north_has_its_tabled_length():
    assert length_m(shapely.LineString([(139.0, 35.0), (139.0, 36.0)])) == pytest.approx(110_950, abs=1)


@given(lons, lats, st.floats(50.0, 80_000.0))
def test_a_circle_has_the_radius_and_area_asked_for(lon, lat, radius):
    circle = buffer_m(shapely.Point(lon, lat), radius)
    rim = shapely.get_coordinates(circle)
    metres = distances_m(lon, lat, rim[:, 0], rim[:, 1])
    assert np.allclose(metres, radius, rtol=1e-3)
    assert area_m2(circle) == pytest.approx(math.pi * radius**2, rel=2e-3)


def test_shapes_that_touch_are_no_distance_apart():
    assert distance_m(shapely.box(139, 35, 139.1, 35.1), shapely.box(139.1, 35.1, 139.2, 35.2)) == 0.0


def test_the_way_to_a_shape_ends_at_its_nearest_edge():
    square = shapely.box(139.0, 35.0, 139.1, 35.1)
    expected = float(distances_m(139.2, 35.05, 139.1, 35.05))
    assert distance_m(square, shapely.Point(139.2, 35.05)) == pytest.approx(expected, rel=1e-3)


def test_nothing_has_no_area_and_no_length():
    assert area_ha(shapely.MultiPolygon()) == 0.0
    assert length_m(shapely.LineString()) == 0.0


def test_full_detail_municipalities_have_their_published_area(shared_data):
    geopandas = pytest.importorskip("geopandas")
    frame = pytest.importorskip("pandas")
    towns = geopandas.read_file(shared_data / "admin" / "n03_2022_full_25_shiga.gpkg")
    published = frame.read_csv(
        shared_data / "stats" / "municipal_stats_ssdse_a_2026.csv", dtype={"muni_code": str}
    ).set_index("muni_code")["B1101"]
    inland = ["25209", "25210", "25383", "25384", "25425"]
    for code in inland:
        shape = shapely.union_all(towns.loc[towns["N03_007"] == code].geometry.to_numpy())
        assert area_ha(shape) == pytest.approx(float(published[code]), rel=5e-3), code


@given(lons, lats, st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_the_local_plane_is_the_one_a_full_operation_between_two_systems_gives(lon, lat, east, north):
    plane = CRS.from_proj4(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=GRS80 +units=m")
    operation = Transformer.from_crs(CRS.from_epsg(4326), plane, always_xy=True)
    one, other = shapely.Point(lon, lat), shapely.Point(lon + east, lat + north)
    x, y = operation.transform([other.x], [other.y])
    assert distance_m(one, other) == pytest.approx(float(np.hypot(x[0], y[0])), rel=1e-9, abs=1e-6)
