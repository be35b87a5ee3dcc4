"""The office of the tests on faults, and the question they all end with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from data.attachment_store import AttachmentStore
from data.orm import Application, Submission
from tests.support.applying import Office, open_office
from tests.support.wholeness import contradictions

PDF = b"%PDF-1.7\n" + b"x" * 3000


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    """A prefecture, its neighbour, a ministry and an open call."""
    return open_office(client, own_engine)


@pytest.fixture
def store(app: FastAPI) -> AttachmentStore:
    """Where the office's files are kept."""
    kept: AttachmentStore = app.state.attachments
    return kept


def attach(office: Office, case: str, content: bytes = PDF, name: str = "根拠資料.pdf") -> Any:
    """Attach a file in the name of the officer."""
    client = office.by("officer")
    return client.post(f"/v1/applications/{case}/attachments", params={"name": name}, content=content)


@pytest.fixture
def ready(office: Office) -> str:
    """A case with a file, approved and not yet sent."""
    case = office.start()
    assert attach(office, case).status_code == 201
    for name, event in (("officer", "approval_requested"), ("approver", "approved")):
        assert office.step(name, case, event).status_code == 200
    return case


@pytest.fixture
def standing(office: Office, store: AttachmentStore) -> Callable[[str], tuple[str, str | None, int]]:
    """Tell state, number and count of versions of a case, after making sure that the state is whole."""

    def told(case: str) -> tuple[str, str | None, int]:
        with office.system() as session:
            assert contradictions(session, store) == []
            row = session.scalars(select(Application).where(Application.id == case)).one()
            versions = session.scalars(select(Submission).where(Submission.application_id == row.id)).all()
            return row.state, row.number, len(versions)

    return told
