"""Killed, full, late, repeated, stale: what was not answered may be sent again, and nothing contradicts."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.main import create_app
from api.services import attachment_care
from api.services.applications import steps
from api.settings import Settings
from data import migration
from data.attachment_store import AttachmentStore
from data.cluster import PrivateCluster
from data.db import make_engine
from data.orm import Attachment, Call, Submission, WebSession
from data.queries import clock
from tests.architecture.files import ROOT
from tests.faults.conftest import PDF, attach
from tests.support.applying import Office, open_office
from tests.support.signing_in import sign_in

Standing = Callable[[str], tuple[str, str | None, int]]
NOT_SENT, SENT = ("approved", None, 0), ("submitted", "R8-B-1-0001", 1)


def struck(office: Office, app: FastAPI, who: str, moment: str, path: str, **request: Any) -> None:
    """Send a request from a process of its own that is killed at a moment of it."""
    asked = {
        "home": str(app.state.attachments.folder.parent),
        "database": office.engine.url.render_as_string(hide_password=False),
        "token": sign_in(office.client, office.engine, office.actors[who]),
        "path": path,
        "params": request.get("params", {}),
        "headers": request.get("headers", {}),
        "content": b64encode(request.get("content", b"")).decode(),
    }
    command = [sys.executable, "-m", "tests.support.struck", moment]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(asked), text=True, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def kill_server(cluster: PrivateCluster) -> None:
    """End every process of the server at once; back when none of them can answer any more."""
    note = cluster.folder / "data" / "postmaster.pid"
    os.kill(int(note.read_text().splitlines()[0]), signal.SIGQUIT)
    given_up = time.monotonic() + 60
    while note.exists():
        assert time.monotonic() < given_up, "the server lives on"
        time.sleep(0.01)


def test_the_database_ends_the_connection_mid_submit(
    office: Office, ready: str, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = steps.enter

    def terminated(session: Session, *given: Any, **named: Any) -> Any:
        happened = entered(session, *given, **named)
        backend = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with office.system() as other:
            other.execute(text("SELECT pg_terminate_backend(:backend, 5000)"), {"backend": backend})
        return happened

    with monkeypatch.context() as patched:
        patched.setattr(steps, "enter", terminated)
        answer = office.send("approver", ready, key="k")
    assert answer.status_code == 503
    assert standing(ready) == NOT_SENT
    assert office.send("approver", ready, key="k").status_code == 201
    assert standing(ready) == SENT


def test_the_whole_database_server_is_killed_mid_submit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fastapi.testclient import TestClient  # noqa: PLC0415 - this office has a database of its own

    from tests.support.wholeness import contradictions  # noqa: PLC0415

    tmp_path.parent.parent.chmod(0o711)
    home = tmp_path / "home"
    home.mkdir()
    entered = steps.enter
    with PrivateCluster(home) as cluster:
        migration.upgrade(cluster.url())
        engine = make_engine(cluster.url())
        office = open_office(TestClient(create_app(Settings(home=home), engine)), engine)
        case = office.approved()

        def killed(session: Session, *given: Any, **named: Any) -> Any:
            happened = entered(session, *given, **named)
            session.flush()
            kill_server(cluster)
            return happened

        with monkeypatch.context() as patched:
            patched.setattr(steps, "enter", killed)
            assert office.send("approver", case, key="k").status_code == 503
        engine.dispose()
    with PrivateCluster(home):
        with office.system() as session:
            assert contradictions(session, AttachmentStore(home / "attachments")) == []
            assert session.scalars(select(Submission)).all() == []
        assert office.send("approver", case, key="k").json()["number"] == "R8-B-1-0001"
        with office.system() as session:
            assert contradictions(session, AttachmentStore(home / "attachments")) == []
        engine.dispose()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_the_disk_of_attachments_is_full(
    office: Office, store: AttachmentStore, ready: str, standing: Standing, monkeypatch: Any, number: int
) -> None:
    case = office.start()
    for name in ("fsync", "replace"):

        def full(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patched:
            patched.setattr(os, name, full)
            answer = attach(office, case, PDF + name.encode())
        assert answer.status_code == 503
        assert "空き容量" in answer.json()["detail"]
    assert office.client.get(f"/v1/applications/{case}/attachments").json() == []
    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1
    assert standing(case) == ("draft", None, 0)
    assert attach(office, case).status_code == 201


def test_the_process_is_killed_between_file_and_row(
    office: Office, app: FastAPI, store: AttachmentStore, standing: Standing
) -> None:
    case = office.start()
    path = f"/v1/applications/{case}/attachments"
    struck(office, app, "officer", "file kept, no row", path, params={"name": "a.pdf"}, content=PDF)
    kept = [path for path in store.folder.rglob("*") if path.is_file()]
    assert [store.is_sound(path.name, len(PDF)) for path in kept] == [True]
    assert standing(case) == ("draft", None, 0)
    with office.system() as session:
        assert session.scalars(select(Attachment)).all() == []
        assert attachment_care.sweep(session, store) == 0, "an upload under way has no row either"
    assert attach(office, case).status_code == 201
    with office.system() as session:
        report = attachment_care.verify(session, store)
        assert list(report.damaged) == []


@pytest.mark.parametrize(
    ("moment", "left"), [("version written, not committed", NOT_SENT), ("committed, not answered", SENT)]
)
def test_the_process_is_killed_around_the_commit_of_a_version(
    office: Office, app: FastAPI, ready: str, standing: Standing, moment: str, left: Any
) -> None:
    office.by("approver")
    headers = {**office.version(ready), "idempotency-key": "k", "content-type": "application/json"}
    path = f"/v1/applications/{ready}/versions"
    struck(office, app, "approver", moment, path, headers=headers, content=b"{}")
    assert standing(ready) == left
    again = office.client.post(path, json={}, headers=headers)
    assert again.status_code == 201, "whoever got no answer sends the same again and gets the one receipt"
    assert again.json()["number"] == "R8-B-1-0001"
    assert standing(ready) == SENT


@pytest.mark.parametrize(("first", "then", "left"), [(-5, 3600, SENT), (3600, -5, NOT_SENT)])
def test_the_clock_jumps_over_the_deadline(
    office: Office, ready: str, standing: Standing, monkeypatch: Any, first: int, then: int, left: Any
) -> None:
    with office.system() as session:
        closes_at = session.get_one(Call, office.call).closes_at
    moments = [closes_at + timedelta(seconds=first)]

    def jumping(_: Session) -> Any:
        return moments.pop() if moments else closes_at + timedelta(seconds=then)

    client = office.by("approver")
    headers = {**office.version(ready), "idempotency-key": "k"}
    with monkeypatch.context() as patched:
        patched.setattr(clock, "moment", jumping)
        answer = client.post(f"/v1/applications/{ready}/versions", json={}, headers=headers)
    assert answer.status_code == (201 if left == SENT else 409)
    assert standing(ready) == left
    if left == SENT:
        with office.system() as session:
            assert session.scalars(select(Submission)).one().submitted_at < closes_at


def test_the_clock_of_the_application_server_decides_nothing(
    office: Office, ready: str, app: FastAPI, standing: Standing
) -> None:
    from api.deps import moment_now  # noqa: PLC0415 - replaced for this test alone

    office.by("approver")
    headers = {**office.version(ready), "idempotency-key": "k"}
    path = f"/v1/applications/{ready}/versions"
    with office.system() as session:
        long_ago = session.scalars(select(WebSession.last_seen_at)).first()
    office.close()
    app.dependency_overrides[moment_now] = lambda: long_ago
    assert office.client.post(path, json={}, headers=headers).status_code == 409
    app.dependency_overrides.clear()
    assert standing(ready) == NOT_SENT


def test_the_same_submission_is_sent_three_times_and_three_times_at_once(
    office: Office, ready: str, standing: Standing
) -> None:
    office.by("approver")
    headers = {**office.version(ready), "idempotency-key": "our-key"}

    def send(_: int) -> tuple[int, str]:
        answer = office.client.post(f"/v1/applications/{ready}/versions", json={}, headers=headers)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(3) as pool:
        answers = {*pool.map(send, range(3)), *map(send, range(3))}
    assert [status for status, _ in answers] == [201]
    assert standing(ready) == SENT


def test_two_people_submit_at_once_with_keys_of_their_own(
    office: Office, ready: str, standing: Standing
) -> None:
    office.by("approver")
    seen = office.version(ready)

    def send(key: str) -> int:
        headers = {**seen, "idempotency-key": key}
        path = f"/v1/applications/{ready}/versions"
        return int(office.client.post(path, json={}, headers=headers).status_code)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, ("one", "other"))) == [201, 412]
    assert standing(ready) == SENT


def test_many_bodies_submit_at_once_and_every_number_is_given_once(
    office: Office, standing: Standing
) -> None:
    cases = [office.approved() for _ in range(6)]
    office.by("approver")
    seen = {case: office.version(case) for case in cases}

    def send(case: str) -> str:
        headers = {**seen[case], "idempotency-key": case}
        return str(office.client.post(f"/v1/applications/{case}/versions", json={}, headers=headers).json())

    with ThreadPoolExecutor(6) as pool:
        receipts = list(pool.map(send, cases))
    assert len({receipt for receipt in receipts if "receipt.v1" in receipt}) == len(cases)
    assert sorted(str(standing(case)[1]) for case in cases) == [f"R8-B-1-000{n}" for n in range(1, 7)]


def test_an_act_on_an_old_version_changes_nothing(office: Office, ready: str, standing: Standing) -> None:
    office.by("approver")
    stale = {"if-match": '"v1"', "idempotency-key": "k"}
    answers = [
        office.client.post(f"/v1/applications/{ready}/versions", json={}, headers=stale),
        office.client.post(
            f"/v1/applications/{ready}/steps",
            json={"event": "application:reworked", "reason": "x"},
            headers=stale,
        ),
    ]
    assert [answer.status_code for answer in answers] == [412, 412]
    assert standing(ready) == NOT_SENT


def test_the_database_is_gone_and_comes_back(
    office: Office, ready: str, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.by("approver")
    headers = {**office.version(ready), "idempotency-key": "k"}
    path = f"/v1/applications/{ready}/versions"

    def refused(*_: object, **__: object) -> None:
        raise OperationalError("connect", {}, Exception("connection refused"))

    with monkeypatch.context() as patched, suppress(OperationalError):
        patched.setattr(office.engine.pool, "connect", refused)
        answer = office.client.post(path, json={}, headers=headers)
        assert answer.status_code == 503
        assert "refused" not in answer.text
    assert standing(ready) == NOT_SENT
    assert office.client.post(path, json={}, headers=headers).status_code == 201
