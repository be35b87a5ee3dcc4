"""Who a request acts as: by its session, as long as it runs and the post is held, and by nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.deps import CurrentActor, DatabaseSession, SignedIn, moment_now
from api.main import doors
from api.security.forms import FORM_FIELD, FORM_HEADER, SESSION_COOKIE
from api.web.view import HERE
from tests.api.examples import plan
from tests.api.test_intake import rows
from tests.support.ministry import Ministry
from tests.support.signing_in import sign_in, sign_out

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def unconnected() -> FastAPI:
    """A product of our own with three routes that say who calls and what is seen."""
    app = doors()

    @app.get("/who")
    def who(actor: CurrentActor) -> dict[str, str | None]:
        return {"role": str(actor.role), "account": str(actor.account_id)}

    @app.get("/members-only")
    def members_only(caller: SignedIn) -> str:
        return caller.name

    @app.get("/refused-by-the-database")
    def refused(session: DatabaseSession) -> None:
        session.execute(text("SELECT 1 FROM credential"))

    return app


def later(app: FastAPI, gone: timedelta) -> None:
    app.dependency_overrides[moment_now] = lambda: datetime.now(UTC) + gone


def change(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("name", ["officer", "approver", "reviewer", "manager", "finished", "administrator"])
def test_a_session_acts_as_its_post(
    client: TestClient, own_engine: Engine, ministry: Ministry, name: str
) -> None:
    actor = ministry.actors[name]
    sign_in(client, own_engine, actor)
    assert client.get("/who").json() == {"role": str(actor.role), "account": str(actor.account_id)}


def test_who_shows_nothing_is_the_public(client: TestClient, ministry: Ministry) -> None:
    assert client.get("/who").json()["role"] == "public"
    client.cookies.set(SESSION_COOKIE, "guessed")
    assert client.get("/who").json()["role"] == "public"


def test_an_officer_sees_the_plans_of_the_own_body_and_no_others(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["officer"])
    assert client.get(f"/v1/plans/{ministry.sent_plan}").status_code == 200
    assert client.get(f"/v1/plans/{ministry.draft_plan}").status_code == 404
    sign_out(client)
    assert client.get(f"/v1/plans/{ministry.sent_plan}").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE web_session SET ended_at = now()",
        "UPDATE web_session SET last_seen_at = now() - interval '61 minutes'",
        "UPDATE web_session SET created_at = now() - interval '13 hours', expires_at = now()",
        "UPDATE post_holding SET until = now()",
        "UPDATE account SET is_active = false",
        "UPDATE post SET is_active = false",
        "UPDATE body SET is_active = false",
    ],
)
def test_rights_end_at_once(
    client: TestClient, own_engine: Engine, ministry: Ministry, statement: str
) -> None:
    sign_in(client, own_engine, ministry.actors["officer"])
    assert client.get("/who").json()["role"] == "officer"
    change(own_engine, statement)
    assert client.get("/who").json()["role"] == "public"


def test_a_session_in_use_stays_open_until_its_longest_time(
    app: FastAPI, client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["officer"])
    change(own_engine, "UPDATE web_session SET expires_at = now() + interval '80 minutes'")
    for minutes, role in ((50, "officer"), (79, "officer"), (81, "public")):
        later(app, timedelta(minutes=minutes))
        assert client.get("/who").json()["role"] == role


@pytest.mark.parametrize("name", ["reviewer", "manager", "administrator"])
def test_ministry_and_administrator_are_nobody_before_the_second_factor(
    client: TestClient, own_engine: Engine, ministry: Ministry, name: str
) -> None:
    sign_in(client, own_engine, ministry.actors[name])
    change(own_engine, "UPDATE web_session SET second_factor_at = NULL")
    assert client.get("/who").json()["role"] == "public"
    assert client.get("/members-only").status_code == 401


def test_a_change_sent_with_an_ended_session_is_refused_and_not_done_as_the_public(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["officer"])
    before = rows(own_engine)
    change(own_engine, "UPDATE web_session SET ended_at = now()")
    answer = client.post("/v1/plans", json=plan())
    assert answer.status_code == 401
    assert answer.json()["code"] == "not-signed-in"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert rows(own_engine) == before


def test_a_change_without_the_token_of_the_form_is_refused(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    token = sign_in(client, own_engine, ministry.actors["officer"])
    before = rows(own_engine)
    right = client.headers.pop(FORM_HEADER)
    for wrong in ({}, {FORM_HEADER: "x"}, {FORM_HEADER: token}, {FORM_HEADER: "髙"}):
        headers = [(name.encode(), value.encode()) for name, value in wrong.items()]
        assert client.post("/v1/plans", json=plan(), headers=headers).status_code == 403
    assert client.post("/plans", data={"document": "x"}, headers=PAGE).status_code == 403
    assert rows(own_engine) == before
    sent = {"document": "x", FORM_FIELD: right}
    assert client.post("/plans", data=sent, headers=PAGE).status_code == 422
    assert client.post("/v1/plans", json=plan(), headers={FORM_HEADER: right}).status_code == 201


def test_the_token_of_a_form_does_not_open_the_session(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["officer"])
    form = client.get("/plans/new", headers=PAGE).text
    shown = re.search(rf'name="{FORM_FIELD}" value="([0-9a-f]+)"', form)
    assert shown
    client.cookies.set(SESSION_COOKIE, shown[1])
    assert client.get("/who").json()["role"] == "public"


@pytest.mark.parametrize(
    "path",
    sorted((HERE / "templates").rglob("*.jinja")),
    ids=lambda path: "/".join(path.parts[-2:]),
)
def test_every_form_that_changes_something_carries_the_token(path: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text("utf-8"), re.DOTALL):
        assert "{{ form_token }}" in form


def test_pages_of_a_person_are_kept_by_no_cache(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    assert "cache-control" not in client.get("/plans", headers=PAGE).headers
    sign_in(client, own_engine, ministry.actors["officer"])
    answer = client.get("/plans", headers=PAGE)
    assert answer.headers["cache-control"] == "no-store"
    assert "Cookie" in answer.headers["vary"]


def test_what_the_database_withholds_is_told_without_its_words(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/refused-by-the-database")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not-allowed"
    assert "credential" not in answer.text
    assert "permission denied" not in caplog.text
