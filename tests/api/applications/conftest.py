"""The office of the tests on applications."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.support.applying import Office, open_office


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    """A prefecture, its neighbour, a ministry and an open call."""
    return open_office(client, own_engine)
