"""Rehearsing at the command line and over stored plans: a table, a CSV, and nothing stored."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.services import rehearsals
from api.services.samples import load_samples
from data.db import act_as
from data.domain.actor import SYSTEM
from data.domain.assessment import Status
from data.orm import Plan, StoredAssessment
from tests.api.test_cli import Run, run

__all__ = ["run"]
DRAFT = """
title: 用地の面積を60haとする案
thresholds:
  gx2.land.area_ha:
    values: [{since: 2027-04-01, value: 60}]
"""
ON = date(2026, 11, 1)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_a_rehearsal_over_samples_prints_changes_with_their_cause_and_totals(run: Run, draft: Path) -> None:
    status, out, _ = run("rules", "rehearse", str(draft), "--samples")
    assert status == 0
    assert "30ha → 60ha（2027年4月1日から）" in out
    assert "gx.land" in out
    assert "計画 24件のうち" in out


def test_the_csv_holds_one_line_for_each_change_with_both_reasons(
    run: Run, draft: Path, tmp_path: Path
) -> None:
    table = tmp_path / "changes.csv"
    run("rules", "rehearse", str(draft), "--samples", "--csv", str(table))
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert row["criterion"] == "gx.land"
        assert (row["before"], row["after"]) != ("", "")
        assert "30ha → 60ha" in row["cause"]
        assert "60ha" in row["reason_after"]


def test_a_folder_of_drafts_is_rehearsed_together(run: Run, draft: Path) -> None:
    other = draft.with_name("second.yaml")
    other.write_text(DRAFT.replace("gx2.land.area_ha", "gx2.power.mw").replace("60", "2000"), "utf-8")
    _, out, _ = run("rules", "rehearse", str(draft.parent), "--samples")
    assert "gx.land" in out
    assert "gx.power.scale" in out


def test_a_draft_that_cannot_be_read_is_bad_input(run: Run, tmp_path: Path) -> None:
    status, _, err = run("rules", "rehearse", str(tmp_path / "none.yaml"), "--samples")
    assert status == 2
    assert "案のファイルを読めません" in err


def test_a_rehearsal_over_stored_plans_reads_the_facts_kept_and_stores_nothing(session: Session) -> None:
    act_as(session, SYSTEM)
    load_samples(session, ON)
    counts = select(func.count(Plan.id)), select(func.count(StoredAssessment.id))
    before = [session.scalar(query) for query in counts]
    proposal = rehearsals.draft_of([DRAFT])
    unread: list[UUID] = []
    outcomes = list(rehearsals.over_stored(session, proposal, rehearsals.day_of(proposal, ON), unread))
    assert len(outcomes) == rehearsals.count_stored(session) == before[0]
    changed = [row for outcome in outcomes for row in rehearsals.rows(outcome)]
    assert changed
    assert all(row.criterion == "gx.land" and row.after is Status.NOT_MET for row in changed)
    assert [session.scalar(query) for query in counts] == before
    assert not session.dirty
    assert unread == []
    assert not session.new
