"""Takes a file into the layers, with or without storing anything, and shows what became of every row."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from api.services import audit
from api.services.field_maps import MapFiles, pack_all
from data.db import SessionFactory, as_system, unit_of_work
from data.domain.actor import SYSTEM, Actor
from data.domain.audit import AuditEvent
from data.domain.errors import InvalidInput, Problem
from data.domain.issues import ImportOutcome, ImportReport, Progress
from data.domain.wording import Text
from data.importers.registry import IMPORTERS
from data.importers.steps import ImportOptions, run


def no_progress(done: int, total: int | None) -> None:
    """Show nothing."""


def run_import(
    session: Session,
    importer_name: str,
    path: Path,
    *,
    options: ImportOptions | None = None,
    progress: Progress = no_progress,
) -> ImportReport:
    """Import ``path`` with the importer of that name and return what became of every row.

    Raises ``InvalidInput`` for an unknown importer, an unreadable file or unusable options; nothing
    is stored then. A check that fails does not raise: ``ImportReport.stopped`` tells, and the
    edition in use stays.
    """
    importer = IMPORTERS.get(importer_name)
    if importer is None:
        names = ", ".join(IMPORTERS)
        raise InvalidInput.of(
            [
                Problem(
                    "IMPORTER",
                    importer_name,
                    Text("取込みの種類が正しくありません。", "There is no such importer."),
                    Text(f"次のいずれかを指定してください：{names}", f"Give one of: {names}"),
                )
            ]
        )
    return run(session, importer, path, options or ImportOptions(), progress)


def inspect(
    session: Session,
    importer_name: str,
    path: Path,
    *,
    options: ImportOptions | None = None,
    progress: Progress = no_progress,
) -> ImportReport:
    """Return the report that an import of ``path`` would give, and store nothing.

    Raises ``InvalidInput`` as ``run_import`` does.
    """
    with session.begin_nested() as trial:
        report = run_import(session, importer_name, path, options=options, progress=progress)
        trial.rollback()
    return report


def take_in(
    sessions: SessionFactory,
    files: MapFiles,
    importer_name: str,
    path: Path,
    options: ImportOptions,
    progress: Progress = no_progress,
    actor: Actor = SYSTEM,
) -> ImportReport:
    """Import a file for ``actor``, enter it in the audit trail, and pack the maps that changed.

    One transaction holds the import and its entry. Raises ``InvalidInput`` as ``run_import`` does.
    """
    with unit_of_work(sessions, actor) as session:
        with as_system(session):
            report = run_import(session, importer_name, path, options=options, progress=progress)
        for edition in report.editions:
            if edition.outcome is not ImportOutcome.UNCHANGED:
                after = {
                    "dataset": edition.dataset,
                    "source": edition.source,
                    "outcome": str(edition.outcome),
                }
                audit.record(
                    session, AuditEvent.IMPORTED, "dataset_edition", str(edition.edition_id), after=after
                )
    if not report.stopped:
        pack_maps(sessions, files)
    return report


def pack_maps(sessions: SessionFactory, files: MapFiles) -> None:
    """Make the layers of the national maps that changed, so that no visitor waits for them."""
    with unit_of_work(sessions) as session:
        pack_all(files, session)
