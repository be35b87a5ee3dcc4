"""The five steps every importer goes through: open, read, clean, check, load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session

from data.domain.issues import (
    EditionReport,
    ImportCounts,
    ImportIssue,
    ImportOutcome,
    ImportReport,
    Progress,
    Severity,
)
from data.domain.layer import LayerDefinition
from data.domain.wording import Text
from data.importers import editions
from data.importers.bulk import Copying
from data.importers.catalogue import DatasetInfo
from data.importers.coverage import note_coverage
from data.importers.editions import AsOf, EditionKey
from data.importers.files import sha256_of
from data.importers.formats import check_size
from data.importers.log import IssueLog
from data.importers.reading import AS_THE_FILE_SAYS, Misled, Reading
from data.orm.source import DatasetEdition


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person importing states about the file."""

    as_of: date | None = None
    """The date the data describes; overrides what the file name says."""
    source: str | None = None
    """Which of a dataset's sources the file is, for importers that know several."""
    layer: str | None = None
    """One layer of a file of several; ``None`` takes all the importer knows."""
    reading: Reading = AS_THE_FILE_SAYS
    """How the file is to be read where it does not say so, or says it wrongly."""
    columns: tuple[tuple[str, str], ...] = ()
    """Which column plays which role, for files whose columns do not say it."""
    kinds: tuple[tuple[str, str], ...] = ()
    """Which kind of plant a word or code of the file means."""
    layer_definition: LayerDefinition | None = None
    """What a generic layer is; the other importers know that themselves."""
    coverage: Path | None = None
    """Polygons of where the data is complete; without them nobody can tell "none there" from "not asked"."""
    items: Path | None = None
    """A list of items with their years and names, for tables that do not carry them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One dataset found in a file by the first step."""

    path: Path
    dataset: str
    source: str
    layer: str | None
    as_of: AsOf
    info: DatasetInfo
    """What to say about the dataset wherever it is shown."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The rows of a part as read, and the CRS they came in."""

    frame: pd.DataFrame
    """All rows, or the first block of them."""
    source_crs: str
    total: int | None = None
    """Rows in all of a file read in blocks; ``None`` where nobody knows yet."""
    rest: Iterator[pd.DataFrame] | None = None
    """The blocks after the first; ``None`` when that is all there is."""


def nothing_to_clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Return the rows as they are read."""
    return frame


def nothing_to_check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Ask nothing of the rows that cleaning has not asked."""


def nothing_to_describe(
    session: Session, edition: DatasetEdition, options: ImportOptions, log: IssueLog
) -> None:
    """Leave the edition as staged."""


def as_it_is(importer: Importer) -> Importer:
    """Return the importer itself: it remembers nothing from block to block."""
    return importer


