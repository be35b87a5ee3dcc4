"""Signing in: each step in turn, a new token at each, and no word about which accounts exist."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, text

from api.deps import moment_now
from api.security.forms import FORM_FIELD, SESSION_COOKIE, safe_return
from api.services import bodies
from api.services.identity import passwords, registry
from api.services.identity.registry import Issued
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, BodyKind, Role
from data.domain.wording import Text

PAGE = {"accept": "text/html"}
NEW_PASSWORD = "雪国の鉄道と稲の香り2026"
MINUTE = timedelta(minutes=1)


class Clock:
    """The server's clock, moved by hand so that codes and locks can be waited for."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock(app: FastAPI) -> Clock:
    clock = Clock()
    app.dependency_overrides[moment_now] = clock
    return clock


def make(
    engine: Engine, login: str, role: Role, code: str, kind: BodyKind, is_break_glass: bool = False
) -> Issued:
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        now = datetime.now(UTC) - MINUTE
        name = None if kind is BodyKind.PREFECTURE else Text("省", "ministry")
        bodies.add_body(session, kind, code, name)
        post = bodies.add_post(session, code, role, Text(f"職 {login}", login))
        issued = registry.create(session, login, "山田 花子", is_break_glass=is_break_glass)
        bodies.give_post(session, post.id, issued.account.id, now)
    return issued


@pytest.fixture
def officer(own_engine: Engine) -> Issued:
    """An officer who has changed the first password to ``NEW_PASSWORD``."""
    issued = make(own_engine, "officer", Role.OFFICER, "15000", BodyKind.PREFECTURE)
    with own_engine.begin() as connection:
        changed = {"hash": passwords.hash_password(NEW_PASSWORD)}
        connection.execute(
            text("UPDATE credential SET password_hash = :hash, must_change_password = false"), changed
        )
    return issued


def enter(client: TestClient, login: str, password: str, **more: str) -> Response:
    sent = {"login": login, "password": password, **more}
    return client.post("/sign-in", data=sent, headers=PAGE, follow_redirects=False)


def send(client: TestClient, path: str, **fields: str) -> Response:
    """Send the form of a page with the token it carries."""
    page = client.get(path, headers=PAGE)
    token = piece(rf'name="{FORM_FIELD}" value="([^"]+)"', page.text)
    return client.post(path, data={FORM_FIELD: token, **fields}, headers=PAGE, follow_redirects=False)


