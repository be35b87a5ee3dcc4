"""The drawing of two boundaries: to scale, north up, and holding what was kept, gained and lost."""

from __future__ import annotations

import math
import re

import pytest
import shapely

from geo.boundary_drawing import KM_PER_DEGREE, boundary_drawing
from geo.footprint_change import footprint_change

BEFORE = shapely.box(139.0, 35.0, 139.02, 35.02)
AFTER = shapely.box(139.01, 35.0, 139.04, 35.02)


def extent(path: str) -> tuple[float, float, float, float]:
    points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_kept_gained_and_lost_lie_side_by_side_in_the_frame() -> None:
    drawing = boundary_drawing(footprint_change(BEFORE, AFTER))
    lost, kept, gained = extent(drawing.lost), extent(drawing.kept), extent(drawing.gained)
    assert lost[2] == pytest.approx(kept[0], abs=0.2)
    assert kept[2] == pytest.approx(gained[0], abs=0.2)
    assert gained[2] <= drawing.width
    assert kept[3] <= drawing.height


def test_shapes_are_as_wide_as_on_the_ground_and_the_bar_agrees() -> None:
    drawing = boundary_drawing(footprint_change(BEFORE, BEFORE))
    west, north, east, south = extent(drawing.kept)
    ratio = (east - west) / (south - north)
    assert ratio == pytest.approx(math.cos(math.radians(35.01)), rel=0.01)
    km = 0.02 * KM_PER_DEGREE
    assert drawing.bar / (south - north) == pytest.approx(drawing.bar_km / km, rel=0.01)


def test_without_any_footprint_there_is_no_drawing() -> None:
    assert boundary_drawing(footprint_change(None, None)) is None
