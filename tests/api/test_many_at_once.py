"""Many requests at once: those that wait for a connection never keep others from giving theirs back."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import Engine, text

from api.main import create_app
from api.settings import Settings
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.serving import served

AT_ONCE = 120
"""Three times the threads that a server has unless it is told otherwise."""


def test_a_hundred_requests_share_two_connections(own_engine: Engine, tmp_path: Path) -> None:
    engine = make_engine(own_engine.url, pool_size=2)
    with (
        served(create_app(Settings(home=tmp_path), engine=engine)) as address,
        ThreadPoolExecutor(AT_ONCE) as people,
    ):
        answers = Counter(people.map(_status_of, [f"{address}/v1/plans"] * AT_ONCE))
    engine.dispose()
    assert answers == {200: AT_ONCE}


def _status_of(address: str) -> int:
    with urlopen(address, timeout=60) as answer:
        status: int = answer.status
        return status


def test_a_transaction_takes_its_connection_with_its_first_statement(own_engine: Engine) -> None:
    engine = make_engine(own_engine.url, pool_size=1)
    factory = make_session_factory(engine)
    with unit_of_work(factory, SYSTEM), unit_of_work(factory, SYSTEM) as session:
        assert session.scalar(text("SELECT 1")) == 1
    engine.dispose()
