"""Fixtures of every test: real PostGIS, a client, a browser; no network beyond this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session

from data.db import make_engine
from tests.support.database import (
    TestServer,
    migrated_database,
    rolled_back,
    running_server,
)
from tests.support.ministry import Founded, Ministry, founded_database

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from playwright.sync_api import Browser

# Everybody meets the same examples, so that a test which fails for one fails for all.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")

BROWSER_OPTIONS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """The PostgreSQL server of this run."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_url(server: TestServer) -> Iterator[URL]:
    """A database at the newest revision, empty; never connect to it, it is copied."""
    with migrated_database(server) as url:
        yield url


@pytest.fixture(scope="session")
def engine(server: TestServer, migrated_url: URL) -> Iterator[Engine]:
    """A migrated database without any rows; use ``session`` to write to it."""
    with server.database(template=migrated_url) as url:
        opened = make_engine(url)
        yield opened
        opened.dispose()


@pytest.fixture(scope="session")
def founded(server: TestServer, migrated_url: URL) -> Iterator[Founded]:
    """A database with a small ministry in it; never connect to it, it is copied."""
    with founded_database(server, migrated_url) as whole:
        yield whole


@pytest.fixture(scope="session")
def founded_engine(server: TestServer, founded: Founded) -> Iterator[Engine]:
    """A database with the ministry and nothing else; use ``session`` to write to it."""
    with server.database(template=founded.url) as url:
        opened = make_engine(url)
        yield opened
        opened.dispose()


@pytest.fixture(scope="session")
def layered_url(server: TestServer, migrated_url: URL) -> Iterator[URL]:
    """A database with some boundaries and facilities in it; never connect to it, it is copied."""
    from tests.siting.layers import layered_database  # noqa: PLC0415 - few tests need importers

    with layered_database(server, migrated_url) as url:
        yield url


@pytest.fixture
def ministry(founded: Founded) -> Ministry:
    """Who asks for the ministry finds it in the database of ``session`` and of ``own_engine``."""
    return founded.ministry


@pytest.fixture
def layers(layered_url: URL) -> None:
    """Who asks for layers finds boundaries and facilities in the database of ``own_engine``."""


@pytest.fixture
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on a migrated database with nothing but the ``ministry``, for tests that ask for it.

    All it does is undone after the test.
    """
    engine: Engine = request.getfixturevalue("founded_engine" if _asks_for_ministry(request) else "engine")
    with engine.connect() as connection, rolled_back(connection) as opened:
        yield opened


@pytest.fixture
def own_engine(request: pytest.FixtureRequest, server: TestServer) -> Iterator[Engine]:
    """A migrated database for this test alone, where commits are real; with what the test asks for in it."""
    with server.database(template=_template(request)) as url:
        opened = make_engine(url)
        yield opened
        opened.dispose()


def _template(request: pytest.FixtureRequest) -> URL:
    if "layers" in request.fixturenames:
        return request.getfixturevalue("layered_url")
    if _asks_for_ministry(request):
        return request.getfixturevalue("founded").url
    return request.getfixturevalue("migrated_url")


@pytest.fixture(scope="session")
def unconnected() -> FastAPI:
    """The product without a database; to work out its routes anew for every test would take half the time."""
    from api.main import doors  # noqa: PLC0415 - tests without the web need no web framework

    return doors()


@pytest.fixture
def app(unconnected: FastAPI, own_engine: Engine, tmp_path: Path) -> Iterator[FastAPI]:
    """The product on ``own_engine``. Tests that add routes do so to an ``unconnected`` of theirs."""
    from api.main import connect  # noqa: PLC0415 - as above
    from api.settings import Settings  # noqa: PLC0415

    known = len(unconnected.routes)
    connect(unconnected, Settings(home=tmp_path), own_engine)
    yield unconnected
    unconnected.dependency_overrides.clear()
    assert len(unconnected.routes) == known


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """An in-process client of the product; what it stores is in ``own_engine`` and gone after the test."""
    from fastapi.testclient import TestClient  # noqa: PLC0415 - tests without a client need no web framework

    with TestClient(app) as opened:
        yield opened


@pytest.fixture(scope="session")
def server_engine(server: TestServer, migrated_url: URL) -> Iterator[Engine]:
    """The database behind ``server_url``."""
    with server.database(template=migrated_url) as url:
        opened = make_engine(url)
        yield opened
        opened.dispose()


@pytest.fixture(scope="session")
def server_url(server_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product served on loopback, once for all browser tests."""
    from tests.support.serving import served  # noqa: PLC0415 - tests without a browser need no web server

    with served(_product(server_engine, tmp_path_factory.mktemp("home"))) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium without a window; tests are skipped where it is not installed."""
    executable = which("chromium") or which("chromium-browser")
    if executable is None:
        pytest.skip("Chromium is not installed; run setup/system_packages.sh --tests")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests need it

    options = [*BROWSER_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=options)
        yield opened
        opened.close()


def _asks_for_ministry(request: pytest.FixtureRequest) -> bool:
    return "ministry" in request.fixturenames


def _product(engine: Engine, home: Path) -> FastAPI:
    from api.main import create_app  # noqa: PLC0415 - tests without the web need no web framework
    from api.settings import Settings  # noqa: PLC0415

    return create_app(Settings(home=home), engine=engine)