def piece(pattern: str, page: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    assert found, page
    return found[found.re.groups]


def events(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT event FROM audit_event ORDER BY position")))


def test_an_officer_signs_in_with_the_password_and_out_again(
    client: TestClient, own_engine: Engine, officer: Issued
) -> None:
    answer = enter(client, " ＯＦＦＩＣＥＲ ", NEW_PASSWORD, next="/plans?after=x")
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    page = client.get("/plans", headers=PAGE).text
    assert "山田 花子" in page
    assert "担当者（作成団体）" in page
    token = piece(rf'name="{FORM_FIELD}" value="([^"]+)"', page)
    old = client.cookies[SESSION_COOKIE]
    client.post("/sign-out", data={FORM_FIELD: token}, headers=PAGE)
    assert SESSION_COOKIE not in client.cookies
    client.cookies.set(SESSION_COOKIE, old)
    assert "山田 花子" not in client.get("/plans", headers=PAGE).text
    assert events(own_engine)[-2:] == ["account:session:opened", "account:session:closed"]


def test_the_first_administrator_changes_the_password_and_registers_a_second_factor(
    client: TestClient, own_engine: Engine, clock: Clock
) -> None:
    issued = make(own_engine, "admin", Role.ADMINISTRATOR, "METI", BodyKind.MINISTRY)
    first = enter(client, "admin", issued.password)
    tokens = {client.cookies[SESSION_COOKIE]}
    step = client.get(first.headers["location"], headers=PAGE)
    assert step.url.path == "/sign-in/enrol"
    assert "<svg" in step.text
    secret = piece(r"<code>([A-Z2-7]{32})</code>", step.text)
    assert send(client, "/sign-in/enrol", code="000000").status_code == 422
    done = send(client, "/sign-in/enrol", code=pyotp.TOTP(secret).at(clock.now))
    assert len(re.findall(r"<code>[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}</code>", done.text)) == 10
    tokens.add(client.cookies[SESSION_COOKIE])
    assert client.get("/sign-in", headers=PAGE).url.path == "/sign-in/password"
    assert (
        send(client, "/sign-in/password", password=issued.password, new_password="short").status_code == 422
    )
    send(client, "/sign-in/password", password=issued.password, new_password=NEW_PASSWORD)
    tokens.add(client.cookies[SESSION_COOKIE])
    assert len(tokens) == 3
    assert "システム管理者" in client.get("/", headers=PAGE).text


def registered(client: TestClient, engine: Engine, clock: Clock) -> tuple[str, str]:
    """An administrator with password and second factor; returns the secret and one recovery code."""
    issued = make(engine, "admin", Role.ADMINISTRATOR, "METI", BodyKind.MINISTRY)
    enter(client, "admin", issued.password)
    secret = piece(r"<code>([A-Z2-7]{32})</code>", client.get("/sign-in/enrol", headers=PAGE).text)
    done = send(client, "/sign-in/enrol", code=pyotp.TOTP(secret).at(clock.now))
    recovery = piece(r"<code>([2-9A-Z-]{17})</code>", done.text)
    send(client, "/sign-in/password", password=issued.password, new_password=NEW_PASSWORD)
    client.cookies.clear()
    return secret, recovery


def test_a_code_works_once_and_a_recovery_code_too(
    client: TestClient, own_engine: Engine, clock: Clock
) -> None:
    secret, recovery = registered(client, own_engine, clock)
    enter(client, "admin", NEW_PASSWORD)
    assert send(client, "/sign-in/code", code=pyotp.TOTP(secret).at(clock.now)).status_code == 401
    clock.wait(MINUTE)
    assert send(client, "/sign-in/code", code=pyotp.TOTP(secret).at(clock.now)).status_code == 303
    for expected in (303, 401):
        client.cookies.clear()
        enter(client, "admin", NEW_PASSWORD)
        assert send(client, "/sign-in/code", code=recovery.lower()).status_code == expected


def test_guessing_codes_is_locked_out(client: TestClient, own_engine: Engine, clock: Clock) -> None:
    secret, _ = registered(client, own_engine, clock)
    clock.wait(MINUTE)
    enter(client, "admin", NEW_PASSWORD)
    answers = [send(client, "/sign-in/code", code="000000").status_code for _ in range(5)]
    assert answers == [401, 401, 401, 401, 429]
    assert send(client, "/sign-in/code", code=pyotp.TOTP(secret).at(clock.now)).status_code == 429


def test_unknown_accounts_are_refused_and_locked_in_the_same_words(
    client: TestClient, own_engine: Engine, officer: Issued, clock: Clock
) -> None:
    told: dict[str, list[tuple[int, str]]] = {}
    for login in ("officer", "nobody"):
        answers = [enter(client, login, "wrong password") for _ in range(6)]
        told[login] = [
            (answer.status_code, piece(r'role="alert".*?</section>', answer.text)) for answer in answers
        ]
    assert told["officer"] == told["nobody"]
    assert [status for status, _ in told["nobody"]] == [401] * 4 + [429] * 2
    assert enter(client, "officer", NEW_PASSWORD).status_code == 429
    clock.wait(16 * MINUTE)
    assert enter(client, "officer", NEW_PASSWORD).status_code == 303
    assert events(own_engine).count("account:locked") == 2


def test_an_unknown_account_goes_the_same_way_through_the_password_check(
    client: TestClient, officer: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str | None] = []
    real = passwords.is_password

    def noted(stored: str | None, typed: str) -> bool:
        compared.append(stored)
        return real(stored, typed)

    monkeypatch.setattr(passwords, "is_password", noted)
    enter(client, "nobody", "x")
    enter(client, "officer", "x")
    assert compared[0] is None
    assert compared[1] is not None


def test_one_address_cannot_try_many_logins(app: FastAPI, client: TestClient, officer: Issued) -> None:
    from dataclasses import replace  # noqa: PLC0415 - here only

    app.state.sign_in = replace(app.state.sign_in, failures_per_address=3)
    assert [enter(client, f"guess{n}", "x").status_code for n in range(4)] == [401, 401, 429, 429]
    assert enter(client, "officer", NEW_PASSWORD).status_code == 429


def test_a_session_given_by_somebody_else_is_not_the_one_that_signs_in(
    client: TestClient, officer: Issued
) -> None:
    client.cookies.set(SESSION_COOKIE, "fixed-by-an-attacker")
    enter(client, "officer", NEW_PASSWORD)
    tokens = {cookie.value for cookie in client.cookies.jar}
    with_fixed = TestClient(client.app, cookies={SESSION_COOKIE: "fixed-by-an-attacker"})
    assert "山田 花子" not in with_fixed.get("/plans", headers=PAGE).text
    assert tokens - {"fixed-by-an-attacker"}


def test_a_disabled_account_is_refused_like_a_wrong_password(
    client: TestClient, own_engine: Engine, officer: Issued
) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        registry.set_active(session, officer.account.id, False, datetime.now(UTC))
    assert enter(client, "officer", NEW_PASSWORD).status_code == 401


def test_changing_the_password_ends_the_other_sessions(client: TestClient, officer: Issued) -> None:
    enter(client, "officer", NEW_PASSWORD)
    other = TestClient(client.app)
    enter(other, "officer", NEW_PASSWORD)
    changed = send(other, "/sign-in/password", password=NEW_PASSWORD, new_password="another long password")
    assert changed.status_code == 303
    assert "山田 花子" not in client.get("/plans", headers=PAGE).text
    assert "山田 花子" in other.get("/plans", headers=PAGE).text


def test_a_break_glass_account_needs_a_second_factor_and_alerts_the_administrators(
    client: TestClient, own_engine: Engine
) -> None:
    make(own_engine, "admin", Role.ADMINISTRATOR, "METI", BodyKind.MINISTRY)
    issued = make(own_engine, "glass", Role.OFFICER, "15000", BodyKind.PREFECTURE, is_break_glass=True)
    answer = enter(client, "glass", issued.password)
    assert client.get(answer.headers["location"], headers=PAGE).url.path == "/sign-in/enrol"
    assert "account:break_glass:used" in events(own_engine)
    with own_engine.connect() as connection:
        assert "glass" in connection.scalar(text("SELECT message_ja FROM notice"))


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil",
        "x",
        "",
    ],
)
def test_signing_in_never_leads_to_another_host(client: TestClient, officer: Issued, wanted: str) -> None:
    assert safe_return(wanted) == "/"
    answer = enter(client, "officer", NEW_PASSWORD, next=wanted)
    assert answer.headers["location"] == "/sign-in?next=%2F"


def test_after_signing_in_one_is_back_at_the_page_asked_for(client: TestClient, officer: Issued) -> None:
    answer = enter(client, "officer", NEW_PASSWORD, next="/rules?lang=en")
    led = client.get(answer.headers["location"], headers=PAGE)
    assert str(led.url).endswith("/rules?lang=en")


def test_no_secret_is_kept_or_told(
    client: TestClient, own_engine: Engine, officer: Issued, caplog: pytest.LogCaptureFixture
) -> None:
    answer = enter(client, "officer", "typed-by-mistake")
    assert "typed-by-mistake" not in answer.text
    enter(client, "typed-by-mistake", "x")
    enter(client, "officer", NEW_PASSWORD)
    kept = client.cookies[SESSION_COOKIE]
    with own_engine.connect() as connection:
        tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        stored = "".join(
            row for table in tables for row in connection.scalars(text(f'SELECT t::text FROM "{table}" t'))
        )
    for secret in ("typed-by-mistake", NEW_PASSWORD, kept, officer.password):
        assert secret not in stored
        assert secret not in caplog.text
    assert officer.password not in repr(officer)
