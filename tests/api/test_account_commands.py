"""``shuseki account`` and demonstration accounts: the first administrator, lost passwords, shown once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from api.cli import accounts as account_commands
from api.cli import db as db_commands
from api.cli.app import app
from api.services import calls
from data.db import make_session_factory, unit_of_work
from data.domain.actor import POST_ROLES, SYSTEM
from data.domain.errors import Conflict, NotFound
from data.domain.plan.kinds import PlanType

PASSWORD = re.compile(r"shown once: (\S+)")


@pytest.fixture(autouse=True)
def _database(own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(*_: Any) -> Iterator[Session]:
        with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
            yield session

    monkeypatch.setattr(account_commands, "open_session", opened)
    monkeypatch.setattr(db_commands, "open_session", opened)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def everything(engine: Engine, table: str) -> str:
    with engine.connect() as connection:
        return "".join(connection.scalars(text(f"SELECT t::text FROM {table} t")))


def test_the_first_administrator_is_made_and_the_password_shown_once(own_engine: Engine) -> None:
    assert "create-admin" in run("account", "list"), "an empty list says what to do"
    shown = PASSWORD.search(run("account", "create-admin", "Kanri"))
    assert shown
    assert shown[1] not in everything(own_engine, "credential") + everything(own_engine, "audit_event")
    assert "administrator" in everything(own_engine, "post")
    assert run("account", "list").startswith("kanri ")
    with pytest.raises(Conflict):
        run("account", "create-admin", "kanri")


def test_a_second_administrator_shares_the_post(own_engine: Engine) -> None:
    run("account", "create-admin", "one")
    run("account", "create-admin", "two", "--break-glass")
    with own_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM post")) == 1
        assert connection.scalar(text("SELECT count(*) FROM post_holding")) == 2
    assert "break-glass" in run("account", "list")


def test_a_reset_gives_another_password_and_forgets_the_second_factor(own_engine: Engine) -> None:
    first = PASSWORD.search(run("account", "create-admin", "kanri"))
    with own_engine.begin() as connection:
        connection.execute(text("UPDATE credential SET totp_secret = 'X', totp_confirmed_at = now()"))
    second = PASSWORD.search(run("account", "reset", "kanri"))
    assert first
    assert second
    assert first[1] != second[1]
    with own_engine.connect() as connection:
        assert connection.scalar(text("SELECT totp_secret FROM credential")) is None
    with pytest.raises(NotFound):
        run("account", "reset", "nobody")


def test_demonstration_accounts_and_their_call_come_on_command_only_and_once(own_engine: Engine) -> None:
    run("db", "seed")
    assert "demo-" not in everything(own_engine, "account")
    made = re.findall(r"^  (demo-\w+)  \S+$", run("db", "seed", "--accounts"), re.MULTILINE)
    assert made == [f"demo-{role}" for role in POST_ROLES]
    assert everything(own_engine, "account").count("実演用") == len(POST_ROLES)
    assert "demo-" not in run("db", "seed", "--accounts")
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        [call] = calls.listed(session, open_only=True)
        assert (call.code, sorted(call.plan_types)) == ("DEMO-1", sorted(PlanType)), "open, and once only"
