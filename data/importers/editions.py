"""Keeps the editions of datasets: finds a repeated file, stages, puts into use, and stores the issue log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from data.domain.issues import ImportCounts, ImportIssue, Severity
from data.domain.wording import Text
from data.importers.catalogue import DatasetInfo
from data.importers.log import IssueLog
from data.orm.source import DatasetEdition, ImportIssueRow


@dataclass(frozen=True, slots=True)
class EditionKey:
    """What makes one load of one dataset the same as another."""

    dataset: str
    source: str
    sha256: str
    importer_version: int
    read_as: str


@dataclass(frozen=True, slots=True)
class AsOf:
    """The date data describes and how that is known: ``given``, ``file_name``, ``content``, ``unknown``."""

    day: date | None
    basis: str


def tell_date(as_of: AsOf, log: IssueLog) -> None:
    """Tell where the date of the data was taken from, or that it is not known."""
    if as_of.basis == "unknown":
        log.whole(Severity.INFO, "as-of-unknown", _DATE_UNKNOWN)
    elif as_of.basis == "file_name":
        log.whole(
            Severity.INFO, "as-of-from-file-name", _DATE_FROM_NAME.filled(day=as_of.day), value=as_of.day
        )
    elif as_of.basis == "content":
        log.whole(
            Severity.INFO, "as-of-from-content", _DATE_FROM_CONTENT.filled(day=as_of.day), value=as_of.day
        )


def lock(session: Session, key: EditionKey) -> None:
    """Let imports of the same dataset and source wait for one another until the transaction ends."""
    name = f"{key.dataset}/{key.source}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def stored_before(session: Session, key: EditionKey) -> DatasetEdition | None:
    """Return the edition that the same file gave before, unless it was rejected."""
    return session.scalar(
        select(DatasetEdition).where(
            DatasetEdition.dataset == key.dataset,
            DatasetEdition.source == key.source,
            DatasetEdition.sha256 == key.sha256,
            DatasetEdition.importer_version == key.importer_version,
            DatasetEdition.read_as == key.read_as,
            DatasetEdition.status != "rejected",
        )
    )


def stage(
    session: Session, key: EditionKey, info: DatasetInfo, *, as_of: AsOf, source_crs: str, file_name: str
) -> DatasetEdition:
    """Add the edition that rows are about to be loaded into; nobody reads it yet."""
    edition = DatasetEdition(
        dataset=key.dataset,
        source=key.source,
        title_ja=info.title.ja,
        title_en=info.title.en,
        publisher=info.publisher,
        licence=info.licence,
        attribution=info.attribution,
        as_of=as_of.day,
        as_of_basis=as_of.basis,
        source_crs=source_crs,
        file_name=file_name,
        sha256=key.sha256,
        importer_version=key.importer_version,
        read_as=key.read_as,
        status="staged",
    )
    session.add(edition)
    session.flush()
    return edition


def put_into_use(session: Session, edition: DatasetEdition) -> bool:
    """Put a staged edition into use, unless the one in use describes a later date; tell whether it was."""
    current = session.scalar(
        select(DatasetEdition).where(
            DatasetEdition.dataset == edition.dataset,
            DatasetEdition.source == edition.source,
            DatasetEdition.status == "current",
        )
    )
    if current is not None and current.as_of and edition.as_of and edition.as_of < current.as_of:
        edition.status = "superseded"
        session.flush()
        return False
    if current is not None:
        session.execute(
            update(DatasetEdition).where(DatasetEdition.id == current.id).values(status="superseded")
        )
    edition.status = "current"
    session.flush()
    return True


def held(session: Session, edition_id: int) -> DatasetEdition | None:
    """Return an edition for a change of its status; nobody else changes it until the transaction ends."""
    return session.get(DatasetEdition, edition_id, with_for_update=True)


def choose(session: Session, edition: DatasetEdition, *, in_use: bool) -> None:
    """Put a stored edition into use whatever its date, in place of the one in use, or take it out of use."""
    same = (DatasetEdition.dataset == edition.dataset, DatasetEdition.source == edition.source)
    current = (DatasetEdition.status == "current", DatasetEdition.id != edition.id)
    session.execute(update(DatasetEdition).where(*same, *current).values(status="superseded"))
    edition.status = "current" if in_use else "superseded"
    session.flush()


def record(
    session: Session, edition: DatasetEdition, counts: ImportCounts, issues: tuple[ImportIssue, ...]
) -> None:
    """Store the counts and the issue log of an edition."""
    edition.rows_in, edition.stored, edition.merged = counts.rows_in, counts.stored, counts.merged
    edition.repaired, edition.skipped, edition.refused = counts.repaired, counts.skipped, counts.refused
    session.flush()
    if issues:
        session.execute(insert(ImportIssueRow), [_issue_row(edition.id, issue) for issue in issues])


def _issue_row(edition_id: int, issue: ImportIssue) -> dict[str, object]:
    return {
        "edition_id": edition_id,
        "severity": issue.severity.value,
        "code": issue.code,
        "row": issue.row,
        "feature": issue.feature,
        "field": issue.field,
        "value": issue.value,
        "message_ja": issue.message.ja,
        "message_en": issue.message.en,
    }


_DATE_UNKNOWN = Text(
    "データの時点が分かりません。分かる場合は --as-of で指定してください。",
    "It is not known which date the data describes. Give --as-of if you know it.",
)
_DATE_FROM_NAME = Text(
    "データの時点はファイル名から {day} としました。異なる場合は --as-of で指定してください。",
    "The date was taken from the file name: {day}. Give --as-of if that is wrong.",
)
_DATE_FROM_CONTENT = Text(
    "データの時点は表の見出しから {day} としました。異なる場合は --as-of で指定してください。",
    "The date was taken from the table's heading: {day}. Give --as-of if that is wrong.",
)
