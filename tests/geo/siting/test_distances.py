"""Distances, totals and areas against a brute-force geodesic."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.measure import GRS80, area_ha, distance_m, distances_m
from geo.mesh import Level, bounds
from geo.siting.ellipsoid import cell_area_ha, earth_centred, geodesic_of
from geo.siting.grid import blocks_of, cells_of
from geo.siting.layers import shape_array
from geo.siting.lines import LineTree
from geo.siting.nearest import PointTree
from geo.siting.outlines import outlines
from geo.siting.within import totals_within
from tests.geo.siting.shapes import LAND

ERROR = 1e-5


def some_cells(level: Level):
    land = outlines(shape_array(LAND))
    block = blocks_of(land, level)[0]
    return cells_of(land, level, block), block


@given(st.floats(122, 154), st.floats(20, 46), st.floats(122, 154), st.floats(20, 46))
def test_a_chord_gives_the_geodesic_within_one_part_in_a_hundred_thousand(lon, lat, lon2, lat2):
    start, end = earth_centred([lon], [lat]), earth_centred([lon2], [lat2])
    chord = np.linalg.norm(start - end, axis=1)
    true = float(distances_m(lon, lat, lon2, lat2))
    assert float(geodesic_of(chord, start, end, np.array([0]))[0]) == pytest.approx(true, rel=ERROR, abs=1e-5)


@pytest.mark.parametrize("level", [Level.THIRD, Level.HALF, Level.QUARTER])
@pytest.mark.parametrize("count", [1, 5, 40, 3_000])
def test_the_nearest_point_of_each_cell_is_the_one_brute_force_finds(level, count):
    cells, _ = some_cells(level)
    random = np.random.default_rng(count)
    lon, lat = random.normal(139.4, 0.3, count), random.normal(35.5, 0.3, count)
    found = PointTree(lon, lat).nearest_to_cells(cells, cells.earth_centred)
    for cell in random.choice(len(cells), 60):
        every = distances_m(cells.lon[cell], cells.lat[cell], lon, lat)
        assert found.distance_m[cell] == pytest.approx(every.min(), rel=ERROR)
        assert every[found.index[cell]] == pytest.approx(every.min(), rel=ERROR)


def test_k_nearest_come_in_order_and_missing_ones_are_infinitely_far():
    tree = PointTree([139.0, 139.1, 139.3], [35.0, 35.0, 35.0])
    found = tree.nearest([139.06], [35.0], count=5)
    assert found.index.tolist() == [[1, 0, 2, -1, -1]]
    assert np.isinf(found.distance_m[0, 3:]).all()
    assert found.distance_m[0, 0] == pytest.approx(distances_m(139.06, 35.0, 139.1, 35.0), rel=ERROR)


def test_no_points_at_all_are_infinitely_far_not_zero():
    cells, _ = some_cells(Level.THIRD)
    found = PointTree([], []).nearest_to_cells(cells, cells.earth_centred)
    assert np.isinf(found.distance_m).all()


@pytest.mark.parametrize("radius_km", [3, 25, 120])
def test_totals_within_a_radius_equal_brute_force_and_count_unknown_amounts_apart(radius_km):
    cells, block = some_cells(Level.THIRD)
    random = np.random.default_rng(radius_km)
    lon, lat = random.uniform(138.5, 140.5, 300), random.uniform(34.5, 36.5, 300)
    amount = np.where(random.random(300) < 0.4, np.nan, np.round(random.uniform(0, 900, 300), 3))
    totals = totals_within(lon, lat, amount, radius_km * 1000.0, cells, block)
    for cell in random.choice(len(cells), 80):
        distance = distances_m(cells.lon[cell], cells.lat[cell], lon, lat)
        if (np.abs(distance / (radius_km * 1000.0) - 1.0) < ERROR).any():
            continue
        inside = amount[distance <= radius_km * 1000.0]
        assert totals.known[cell] == pytest.approx(np.nansum(inside), abs=1e-6)
        assert totals.counted[cell] == np.isfinite(inside).sum()
        assert totals.amount_unknown[cell] == np.isnan(inside).sum()


def test_a_sum_does_not_leave_crumbs_where_nothing_is_near():
    cells, block = some_cells(Level.THIRD)
    totals = totals_within(
        np.array([139.0, 139.05]), np.array([35.0, 35.0]), np.array([5.92, 10.2]), 5_000.0, cells, block
    )
    far = cells.lat > 35.2
    assert (totals.known[far] == 0.0).all()
    assert totals.known.max() == 16.12


def test_distance_to_lines_equals_the_planar_shortest_line_near_by():
    cells, _ = some_cells(Level.THIRD)
    lines = [
        shapely.LineString([(138.9, 34.9), (139.5, 35.6), (140.2, 35.4)]),
        shapely.MultiLineString([[(139.2, 36.1), (139.21, 35.0)], [(140.0, 35.0), (140.0, 35.8)]]),
    ]
    lines = [shapely.segmentize(line, 0.005) for line in lines]
    found = LineTree(shape_array(lines)).nearest(cells.earth_centred)
    for cell in np.random.default_rng(5).choice(len(cells), 60):
        here = shapely.Point(cells.lon[cell], cells.lat[cell])
        true = [distance_m(here, line) for line in lines]
        assert found.distance_m[cell] == pytest.approx(min(true), rel=1e-4, abs=1.0)
        assert true[found.index[cell]] == pytest.approx(min(true), rel=1e-4, abs=1.0)


def test_no_lines_are_infinitely_far():
    cells, _ = some_cells(Level.THIRD)
    assert np.isinf(LineTree(shape_array([])).nearest(cells.earth_centred).distance_m).all()


@given(st.integers(2_500, 5_400), st.sampled_from([Level.THIRD, Level.HALF, Level.QUARTER]))
def test_a_cells_area_is_the_geodesic_area_of_its_square(row, level):
    edges = bounds(row, 3_000, level)
    square = shapely.segmentize(shapely.box(edges.west, edges.south, edges.east, edges.north), 0.001)
    assert float(cell_area_ha([row], level)[0]) == pytest.approx(area_ha(square), rel=1e-6)


def test_distances_use_the_same_ellipsoid_as_the_rest_of_the_product():
    assert GRS80.a == 6378137.0
