"""Takes a file into the layers; the caller owns the transaction and shows the report."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import ImportReport, Progress
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
    session: Session, importer_name: str, path: Path, *, options: ImportOptions | None = None
) -> ImportReport:
    """Return the report that an import of ``path`` would give, and store nothing.

    Raises ``InvalidInput`` as ``run_import`` does.
    """
    with session.begin_nested() as trial:
        report = run_import(session, importer_name, path, options=options)
        trial.rollback()
    return report
