"""Signing in without pages: the same steps, told as problem details."""

from __future__ import annotations

import json

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.deps import moment_now
from api.security.forms import FORM_HEADER
from api.services.identity.registry import Issued
from tests.api.test_signing_in import MINUTE, NEW_PASSWORD, Clock, officer, registered  # noqa: F401 - a fixture


def test_an_officer_signs_in_and_out(client: TestClient, officer: Issued) -> None:  # noqa: F811
    assert client.get("/v1/session").json()["role"] == "public"
    answer = client.post("/v1/session", json={"login": "officer", "password": NEW_PASSWORD})
    assert answer.status_code == 200
    told = client.get("/v1/session").json()
    assert (told["role"], told["signed_in"], told["pending"]) == ("officer", True, None)
    assert client.delete("/v1/session").status_code == 403
    token = answer.json()["form_token"]
    assert client.delete("/v1/session", headers={FORM_HEADER: token}).status_code == 204
    assert client.get("/v1/session").json()["role"] == "public"


def test_a_manager_proves_the_second_factor(app: FastAPI, client: TestClient, own_engine: Engine) -> None:
    clock = Clock()
    app.dependency_overrides[moment_now] = clock
    secret, _ = registered(client, own_engine, clock)
    clock.wait(MINUTE)
    opened = client.post("/v1/session", json={"login": "admin", "password": NEW_PASSWORD})
    assert client.get("/v1/session").json()["pending"] == "second_factor"
    headers = {FORM_HEADER: opened.json()["form_token"]}
    assert client.post("/v1/session/code", json={"code": "1"}, headers=headers).status_code == 401
    code = pyotp.TOTP(secret).at(clock.now)
    assert client.post("/v1/session/code", json={"code": code}, headers=headers).status_code == 200
    assert client.get("/v1/session").json()["role"] == "administrator"


def test_failures_are_problem_details_and_lead_to_a_lock(client: TestClient, officer: Issued) -> None:  # noqa: F811
    answers = [client.post("/v1/session", json={"login": "officer", "password": "wrong"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401] * 4 + [429]
    assert answers[0].json()["code"] == "sign-in-refused"
    assert answers[4].json()["code"] == "locked-out"
    assert answers[0].headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {"password": "typed-in-vain"},
        {"login": "x", "password": ["typed-in-vain"]},
        {"login": "x" * 300, "password": "typed-in-vain"},
        {"login": "x", "password": "typed-in-vain", "more": 1},
    ],
)
def test_a_password_is_never_repeated_in_an_answer(
    client: TestClient, body: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.post("/v1/session", json=body)
    assert answer.status_code == 422
    assert "typed-in-vain" not in json.dumps(answer.json())
    assert "typed-in-vain" not in caplog.text


@pytest.mark.parametrize(
    "login", ["\x00", "'; DROP TABLE account; --", "<script>alert(1)</script>", "髙" * 200]
)
def test_strange_logins_are_refused_like_any_other(client: TestClient, login: str) -> None:
    assert client.post("/v1/session", json={"login": login, "password": "x\x00"}).status_code == 401
