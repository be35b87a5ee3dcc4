"""Signing in by the organisation's provider: code, PKCE, nonce, signature; and when it is down."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from joserfc.jwk import RSAKey
from sqlalchemy import Engine

from api.deps import moment_now
from api.security.forms import SESSION_COOKIE
from api.services.identity import registry
from api.services.identity.oidc import Provider
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Role
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, TestProvider, running_provider
from tests.support.ministry import Ministry

PAGE = {"accept": "text/html"}
SUBJECT = "subject-of-the-manager"


@pytest.fixture
def provider(app: FastAPI) -> Iterator[TestProvider]:
    with running_provider() as running:
        app.state.identity_provider = Provider("県庁ID", running.issuer, CLIENT_ID, CLIENT_SECRET)
        yield running


@pytest.fixture
def ministry(own_engine: Engine, ministry: Ministry, provider: TestProvider) -> Ministry:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        manager = ministry.actors["manager"].account_id
        assert manager
        registry.link(session, manager, provider.issuer, SUBJECT)
    return ministry


def sent_away(client: TestClient, next_path: str = "/rules") -> str:
    answer = client.get("/sign-in/oidc", params={"next": next_path}, headers=PAGE, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def back(client: TestClient, address: str) -> Response:
    return client.get(address, headers=PAGE, follow_redirects=False)


def test_a_linked_account_enters_without_a_second_factor_of_ours(
    client: TestClient, provider: TestProvider, ministry: Ministry
) -> None:
    answer = back(client, provider.authorize(sent_away(client), SUBJECT))
    assert answer.status_code == 303
    led = client.get(answer.headers["location"], headers=PAGE)
    assert led.url.path == "/rules"
    assert Role.MANAGER.text.ja in led.text


def test_the_form_offers_the_provider(client: TestClient, provider: TestProvider) -> None:
    assert "県庁IDでサインイン" in client.get("/sign-in", headers=PAGE).text


def test_who_is_linked_to_no_account_stays_outside(
    client: TestClient, provider: TestProvider, ministry: Ministry
) -> None:
    answer = back(client, provider.authorize(sent_away(client), "somebody else"))
    assert answer.status_code == 401
    assert "結び付いていません" in answer.text
    assert SESSION_COOKIE not in client.cookies


def test_a_disabled_account_stays_outside(
    client: TestClient, own_engine: Engine, provider: TestProvider, ministry: Ministry
) -> None:
    manager = ministry.actors["manager"].account_id
    assert manager
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        registry.set_active(session, manager, False, datetime.now(UTC))
    assert back(client, provider.authorize(sent_away(client), SUBJECT)).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another client"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
    ids=["nonce", "audience", "issuer", "expired", "no subject"],
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    client: TestClient, provider: TestProvider, ministry: Ministry, claims: dict[str, object]
) -> None:
    provider.claims = claims
    assert back(client, provider.authorize(sent_away(client), SUBJECT)).status_code == 401


def test_an_id_token_signed_by_another_key_is_refused(
    client: TestClient, provider: TestProvider, ministry: Ministry
) -> None:
    provider.signs_with = RSAKey.generate_key(2048, parameters={"kid": "k1"})
    assert back(client, provider.authorize(sent_away(client), SUBJECT)).status_code == 401


def test_an_answer_is_good_once_and_for_the_browser_that_asked(
    client: TestClient, provider: TestProvider, ministry: Ministry
) -> None:
    address = provider.authorize(sent_away(client), SUBJECT)
    with TestClient(client.app) as victim:
        assert back(victim, address).status_code == 401
    assert back(client, address).status_code == 401
    again = provider.authorize(sent_away(client), SUBJECT)
    assert back(client, again).status_code == 303
    assert back(client, again).status_code == 401


def test_an_answer_that_comes_too_late_is_refused(
    app: FastAPI, client: TestClient, provider: TestProvider, ministry: Ministry
) -> None:
    address = provider.authorize(sent_away(client), SUBJECT)
    app.dependency_overrides[moment_now] = lambda: datetime.now(UTC) + timedelta(minutes=11)
    assert back(client, address).status_code == 401


def test_a_provider_that_calls_itself_differently_is_not_trusted(
    client: TestClient, provider: TestProvider
) -> None:
    provider.serves_issuer = "https://elsewhere.example"
    answer = client.get("/sign-in/oidc", headers=PAGE, follow_redirects=False)
    assert answer.status_code == 503


def test_while_the_provider_is_down_a_break_glass_account_still_enters(
    app: FastAPI, client: TestClient, own_engine: Engine
) -> None:
    app.state.identity_provider = Provider("県庁ID", "http://127.0.0.1:1", CLIENT_ID, CLIENT_SECRET)
    answer = client.get("/sign-in/oidc", headers=PAGE)
    assert answer.status_code == 503
    assert "緊急用アカウント" in answer.text
    assert "127.0.0.1:1" not in answer.text
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        issued = registry.create(session, "glass", "当直", is_break_glass=True)
    sent = {"login": "glass", "password": issued.password}
    assert client.post("/sign-in", data=sent, headers=PAGE).url.path == "/sign-in/enrol"


def test_without_a_provider_there_is_no_such_page(client: TestClient) -> None:
    assert client.get("/sign-in/oidc").status_code == 404


def test_the_client_secret_is_never_shown(provider: TestProvider, app: FastAPI) -> None:
    assert CLIENT_SECRET not in repr(app.state.identity_provider)
