"""Scanlines find the same cells as shapely, whatever the polygon does at a centre."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.errors import InvalidInput
from geo.mesh import Level, centre_latitude, centre_longitude, rows_columns
from geo.siting.grid import Block, Slots, blocks_of, cells_of
from geo.siting.layers import shape_array
from geo.siting.outlines import outlines
from geo.siting.scanline import Spans, scan

LEVEL = Level.THIRD
ROW, COLUMN = (int(part) for part in rows_columns(139.0, 35.0, LEVEL))
SIZE = 14


@st.composite
def corners(draw: st.DrawFn) -> tuple[float, float]:
    """A corner near the test rows: anywhere, exactly on a cell's centre, or on its edge."""
    column, row = draw(st.integers(0, SIZE - 1)), draw(st.integers(0, SIZE - 1))
    how = draw(st.sampled_from(["centre", "edge", "free"]))
    lon, lat = centre_longitude(COLUMN + column, LEVEL), centre_latitude(ROW + row, LEVEL)
    if how == "edge":
        return float(lon) + 1 / 160, float(lat) + 1 / 240
    if how == "free":
        return float(lon) + draw(st.floats(-0.006, 0.006)), float(lat) + draw(st.floats(-0.004, 0.004))
    return float(lon), float(lat)


@st.composite
def polygons(draw: st.DrawFn) -> shapely.Geometry:
    hull = shapely.Polygon(draw(st.lists(corners(), min_size=3, max_size=9)))
    valid = shapely.make_valid(hull)
    parts = [part for part in shapely.get_parts(valid) if part.geom_type == "Polygon"]
    parts += [deep for part in shapely.get_parts(valid) for deep in shapely.get_parts(part)]
    whole = shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
    return whole if whole.geom_type in ("Polygon", "MultiPolygon") else shapely.Polygon()


def inside_by_shapely(shape: shapely.Geometry) -> set[tuple[int, int]]:
    rows, columns = np.mgrid[ROW - 2 : ROW + SIZE + 2, COLUMN - 2 : COLUMN + SIZE + 2]
    lon, lat = centre_longitude(columns, LEVEL), centre_latitude(rows, LEVEL)
    flag = shapely.contains_xy(shape, lon.ravel(), lat.ravel())
    return set(zip(rows.ravel()[flag].tolist(), columns.ravel()[flag].tolist(), strict=True))


def inside_by_scanline(shape: shapely.Geometry) -> set[tuple[int, int]]:
    spans = scan(outlines(shape_array([shape])), LEVEL, ROW - 2, ROW + SIZE + 2)
    return {
        (int(row), column)
        for row, start, end in zip(spans.row, spans.start, spans.end, strict=True)
        for column in range(start, end)
    }


@settings(max_examples=300)
@given(polygons())
def test_cells_inside_are_those_shapely_says_contain_the_centre(shape):
    assert inside_by_scanline(shape) == inside_by_shapely(shape)


def test_a_hole_a_second_part_and_an_edge_along_the_centres_are_respected():
    lon, lat = centre_longitude(COLUMN + np.arange(12), LEVEL), centre_latitude(ROW + np.arange(12), LEVEL)
    ring = shapely.box(lon[0], lat[0], lon[8], lat[8])
    hole = shapely.box(lon[2], lat[2], lon[5], lat[6])
    shape = shapely.union_all([ring.difference(hole), shapely.box(lon[9] - 1e-5, lat[1], lon[11], lat[3])])
    assert inside_by_scanline(shape) == inside_by_shapely(shape)
    assert (ROW + 2, COLUMN + 3) not in inside_by_scanline(shape)


def test_land_is_the_same_in_blocks_of_any_height_and_keeps_its_order():
    land = outlines(
        shape_array([shapely.Point(139.2, 35.2).buffer(0.2), shapely.box(139.3, 35, 139.6, 35.4)])
    )
    whole = [cells_of(land, LEVEL, block) for block in blocks_of(land, LEVEL, 4096)]
    small = [cells_of(land, LEVEL, block) for block in blocks_of(land, LEVEL, 8)]
    for part in ("row", "column", "place"):
        one, other = (np.concatenate([getattr(cells, part) for cells in run]) for run in (whole, small))
        assert one.tolist() == other.tolist()
    assert len(whole) == 1
    assert len(small) > 5


def test_the_first_listed_polygon_holds_a_cell_where_two_overlap():
    one, two = shapely.box(139, 35, 139.4, 35.2), shapely.box(139.2, 35, 139.6, 35.2)
    for order in ([one, two], [two, one]):
        land = outlines(shape_array(order))
        cells = cells_of(land, LEVEL, blocks_of(land, LEVEL)[0])
        both = shapely.contains_xy(shapely.intersection(one, two), cells.lon, cells.lat)
        assert both.any()
        assert (cells.place[both] == 0).all()
        assert len({*zip(cells.row.tolist(), cells.column.tolist(), strict=True)}) == len(cells)


def test_no_land_gives_no_blocks_and_an_empty_block_no_cells():
    nothing = outlines(shape_array([shapely.Polygon()]))
    assert blocks_of(nothing, LEVEL) == ()
    empty = cells_of(nothing, LEVEL, Block(0, 8))
    assert len(empty) == 0
    assert empty.earth_centred.shape == (3, 0)


def test_totals_over_runs_are_whole_numbers_and_the_first_feature_wins():
    land = outlines(shape_array([shapely.box(139, 35, 139.1, 35.1)]))
    block = blocks_of(land, LEVEL)[0]
    cells = cells_of(land, LEVEL, block)
    row, left = int(cells.row[0]), int(cells.column.min())
    spans = Spans(
        np.array([4, 2]), np.array([row, row]), np.array([left, left + 2]), np.array([left + 3, 10**4])
    )
    slots = Slots(cells, block)
    total = slots.total(spans, np.array([7, 10**9]))
    assert total[:5].tolist() == [7, 7, 10**9 + 7, 10**9, 10**9]
    assert slots.first_feature(spans)[:4].tolist() == [4, 4, 2, 2]
    assert not slots.marked(spans)[cells.row > row].any()


def test_lines_and_endless_coordinates_are_refused():
    for shape in (
        shapely.LineString([(139, 35), (140, 36)]),
        shapely.Polygon([(1e308 * 10, 0), (1, 1), (2, 0)]),
    ):
        with pytest.raises(InvalidInput):
            outlines(shape_array([shape]))
