"""Areas and positions found the quick way are those found cell by cell and square by square."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import label

from geo.mesh import Level, bounds
from geo.siting.areas import merged_areas
from geo.siting.borders import outline
from geo.siting.exclusion import exclusions
from geo.siting.executors import Serial
from geo.siting.grid import Cells
from geo.siting.ranking import candidates, judged_by, rank
from geo.siting.scoring import Scores, indicator_scores, weigh
from geo.siting.study import run
from tests.geo.siting.shapes import profile, study

masks = st.integers(1, 9).flatmap(
    lambda width: st.lists(st.lists(st.booleans(), min_size=width, max_size=width), min_size=1, max_size=9)
)


def cells_at(row: np.ndarray, column: np.ndarray) -> Cells:
    place = np.zeros(len(row), dtype=np.int32)
    return Cells(Level.QUARTER, (16_800 + row).astype(np.int32), (12_500 + column).astype(np.int32), place)


def squares_of(cells: Cells, index: np.ndarray) -> shapely.Geometry:
    edges = bounds(cells.row[index], cells.column[index], cells.level)
    return shapely.coverage_union_all(shapely.box(edges.west, edges.south, edges.east, edges.north))


@given(masks.filter(lambda rows: any(map(any, rows))))
def test_an_outline_is_the_union_of_its_squares_corner_by_corner(rows):
    parts, _ = label(np.array(rows))
    cells = cells_at(*np.nonzero(parts == 1))
    index = np.arange(len(cells))
    drawn, plain = outline(cells, index), squares_of(cells, index)
    assert drawn.is_valid
    assert drawn.equals(plain)
    assert {tuple(xy) for xy in shapely.get_coordinates(drawn)} == {
        tuple(xy) for xy in shapely.get_coordinates(plain)
    }


@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_areas_are_the_parts_that_a_flood_through_shared_sides_reaches(share):
    result = run(study(Level.THIRD), Serial())
    chosen = np.random.default_rng(7).random(len(result.cells)) < share
    judged = np.full(len(result.cells), 0.5, dtype=np.float32)
    areas = merged_areas(result, chosen, judged, profile().density, 100_000)
    found = {tuple(area.cells.tolist()) for area in areas}
    assert found == _flooded(result.cells, np.flatnonzero(chosen))
    for area in areas[:5]:
        assert area.polygon.equals(squares_of(result.cells, area.cells))


def _flooded(cells: Cells, index: np.ndarray) -> set[tuple[int, ...]]:
    left = {(int(cells.row[i]), int(cells.column[i])): int(i) for i in index}
    parts = set()
    while left:
        start = next(iter(left))
        reached, waiting = [left.pop(start)], [start]
        while waiting:
            row, column = waiting.pop()
            for beside in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
                if beside in left:
                    reached.append(left.pop(beside))
                    waiting.append(beside)
        parts.add(tuple(sorted(reached)))
    return parts


@pytest.mark.parametrize("name", ["open", "reference", "strict"])
@pytest.mark.parametrize("count", [0, 1, 7, 100_000])
def test_counted_positions_are_those_of_a_full_sort(name, count):
    result = run(study(), Serial())
    preset = profile().preset(name)
    scores = _coarse(weigh(indicator_scores(result), profile().weights))
    found = exclusions(result, preset)
    judged, low, high = (
        np.round(end.astype(np.float64), 4) for end in (judged_by(scores, preset), scores.low, scores.high)
    )
    index = np.flatnonzero(candidates(scores, found, preset))
    order = index[np.argsort(-judged[index], kind="stable")][:count]
    ranked = rank(scores, found, preset, count)
    assert [row.index for row in ranked] == order.tolist()
    for row in ranked:
        own = row.index
        assert row.position == 1 + (judged[index] > judged[own]).sum()
        assert row.tied == (judged[index] == judged[own]).sum()
        assert row.best_position == 1 + (low[index] > high[own]).sum()
        assert row.worst_position == (high[index] >= low[own]).sum()


def _coarse(scores: Scores) -> Scores:
    """Many ties, so that their order shows."""
    score, low, high = (np.round(end, 2) for end in (scores.score, scores.low, scores.high))
    return Scores(scores.weights, score, low, high, scores.completeness)
