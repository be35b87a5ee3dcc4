"""A database with a few municipalities and facilities, enough for a study of some hundred cells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from api.services.imports import run_import
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.importers.steps import ImportOptions
from tests.support.database import TestServer

FIXTURES = Path(__file__).parents[1] / "fixtures"


@contextmanager
def layered_database(server: TestServer, template: URL) -> Iterator[URL]:
    """A copy of ``template`` with boundaries, plants and substations of the fixtures, to be copied."""
    with server.database(template=template) as url:
        engine = make_engine(url)
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            run_import(session, "n03", FIXTURES / "n03_2021_cut.geojson")
            run_import(
                session, "plants", FIXTURES / "plants_osm_cut.csv", options=ImportOptions(source="osm")
            )
            run_import(session, "substations", FIXTURES / "substations_osm_cut.gpkg")
        engine.dispose()
        yield url
