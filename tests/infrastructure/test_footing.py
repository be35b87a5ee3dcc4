"""Tests are kept apart from each other and from the network."""

from __future__ import annotations

import socket
from urllib.request import urlopen

import pytest
from fastapi import FastAPI
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.database import TestServer
from tests.support.serving import served


def test_no_machine_but_this_one_can_be_reached() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_an_app_can_be_served_to_a_browser_on_this_machine() -> None:
    app = FastAPI()
    app.add_api_route("/", lambda: {"word": "集積"})
    with served(app) as address, urlopen(address) as answer:
        assert answer.read().decode() == '{"word":"集積"}'


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_session_commits_is_gone_in_the_next_test(session: Session, turn: int) -> None:
    assert session.scalar(text("SELECT to_regclass('left_over')")) is None
    session.execute(text("CREATE TABLE left_over (turn int)"))
    session.commit()


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_with_its_own_database_commits_is_gone_too(own_engine: Engine, turn: int) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        assert session.scalar(text("SELECT to_regclass('left_over')")) is None
        session.execute(text("CREATE TABLE left_over (turn int)"))


def test_a_unit_of_work_that_fails_changes_nothing(server: TestServer) -> None:
    with server.database() as url:
        engine = make_engine(url)
        factory = make_session_factory(engine)
        with pytest.raises(ProgrammingError), unit_of_work(factory, SYSTEM) as session:
            session.execute(text("CREATE TABLE half_done (n int); SELECT no_such_column"))
        with unit_of_work(factory, SYSTEM) as session:
            assert session.scalar(text("SELECT to_regclass('half_done')")) is None
        engine.dispose()
