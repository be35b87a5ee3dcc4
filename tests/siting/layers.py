"""Loads a few municipalities and facilities, enough for a study of some hundred cells."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from api.services.imports import run_import
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.importers.steps import ImportOptions

FIXTURES = Path(__file__).parents[1] / "fixtures"


def load_layers(engine: Engine) -> None:
    """Load boundaries, plants and substations of the fixtures."""
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        run_import(session, "n03", FIXTURES / "n03_2021_cut.geojson")
        run_import(session, "plants", FIXTURES / "plants_osm_cut.csv", options=ImportOptions(source="osm"))
        run_import(session, "substations", FIXTURES / "substations_osm_cut.gpkg")
