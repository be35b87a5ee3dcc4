"""A study gives the same on every executor, goes on after a kill, and recomputes only what changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from data.domain.errors import InvalidInput
from geo.mesh import Level
from geo.siting.columns import Reason, State
from geo.siting.executors import Processes, Serial, Threads
from geo.siting.grid import ROWS_PER_BLOCK
from geo.siting.store import FolderStore
from geo.siting.study import Progress, Study, StudyResult, run, stream
from tests.geo.siting.shapes import LAND, areas, points, study

KILLED = """
import os, signal, sys
from pathlib import Path
from geo.mesh import Level
from geo.siting.executors import Serial
from geo.siting.store import FolderStore
from geo.siting.study import run
from tests.geo.siting.shapes import study
def kill_after_two(progress):
    if progress.done == 2:
        os.kill(os.getpid(), signal.SIGKILL)
run(study(Level.QUARTER), Serial(), FolderStore(Path(sys.argv[1])), kill_after_two)
"""


def same(one: StudyResult, other: StudyResult) -> bool:
    pairs = [(getattr(one.cells, part), getattr(other.cells, part)) for part in ("row", "column", "place")]
    for name, column in one.columns.items():
        pairs += [
            (getattr(column, end), getattr(other.columns[name], end)) for end in ("low", "high", "reason")
        ]
    pairs += [(state, other.states[name]) for name, state in one.states.items()]
    return one.study_id == other.study_id and all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


class Counting:
    """Runs serially and remembers which columns were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def run(self, work, jobs):
        self.asked += [name for job in jobs for name in job.columns]
        yield from Serial().run(work, jobs)


def tall_study() -> Study:
    """A study of several blocks: a strip of land from south to north."""
    strip = areas("land", [*LAND, shapely.box(139.0, 33.0, 139.02, 43.0)])
    made = study(Level.THIRD)
    return Study(Level.THIRD, strip, made.layers, made.profile)


def test_threads_processes_and_one_thread_give_the_same_result():
    one = run(tall_study(), Serial())
    assert len({*(one.cells.row // ROWS_PER_BLOCK).tolist()}) > 2
    assert same(one, run(tall_study(), Threads(3)))
    assert same(one, run(tall_study(), Processes(2)))


def test_a_result_from_the_store_equals_a_fresh_one(tmp_path):
    store = FolderStore(tmp_path)
    first = run(tall_study(), Serial(), store)
    again = Counting()
    assert same(first, run(tall_study(), again, store))
    assert again.asked == []
    assert same(first, run(tall_study(), Serial()))


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    counting = Counting()
    seen: list[Progress] = []
    result = run(study(Level.QUARTER), counting, FolderStore(tmp_path), seen.append)
    assert seen[-1].resumed >= 1
    assert seen[-1].done == seen[-1].total
    assert counting.asked.count("cells") == seen[-1].total - seen[-1].resumed
    assert same(result, run(study(Level.QUARTER), Serial()))


def test_a_damaged_file_is_computed_anew(tmp_path):
    store = FolderStore(tmp_path)
    first = run(study(), Serial(), store)
    for file in tmp_path.rglob("*.npz"):
        file.write_bytes(file.read_bytes()[:50])
    assert same(first, run(study(), Serial(), store))


def test_changing_a_layer_recomputes_only_what_depends_on_it(tmp_path):
    store, counting = FolderStore(tmp_path), Counting()
    run(study(), Serial(), store)
    moved = points("stations", 60, 99, kv=np.full(60, 154.0))
    run(study(stations=moved), counting, store)
    assert set(counting.asked) == {"indicator/stations"}


def test_changing_a_curve_or_a_weight_computes_no_column_again(tmp_path):
    store, counting, made = FolderStore(tmp_path), Counting(), study()
    run(made, Serial(), store)
    data = made.profile.model_dump()
    data["indicators"][0]["curve"]["half"] = 33.0
    data["indicators"][1]["weight"] = 9.0
    other = Study(made.level, made.land, made.layers, type(made.profile).model_validate(data))
    assert other.id != made.id
    run(other, counting, store)
    assert counting.asked == []


def test_equal_inputs_have_equal_names_and_any_change_another_one():
    assert study().id == study().id
    assert study(Level.HALF).id != study().id
    assert study(flood=None).id != study().id
    assert study(stations=points("stations", 60, 1, kv=np.full(60, 154.0))).id != study().id


def test_streaming_hands_over_blocks_one_by_one():
    blocks = [block for block, _ in stream(tall_study(), Serial())]
    assert [block.row_from % ROWS_PER_BLOCK for block in blocks] == [0] * len(blocks)
    assert len(blocks) > 2


def test_outside_its_coverage_a_layer_says_nothing_rather_than_no():
    result = run(study(), Serial())
    east = result.cells.lon > 139.5
    depth = result.columns["depth"]
    assert np.isnan(depth.low[east]).all()
    assert (depth.reason[east] == Reason.NOT_COVERED).all()
    assert (result.states["wet"][east] == State.UNKNOWN).all()
    assert (depth.low[~east & (depth.reason == Reason.KNOWN)] >= 0).all()
    assert (depth.reason[~east] == Reason.NOT_STATED).any()


def test_a_point_whose_condition_is_unknown_only_lowers_the_low_end():
    kv = np.array([154.0, np.nan])
    layer = points("stations", 2, 4, kv=kv)
    column = run(study(stations=layer), Serial()).columns["stations"]
    certain = run(study(stations=points("stations", 2, 4, kv=np.array([154.0, 66.0]))), Serial()).columns[
        "stations"
    ]
    assert np.array_equal(column.high, certain.high)
    assert (column.low <= column.high).all()
    assert (column.reason[column.low < column.high] == Reason.PARTLY).all()


def test_an_unknown_amount_leaves_the_sum_open_above():
    result = run(study(), Serial())
    power = result.columns["power"]
    assert np.isinf(power.high[power.reason == Reason.PARTLY]).all()
    assert (power.low[power.reason == Reason.KNOWN] == power.high[power.reason == Reason.KNOWN]).all()
    assert (power.low >= 0).all()


def test_a_layer_of_the_wrong_kind_or_without_the_attribute_is_refused_before_work_starts():
    with pytest.raises(InvalidInput):
        run(study(flood=points("flood", 3, 1)), Serial())
    with pytest.raises(InvalidInput):
        run(study(stations=points("stations", 3, 1)), Serial())
    with pytest.raises(InvalidInput):
        run(study(plants=points("plants", 1, 1, mw=np.array([-5.0]), clean=np.array([1.0]))), Serial())


def test_coordinates_that_are_none_are_refused():
    with pytest.raises(InvalidInput):
        points("stations", 3, 1, kv=np.array([1.0]))
