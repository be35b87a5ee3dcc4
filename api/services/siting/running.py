"""Runs studies to their end: claims one, streams its blocks, keeps the result, tells how far it is.

Every block is kept as it is done, so that a run broken off (a restart, a closed terminal) goes on where it
was; the row of the study moves with every block, so that anybody can see it from anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from api.services.siting import inputs, scenarios
from api.services.siting.results import Results
from data.db import SessionFactory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import ShusekiError
from data.domain.wording import Text
from data.orm.siting import StudyStatus
from data.queries import siting
from geo.mesh import Level
from geo.siting.kept import keep
from geo.siting.profile import profile
from geo.siting.store import FolderStore
from geo.siting.study import Executor, Progress, Study, StudyResult, run

_LOG = logging.getLogger(__name__)
Told = Callable[[Progress], None]
_CHANGED = Text(
    "受付後に地理データが入れ替わったため中止しました。もう一度実行してください。",
    "The layers have changed since this was ordered. Please run it again.",
)
_BROKEN = Text(
    "計算中に予期しない誤りが起きました。運用担当者は記録（ログ）を確認してください。",
    "Something unexpected went wrong; the operator finds it in the log.",
)


class BrokenOff(Exception):
    """The process is ending; the study goes on at the next start."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What running needs: sessions, the results and their folder, an executor, and whether to end."""

    sessions: SessionFactory
    results: Results
    executor: Executor
    ending: Callable[[], bool] = lambda: False


def work_off(bench: Bench) -> None:
    """Run every study that is queued or was broken off, then work out the scenarios that still wait."""
    with unit_of_work(bench.sessions, SYSTEM) as session:
        waiting = siting.unfinished(session)
    for study_id in waiting:
        if bench.ending():
            return
        try:
            run_study(bench, study_id)
        except BrokenOff:
            return
    with unit_of_work(bench.sessions, SYSTEM) as session:
        scenarios.complete_waiting(session, bench.results)


def run_study(bench: Bench, study_id: str, told: Told | None = None) -> bool:
    """Run one study unless another process is at it; return whether this one did.

    A failure is written into the study's row with its reason; only ``BrokenOff`` is raised.
    """
    with unit_of_work(bench.sessions, SYSTEM) as guard:
        if not siting.claim(guard, study_id):
            return False
        try:
            _run(bench, study_id, told)
        except BrokenOff:
            raise
        except ShusekiError as error:
            _fail(bench, study_id, error.message)
        except Exception:
            _LOG.exception("siting: study %s failed", study_id)
            _fail(bench, study_id, _BROKEN)
    return True


def _run(bench: Bench, study_id: str, told: Told | None) -> None:
    with unit_of_work(bench.sessions, SYSTEM) as session:
        row = siting.study(session, study_id)
        if row is None or row.status not in (StudyStatus.QUEUED, StudyStatus.RUNNING):
            return
        study = inputs.study_of(session, profile(row.profile_id), Level(row.level))
    if study.id != study_id:
        _fail(bench, study_id, _CHANGED)
        return
    result = _computed(bench, study, told)
    keep(result, bench.results.path(study_id))
    bench.results.hold(result)
    with unit_of_work(bench.sessions, SYSTEM) as session:
        siting.finish(session, study_id, len(result.cells))
        scenarios.complete_waiting(session, bench.results)


def _computed(bench: Bench, study: Study, told: Told | None) -> StudyResult:
    def progress(step: Progress) -> None:
        columns = {"blocks_done": step.done, "blocks_total": step.total, "cells": step.cells}
        with unit_of_work(bench.sessions, SYSTEM) as session:
            siting.change_study(session, study.id, status=str(StudyStatus.RUNNING), **columns)
        if told is not None:
            told(step)
        if bench.ending() and step.done < step.total:
            raise BrokenOff

    return run(study, bench.executor, FolderStore(bench.results.folder / "columns"), progress)


def _fail(bench: Bench, study_id: str, reason: Text) -> None:
    with unit_of_work(bench.sessions, SYSTEM) as session:
        columns = {"status": str(StudyStatus.FAILED), "error_ja": reason.ja, "error_en": reason.en}
        siting.change_study(session, study_id, **columns)
