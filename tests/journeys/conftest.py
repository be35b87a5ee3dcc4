"""The office of the officers' journeys and the product that serves it to browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.main import create_app
from api.settings import Settings
from tests.support.applying import Office, open_office
from tests.support.serving import served


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    """A prefecture, its neighbour, a ministry and an open call for B and GX② plans."""
    return open_office(client, own_engine, ("B", "GX2"))


@pytest.fixture
def home(own_engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The product on the same database, as a server of its own."""
    with served(create_app(Settings(home=tmp_path), engine=own_engine)) as address:
        yield address
