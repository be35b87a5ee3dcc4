"""Studies run in the background, survive being broken off, and are never computed twice."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from api.services.siting import running, scenarios, studies
from api.services.siting.desk import Desk, open_desk
from api.services.siting.executors import executor_of
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import InvalidInput, NotFound, NotReady
from data.orm.siting import StudyStatus
from data.queries import siting
from geo.siting.executors import Processes, Serial, Threads
from geo.siting.kept import kept
from geo.siting.study import Progress


@pytest.fixture
def desk(own_engine: Engine, layers: None, tmp_path: Path) -> Desk:
    return open_desk(make_session_factory(own_engine), tmp_path, "serial", 1, None)


@pytest.fixture
def done(desk: Desk) -> str:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        study_id = studies.order(session, "data-centre", 3).id
    running.run_study(desk.working, study_id)
    return study_id


def status_of(desk: Desk, study_id: str) -> str:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        return studies.get(session, study_id).status


def test_without_boundaries_there_is_nothing_to_screen(own_engine: Engine) -> None:
    with (
        unit_of_work(make_session_factory(own_engine), SYSTEM) as session,
        pytest.raises(NotReady, match="行政区域"),
    ):
        studies.order(session, "data-centre", 3)


def test_unknown_profiles_and_levels_are_refused(desk: Desk) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        with pytest.raises(NotFound):
            studies.order(session, "castle", 3)
        with pytest.raises(InvalidInput) as refused:
            studies.order(session, "data-centre", 2)
    assert refused.value.problems[0].field == "/level"


def test_a_study_says_which_layers_went_in_and_which_are_missing(desk: Desk, done: str) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        study = studies.get(session, done)
    assert (study.status, study.blocks_done) == (StudyStatus.DONE, study.blocks_total)
    assert study.cells > 100
    loaded = {item["layer"]: item["loaded"] for item in study.layers}
    assert loaded["land"]
    assert loaded["substations"]
    assert not loaded["grid-room-demand"]
    assert all(item["licence"] for item in study.layers if item["loaded"])


def test_the_same_inputs_are_the_same_study_and_are_not_computed_again(desk: Desk, done: str) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        again = studies.order(session, "data-centre", 3)
        assert (again.id, again.status) == (done, StudyStatus.DONE)


def test_a_run_broken_off_goes_on_where_it_was(desk: Desk) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        study_id = studies.order(session, "data-centre", 5).id
    steps: list[Progress] = []
    ending = running.Bench(desk.sessions, desk.results, Serial(), lambda: len(steps) == 1)
    with pytest.raises(running.BrokenOff):
        running.run_study(ending, study_id, steps.append)
    assert status_of(desk, study_id) == StudyStatus.RUNNING
    later: list[Progress] = []
    assert running.run_study(desk.working, study_id, later.append)
    assert later[-1].resumed == len(steps) < later[-1].total
    assert status_of(desk, study_id) == StudyStatus.DONE


def test_a_study_that_another_process_runs_is_left_to_it(desk: Desk) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        study_id = studies.order(session, "data-centre", 3).id
    with unit_of_work(desk.sessions, SYSTEM) as other:
        assert siting.claim(other, study_id)
        assert not running.run_study(desk.working, study_id)


def test_layers_that_changed_after_the_order_end_the_study_with_a_reason(desk: Desk) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        row = studies.order(session, "data-centre", 3)
        siting.change_study(session, row.id, profile_id="gx-estate")
    running.run_study(desk.working, row.id)
    with unit_of_work(desk.sessions, SYSTEM) as session:
        found = studies.get(session, row.id)
    assert found.status == StudyStatus.FAILED
    assert "入れ替わった" in (found.error_ja or "")


def test_the_thread_works_off_what_is_queued(desk: Desk) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        study_id = studies.order(session, "gx-estate", 3).id
    desk.start()
    waited = threading.Event()
    for _ in range(300):
        if status_of(desk, study_id) == StudyStatus.DONE:
            break
        waited.wait(0.1)
    desk.stop()
    assert status_of(desk, study_id) == StudyStatus.DONE


def test_a_kept_result_reads_back_as_it_was(desk: Desk, done: str) -> None:
    read = kept(desk.results.path(done))
    assert read is not None
    assert read.study_id == done
    assert np.isnan(read.columns["grid-room"].low).all()
    assert read.editions["plants"].licence


def test_scenarios_have_ids_that_anybody_can_make_again(desk: Desk, done: str) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        one = scenarios.save(session, done, "open", {"grid-room": 0.0})
        same = scenarios.save(session, done, "open", {"grid-room": 0.0})
        other = scenarios.save(session, done, "open", {"grid-room": 1.0})
        assert one.id == same.id != other.id
        scenarios.complete_waiting(session, desk.results)
    with unit_of_work(desk.sessions, SYSTEM) as session:
        found, _ = scenarios.get(session, one.id)
        assert found.counts is not None
        assert found.counts["cells"] == found.counts["open"]
        reading = scenarios.reading_of(desk.results, found)
        stored = siting.areas(session, found.id)
    fresh = scenarios.largest_areas(reading)
    assert [round(area.area_ha, 6) for area in stored] == [round(area.area_ha, 6) for area in fresh]


def test_a_scenario_saved_before_its_study_ends_is_completed_with_it(desk: Desk) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        study_id = studies.order(session, "data-centre", 3).id
        saved = scenarios.save(session, study_id, "open", {})
    running.run_study(desk.working, study_id)
    with unit_of_work(desk.sessions, SYSTEM) as session:
        found, _ = scenarios.get(session, saved.id)
    assert found.counts is not None


def test_configuration_names_the_executor() -> None:
    assert isinstance(executor_of("serial", 1, None), Serial)
    assert executor_of("threads", 3, None) == Threads(3)
    assert executor_of("processes", 2, None) == Processes(2)
