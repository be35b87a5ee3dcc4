"""One filled product for all tests of the OGC door; they only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import URL, Engine, text

from api.deps import today_in_japan
from api.main import create_app
from api.services.reference import load_reference
from api.services.samples import load_samples
from api.settings import Settings
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.api.ogc.loading import load_rows
from tests.support.database import TestServer
from tests.support.ministry import found


@pytest.fixture(scope="package")
def loaded(
    server: TestServer, migrated_url: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Reference data, samples, rows, and a ministry full of canaries whose plans and notices have a place."""
    square = "ST_Multi(ST_MakeEnvelope(138.8, 37.4, 138.9, 37.5, 4326))"
    with server.database(template=migrated_url) as url:
        engine = make_engine(url)
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            load_reference(session)
            load_samples(session, today_in_japan())
            found(session)
            session.flush()
            placed = f"footprint = {square}, footprint_origin = 'stated'"
            session.execute(text(f"UPDATE plan SET {placed} WHERE footprint IS NULL"))
            load_rows(session, tmp_path_factory.mktemp("rows"))
            session.execute(text(f"UPDATE publication SET footprint = {square}"))
        yield engine
        engine.dispose()


@pytest.fixture(scope="package")
def filled(loaded: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=tmp_path_factory.mktemp("home")), engine=loaded)) as client:
        yield client
