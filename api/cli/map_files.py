"""Imports files from the command line into the product's own home and database."""

from __future__ import annotations

from pathlib import Path

from api.cli.session import open_engine
from api.services.field_maps import MAPS, MapFiles
from api.services.imports import take_in
from api.settings import Settings, load_settings
from data.db import make_session_factory
from data.domain.issues import ImportReport, Progress
from data.importers.steps import ImportOptions


def imported(name: str, file: Path, options: ImportOptions, progress: Progress) -> ImportReport:
    """Take a file in and pack what it changed; raises ``InvalidInput`` as ``run_import`` does."""
    settings = load_settings()
    with open_engine(settings) as engine:
        sessions = make_session_factory(engine)
        return take_in(sessions, map_files(settings), name, file, options, progress)


def map_files(settings: Settings) -> MapFiles:
    """Return the packed maps below the product's home."""
    return MapFiles(settings.home / MAPS)