def stored_alone(session: Session, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as they are: nothing else has to be stored before them."""
    return frame


@dataclass(frozen=True, slots=True)
class Importer:
    """The steps of one importer; raising ``version`` lets files loaded by an older one be loaded anew."""

    name: str
    version: int
    table: str
    columns: tuple[str, ...]
    geometries: tuple[str, ...]
    open: Callable[[Path, ImportOptions], tuple[Part, ...]]
    read: Callable[[Part, ImportOptions, IssueLog], ReadResult]
    clean: Callable[[pd.DataFrame, Part, ImportOptions, IssueLog], pd.DataFrame]
    check: Callable[[Session, pd.DataFrame, Part, IssueLog], None]
    after: Callable[[Session], None]
    describe: Callable[[Session, DatasetEdition, ImportOptions, IssueLog], None] = nothing_to_describe
    """Note what only this importer knows of an edition that has been loaded, such as its coverage."""
    is_its_coverage: bool = False
    """Whether the features themselves are all that the edition covers, as boundaries are."""
    keys: tuple[str, ...] = ("edition_id", "source_ref")
    """Columns that tie a row to its edition and to the source."""
    before: Callable[[Session, pd.DataFrame], pd.DataFrame] = stored_alone
    """Stores what the rows refer to and adds those references."""
    begun: Callable[[Importer], Importer] = as_it_is
    """Gives the importer for one run over one dataset."""


def run(
    session: Session, importer: Importer, path: Path, options: ImportOptions, progress: Progress
) -> ImportReport:
    """Take a file in, dataset by dataset; the caller owns the transaction.

    Raises ``InvalidInput`` when the file or the options cannot be used at all; nothing is stored
    then. A failed check does not raise: it is reported with severity ``stop``, and the edition that
    was in use stays.
    """
    check_size(path)
    parts = importer.open(path, options)
    sha256 = sha256_of(path, *([options.items] if options.items else []))
    reports = tuple(_run_part(session, importer, part, sha256, options, progress) for part in parts)
    if any(report.outcome is ImportOutcome.LOADED for report in reports):
        importer.after(session)
    return ImportReport(importer.name, path.name, sha256, reports)


def _run_part(
    session: Session, importer: Importer, part: Part, sha256: str, options: ImportOptions, progress: Progress
) -> EditionReport:
    key = EditionKey(part.dataset, part.source, sha256, importer.version, _read_as(part, options))
    editions.lock(session, key)
    before = editions.stored_before(session, key)
    if before is not None:
        return _unchanged(session, before, part)
    try:
        with session.begin_nested():
            return _taken_in(session, importer, part, key, options, progress)
    except Misled as found:
        known = replace(options.reading, repeating=options.reading.repeating | {found.column})
        return _run_part(session, importer, part, sha256, replace(options, reading=known), progress)


def _taken_in(
    session: Session,
    importer: Importer,
    part: Part,
    key: EditionKey,
    options: ImportOptions,
    progress: Progress,
) -> EditionReport:
    log = IssueLog()
    editions.tell_date(part.as_of, log)
    progress(0, None)
    importer = importer.begun(importer)
    result = importer.read(part, options, log)
    edition = editions.stage(
        session, key, part.info, as_of=part.as_of, source_crs=result.source_crs, file_name=part.path.name
    )
    with session.begin_nested() as attempt:
        stored = (
            0 if log.stopped else _stored(session, importer, edition, result, part, options, log, progress)
        )
        if log.stopped:
            attempt.rollback()
    if log.stopped:
        edition.status = "rejected"
        return _finished(session, edition, ImportOutcome.STOPPED, log.counts_when_stopped(), log.issues())
    importer.describe(session, edition, options, log)
    if importer.geometries and edition.coverage is None and not importer.is_its_coverage:
        note_coverage(edition, options.coverage, log)
    in_use = editions.put_into_use(session, edition)
    outcome = ImportOutcome.LOADED if in_use else ImportOutcome.LOADED_OLDER
    return _finished(session, edition, outcome, log.counts(stored), log.issues())


def _stored(
    session: Session,
    importer: Importer,
    edition: DatasetEdition,
    result: ReadResult,
    part: Part,
    options: ImportOptions,
    log: IssueLog,
    progress: Progress,
) -> int:
    """Clean, check and load block by block until a check says stop; return how many rows were sent."""
    columns = (*importer.keys, *importer.columns)
    with Copying(session, importer.table, columns, importer.geometries, progress) as copying:
        for block in () if log.stopped else chain([result.frame], result.rest or ()):
            frame = importer.clean(block, part, options, log)
            importer.check(session, frame, part, log)
            if log.stopped:
                break
            if len(frame):
                total = len(frame) if result.rest is None else result.total
                copying.send(importer.before(session, frame.assign(edition_id=edition.id)), total)
    if not copying.rows and not log.stopped:
        log.whole(Severity.STOP, "nothing-to-load", _NOTHING)
    return copying.rows


def _read_as(part: Part, options: ImportOptions) -> str:
    """Say in one line what besides the file itself decides what is stored."""
    definition = options.layer_definition
    said = [
        part.layer and f"layer={part.layer}",
        options.reading.stated(),
        definition and definition.stated(),
        options.coverage and f"coverage={sha256_of(options.coverage)[:16]}",
        *(f"{name}={value}" for name, value in (*options.columns, *options.kinds)),
    ]
    return " ".join(text for text in said if text)


def _finished(
    session: Session,
    edition: DatasetEdition,
    outcome: ImportOutcome,
    counts: ImportCounts,
    issues: tuple[ImportIssue, ...],
) -> EditionReport:
    editions.record(session, edition, counts, issues)
    return _report(edition, outcome, counts, issues)


def _unchanged(session: Session, before: DatasetEdition, part: Part) -> EditionReport:
    issues: tuple[ImportIssue, ...] = ()
    if part.as_of.basis == "given" and before.as_of != part.as_of.day:
        before.as_of, before.as_of_basis = part.as_of.day, part.as_of.basis
        session.flush()
        message = _DATED.filled(day=part.as_of.day)
        issues = (ImportIssue(Severity.INFO, "as-of-corrected", message, value=str(part.as_of.day)),)
    return _report(before, ImportOutcome.UNCHANGED, ImportCounts(), issues)


def _report(
    edition: DatasetEdition, outcome: ImportOutcome, counts: ImportCounts, issues: tuple[ImportIssue, ...]
) -> EditionReport:
    title = Text(edition.title_ja, edition.title_en)
    return EditionReport(
        edition.id, edition.dataset, edition.source, title, outcome, edition.as_of, counts, issues
    )


_DATED = Text(
    "取込み済みの版の時点を {day} に改めました。", "The date of the loaded edition was set to {day}."
)
_NOTHING = Text(
    "取り込める行が1件もないため中止しました。",
    "Not a single row could be taken in, so the import was stopped.",
)
