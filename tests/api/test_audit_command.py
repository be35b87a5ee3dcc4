"""``shuseki audit verify`` and the tables that ``shuseki rules`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from api.cli import audit as command
from api.cli.app import app
from api.services import audit
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.audit import AuditEvent
from rules.access import Action


@pytest.fixture
def trail(own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Three entries, and the command looking at them."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
            yield session

    monkeypatch.setattr(command, "open_session", opened)
    with opened() as session:
        for number in range(3):
            audit.record(session, AuditEvent.IMPORTED, "dataset_edition", str(number))
    return own_engine


def test_a_sound_trail_is_told_with_its_tip(trail: Engine) -> None:
    done = CliRunner().invoke(app, ["audit", "verify"])
    assert done.exit_code == 0
    assert "3件" in done.output
    tip = done.output.split()[-1]
    assert CliRunner().invoke(app, ["audit", "verify", "--expect", tip]).exit_code == 0
    assert "控えた" in CliRunner().invoke(app, ["audit", "verify", "--expect", "0" * 63 + "1"]).output


def test_an_altered_row_is_named(trail: Engine) -> None:
    with trail.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER never_changed"))
        connection.execute(text("UPDATE audit_event SET reason = '後から' WHERE position = 2"))
    done = CliRunner().invoke(app, ["audit", "verify"])
    assert done.exit_code == 1
    assert "第2行" in done.output


def test_the_matrix_is_printed_with_every_action() -> None:
    printed = CliRunner().invoke(app, ["rules", "access"]).output
    assert all(action.text.ja in printed for action in Action)


def test_the_workflow_is_printed_as_a_diagram() -> None:
    assert "stateDiagram-v2" in CliRunner().invoke(app, ["rules", "workflow"]).output
