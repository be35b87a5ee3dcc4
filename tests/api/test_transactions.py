"""One request is one transaction, committed before the answer leaves, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from api.services import screening
from data.db import make_engine
from tests.api.examples import plan
from tests.api.test_intake import rows


@pytest.fixture
def failing_commit() -> Iterator[None]:
    def refuse(session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("connection lost to secret-host"))

    event.listen(Session, "before_commit", refuse)
    yield
    event.remove(Session, "before_commit", refuse)


def test_a_failed_commit_is_never_answered_with_success(
    client: TestClient, own_engine: Engine, failing_commit: None
) -> None:
    answer = client.post("/v1/plans", json=plan())
    assert answer.status_code == 503
    assert "location" not in answer.headers
    assert "secret-host" not in answer.text
    assert rows(own_engine) == 0


def test_what_was_answered_with_success_is_committed(client: TestClient, own_engine: Engine) -> None:
    assert client.post("/v1/plans", json=plan()).status_code == 201
    assert rows(own_engine) == 2


def test_a_plan_is_not_kept_when_its_assessment_fails(
    client: TestClient, own_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("実装の秘密 postgresql://user:pw@db/shuseki")

    monkeypatch.setattr(screening, "assess", broken)
    answer = client.post("/v1/plans", json=plan())
    assert answer.status_code == 500
    assert "秘密" not in answer.text
    assert "postgresql" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert rows(own_engine) == 0


def test_a_database_that_is_down_is_told_as_not_ready(app: FastAPI) -> None:
    unreachable = make_engine("postgresql://nobody@127.0.0.1:1/none")
    app.state.sessions = sessionmaker(unreachable)
    with TestClient(app) as client:
        for path, accept in (("/healthz", "*/*"), ("/plans", "text/html"), ("/v1/plans", "application/json")):
            answer = client.get(path, headers={"accept": accept})
            assert answer.status_code == 503
            assert "127.0.0.1:1" not in answer.text


@pytest.mark.parametrize(
    "change",
    [
        "verdict = 'perhaps'",
        "plan_version = 0",
        "record = record || '{\"verdict\": \"eligible\"}', verdict = 'not_eligible'",
        "plan_id = '00000000-0000-4000-8000-000000000000'",
    ],
)
def test_the_database_refuses_an_assessment_that_contradicts_itself(
    client: TestClient, own_engine: Engine, change: str
) -> None:
    client.post("/v1/plans", json=plan())
    with pytest.raises(IntegrityError), own_engine.begin() as connection:
        connection.execute(text(f"UPDATE assessment SET {change}"))


@pytest.mark.parametrize(
    "change",
    [
        "plan_type = 'A'",
        "title = ''",
        "body_code = '1500'",
        "period_end = '2000-01-01'",
        "footprint = NULL",
        "footprint_origin = 'none'",
        "version = 0",
    ],
)
def test_the_database_refuses_a_plan_that_contradicts_itself(
    client: TestClient, own_engine: Engine, change: str
) -> None:
    client.post("/v1/plans", json=plan())
    with pytest.raises(IntegrityError), own_engine.begin() as connection:
        connection.execute(text(f"UPDATE plan SET {change}"))
