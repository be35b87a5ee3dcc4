"""Imports files and packs the layers of the national maps at once, so that no visitor waits for them."""

from __future__ import annotations

from pathlib import Path

from api.cli.session import open_engine
from api.services.field_maps import MAPS, MapFiles, pack_all
from api.services.imports import run_import
from api.settings import Settings, load_settings
from data.db import SessionFactory, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.issues import ImportReport, Progress
from data.importers.steps import ImportOptions


def imported(name: str, file: Path, options: ImportOptions, progress: Progress) -> ImportReport:
    """Take a file in and pack what it changed; raises ``InvalidInput`` as ``run_import`` does."""
    settings = load_settings()
    with open_engine(settings) as engine:
        sessions = make_session_factory(engine)
        with unit_of_work(sessions, SYSTEM) as session:
            report = run_import(session, name, file, options=options, progress=progress)
        if not report.stopped:
            pack_maps(sessions, settings)
    return report


def pack_maps(sessions: SessionFactory, settings: Settings) -> None:
    """Make the layers of the national maps that changed; those that did not are found kept."""
    with unit_of_work(sessions) as session:
        pack_all(MapFiles(settings.home / MAPS), session)
