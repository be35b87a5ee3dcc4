"""The database is opened without telling its address, and JSON keeps what it is given."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from api.settings import load_settings
from data.db import database_url
from data.domain.errors import InvalidInput


@pytest.mark.parametrize("value", ["mysql://me:hunter2@db/x", "not an address hunter2", ""])
def test_an_address_that_is_not_postgresql_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        database_url(value)
    problem = caught.value.problems[0]
    assert problem.field == "SHUSEKI_DATABASE_URL"
    assert "hunter2" not in f"{caught.value}{problem}"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_spelling_of_postgresql_uses_the_same_driver(scheme: str) -> None:
    assert database_url(f"{scheme}://me@db/x").drivername == "postgresql+psycopg"


def test_json_keeps_japanese_readable(session: Session) -> None:
    statement = text("SELECT (:value)::jsonb::text").bindparams(bindparam("value", type_=JSONB))
    assert session.scalar(statement, {"value": {"name": "産業集積"}}) == '{"name": "産業集積"}'


def test_json_refuses_what_json_does_not_know(session: Session) -> None:
    statement = text("SELECT (:value)::jsonb").bindparams(bindparam("value", type_=JSONB))
    with pytest.raises(Exception, match="not JSON compliant"):
        session.scalar(statement, {"value": float("nan")})


def test_an_error_does_not_tell_the_values_it_was_given(engine: Engine) -> None:
    statement = text("SELECT * FROM no_such_table WHERE name = :name")
    with pytest.raises(ProgrammingError) as caught, engine.connect() as connection:
        connection.execute(statement, {"name": "秘密の会社"})
    assert "秘密の会社" not in str(caught.value)


def test_a_setting_that_cannot_be_read_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUSEKI_PORT", "eighty")
    with pytest.raises(InvalidInput) as caught:
        load_settings()
    assert [problem.field for problem in caught.value.problems] == ["SHUSEKI_PORT"]
    assert "eighty" not in str(caught.value.problems)


def test_the_settings_do_not_show_the_address_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", "postgresql://me:hunter2@db/x")
    assert "hunter2" not in repr(load_settings())
