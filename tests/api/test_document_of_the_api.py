"""Requests made from the OpenAPI document itself, as everybody: refused or answered, never a defect.

One request of each operation and person here, the same in every run. To look longer, say how many:
``SHUSEKI_API_EXAMPLES=50 python -m pytest tests/api/test_document_of_the_api.py``.
"""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core import NOT_SET
from sqlalchemy import Engine

from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.ministry import Ministry, found
from tests.support.reviewing import Sent, send_case
from tests.support.signing_in import sign_in

PEOPLE = ("public", "officer", "reviewer", "manager", "administrator")
EXAMPLES = int(os.environ.get("SHUSEKI_API_EXAMPLES", "1"))
ENDS_THE_SESSION = {("post", "/sign-out"), ("delete", "/v1/session"), ("post", "/v1/session")}
NOT_LOADED = {("post", "/v1/siting/studies"): "shuseki import n03"}
"""Answers 503 while no land is loaded, as here, and then has to name the command that loads it."""
CARRIED = ("json", "data", "content", "files")


@schemathesis.serializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def as_workbook(_: object, value: object) -> bytes:
    """Workbooks are sent as the bytes that were made up; real ones are in the tests of workbooks."""
    return value if isinstance(value, bytes) else repr(value).encode()


def request_of(case: Any, known: Mapping[str, str]) -> dict[str, Any]:
    """Turn a generated case into a request, with ids there are in place of some of the invented ones."""
    chance = random.Random(repr(case.path_parameters))
    for name in case.path_parameters or {}:
        if name in known and chance.random() < 0.7:
            case.path_parameters[name] = known[name]
    made = case.as_transport_kwargs(base_url="http://testserver")
    request = {name: made[name] for name in ("method", "url", "params", "headers") if made.get(name)}
    request["headers"] = {
        name: value
        for name, value in request.get("headers", {}).items()
        if name.lower() not in {"cookie", "authorization", "x-form-token"}
    }
    for name in CARRIED:
        if made.get(name) is not None and made[name] is not NOT_SET:
            is_raw = name == "data" and isinstance(made[name], str | bytes)
            request["content" if is_raw else name] = made[name]
    return request


@pytest.fixture
def stored(own_engine: Engine) -> tuple[Ministry, Sent]:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        ministry = found(session)
        return ministry, send_case(session, ministry, "R8-1-0020", body="officer")


@pytest.mark.parametrize("name", PEOPLE)
def test_no_request_that_the_document_suggests_meets_a_defect(
    app: FastAPI, client: TestClient, own_engine: Engine, stored: tuple[Ministry, Sent], name: str
) -> None:
    ministry, sent_case = stored
    if name != "public":
        sign_in(client, own_engine, ministry.actors[name])
    case = str(sent_case.id)
    known = {
        "application_id": case, "case_id": case, "call_id": str(ministry.call), "number": "1",
        "plan_id": str(ministry.open_plan), "z": "1", "x": "1", "y": "1",
    }  # fmt: skip
    defects: dict[str, str] = {}
    sent = 0
    for result in schemathesis.openapi.from_dict(app.openapi()).get_all_operations():
        operation = result.ok()
        if (operation.method, operation.path) in ENDS_THE_SESSION:
            continue

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(generated=operation.as_strategy())
        def answered(generated: Any) -> None:
            nonlocal sent
            request = request_of(generated, known)
            answer = client.request(follow_redirects=False, **request)
            sent += 1
            remedy = NOT_LOADED.get((generated.method.lower(), generated.path))
            is_told = answer.status_code == 503 and remedy is not None and remedy in answer.text
            if answer.status_code >= 500 and not is_told:
                defects[f"{generated.method} {generated.path}"] = f"{request} {answer.text}"[:600]

        answered()
    assert defects == {}
    assert sent > len(app.openapi()["paths"])
