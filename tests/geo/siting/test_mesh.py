"""The standard grid: codes, exact edges, kinship of levels."""

from __future__ import annotations

import csv
import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.errors import InvalidInput
from geo import mesh
from geo.mesh import Level

SHARED = Path(os.environ.get("SHUSEKI_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))
ORACLE = SHARED / "mesh" / "mesh_codes_of_municipal_offices.csv"
COLUMNS = ("mesh1_80km", "mesh2_10km", "mesh3_1km", "mesh4_500m", "mesh5_250m")
levels = st.sampled_from(list(Level))


@st.composite
def cells(draw: st.DrawFn) -> tuple[Level, int, int]:
    level = draw(levels)
    rows, columns = level.shape
    return level, draw(st.integers(1, rows - 1)), draw(st.integers(1, columns - 1))


@pytest.mark.parametrize(
    ("level", "code"),
    [(Level.FIRST, 5339), (Level.SECOND, 533945), (Level.THIRD, 53394547), (Level.HALF, 533945471)],
)
def test_known_codes(level, code):
    row, column = mesh.decode(53394547, Level.THIRD)
    edges = mesh.bounds(row, column, Level.THIRD)
    assert mesh.encode(float(edges.west), float(edges.south), level) == code


def test_codes_are_counted_as_the_standard_says():
    # 35°20′ N + 4×5′ + 4×30″ and 139° E + 5×7′30″ + 7×45″ is the south-western corner of 5339 45 47.
    lat = Fraction(53, 1) * Fraction(2, 3) + Fraction(4 * 5, 60) + Fraction(4 * 30, 3600)
    lon = 139 + Fraction(5 * 15, 2 * 60) + Fraction(7 * 45, 3600)
    row, column = mesh.decode(53394547, Level.THIRD)
    edges = mesh.bounds(row, column, Level.THIRD)
    assert float(edges.south) == pytest.approx(float(lat), abs=1e-12)
    assert float(edges.west) == pytest.approx(float(lon), abs=1e-12)


@pytest.mark.skipif(not ORACLE.exists(), reason="shared reference data are not at hand")
def test_codes_agree_with_an_independent_library_except_where_that_rounds_an_exact_edge_wrongly():
    with ORACLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for level, name in zip(Level, COLUMNS, strict=True):
        ours = mesh.encode([float(r["lon"]) for r in rows], [float(r["lat"]) for r in rows], level)
        for row, code in zip(rows, ours.tolist(), strict=True):
            assert code == _by_rational_arithmetic(row["lon"], row["lat"], level)
            if code != int(row[name]):
                assert _on_edge(row["lon"], row["lat"], level)


def _by_rational_arithmetic(lon: str, lat: str, level: Level) -> int:
    row = Fraction(lat) * level.rows_per_two_degrees // 2
    column = (Fraction(lon) - 100) * level.columns_per_degree // 1
    return int(mesh.codes(int(row), int(column), level))


def _on_edge(lon: str, lat: str, level: Level) -> bool:
    """On an edge of a level down to ``level``: a library that counts step by step slips there."""
    row, column = (
        Fraction(lat) * level.rows_per_two_degrees / 2,
        (Fraction(lon) - 100) * level.columns_per_degree,
    )
    coarse = (4 if level is Level.QUARTER else 2) if level > Level.THIRD else 1
    return any((value / step).denominator == 1 for value in (row, column) for step in (1, coarse))


@given(cells())
def test_a_cell_owns_its_south_western_corner_and_not_the_double_before_it(cell):
    level, row, column = cell
    edges = mesh.bounds(row, column, level)
    lon, lat = float(edges.west), float(edges.south)
    assert mesh.rows_columns(lon, lat, level) == (row, column)
    below = mesh.rows_columns(np.nextafter(lon, -np.inf), np.nextafter(lat, -np.inf), level)
    assert below == (row - 1, column - 1)


@given(cells())
def test_decoding_a_code_gives_back_its_cell_and_its_centre_encodes_to_it(cell):
    level, row, column = cell
    code = mesh.codes(row, column, level)
    assert mesh.decode(code, level) == (row, column)
    lon, lat = mesh.centre_longitude(column, level), mesh.centre_latitude(row, level)
    assert mesh.encode(float(lon), float(lat), level) == code
    if row >= level.rows_per_two_degrees * 5:
        assert mesh.level_of(int(code)) is level


@given(st.floats(100, 179.999), st.floats(0, 66.66), levels, levels)
def test_the_parent_of_a_points_cell_is_the_points_cell_of_the_coarser_level(lon, lat, one, other):
    coarse, fine = min(one, other), max(one, other)
    found = mesh.parents(*mesh.rows_columns(lon, lat, fine), fine, coarse)
    assert found == mesh.rows_columns(lon, lat, coarse)


@given(cells())
def test_children_tile_their_parent(cell):
    level, row, column = cell
    if level is Level.QUARTER:
        level, row, column = Level.HALF, row // 2, column // 2
    below = Level(level + 1)
    rows, columns = mesh.children(row, column, level, below)
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) == mesh.ratio(level, below) ** 2
    assert {(int(r), int(c)) for r, c in zip(*mesh.parents(rows, columns, below, level), strict=True)} == {
        (row, column)
    }


def test_neighbours_surround_a_cell_and_share_the_same_doubles_on_their_edge():
    rows, columns = mesh.neighbours(4284, 3177)
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) == 8
    assert mesh.neighbours([1, 2], [3, 4], diagonal=False)[0].shape == (2, 4)
    own, east = mesh.bounds(4284, 3177, Level.THIRD), mesh.bounds(4284, 3178, Level.THIRD)
    assert own.east == east.west


@pytest.mark.parametrize(("lon", "lat"), [(35.7, 139.7), (139.7, float("nan")), (99.9, 35.0), (180.0, 35.0)])
def test_a_point_outside_the_grid_is_refused_with_field_and_remedy(lon, lat):
    with pytest.raises(InvalidInput) as refused:
        mesh.encode(lon, lat, Level.THIRD)
    assert refused.value.problems[0].field in ("/lon", "/lat")


@pytest.mark.parametrize("code", [53398547, 53394847, 5339454, -53394547])
def test_a_code_that_names_no_cell_is_refused(code):
    with pytest.raises(InvalidInput):
        mesh.decode(code, Level.THIRD)


def test_a_number_with_a_strange_count_of_digits_is_no_code():
    with pytest.raises(InvalidInput):
        mesh.level_of(533945471234)
