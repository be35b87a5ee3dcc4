"""Reads which editions of which datasets are loaded and in use, and what their imports noticed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.errors import NotFound
from data.domain.issues import ImportCounts, ImportIssue, Severity
from data.domain.wording import Text
from data.orm.source import DatasetEdition, ImportIssueRow
from data.queries.shapes import as_wkb, to_shapes


@dataclass(frozen=True, slots=True)
class EditionInfo:
    """An edition with all that a map, an export or a finding must say about it."""

    id: int
    dataset: str
    source: str
    title: Text
    publisher: str
    licence: str
    attribution: str
    as_of: date | None
    as_of_basis: str
    source_crs: str
    file_name: str
    status: str
    counts: ImportCounts
    imported_at: datetime


def editions(session: Session) -> tuple[EditionInfo, ...]:
    """Return every edition ever loaded or rejected, by dataset and source, the newest load first."""
    order = (DatasetEdition.dataset, DatasetEdition.source, DatasetEdition.id.desc())
    return tuple(_info(row) for row in session.scalars(select(DatasetEdition).order_by(*order)))


def editions_in_use(session: Session, datasets: Iterable[str] | None = None) -> tuple[EditionInfo, ...]:
    """Return the editions in use, of all datasets or those named; their credit belongs on every map."""
    query = select(DatasetEdition).where(DatasetEdition.status == "current")
    if datasets is not None:
        query = query.where(DatasetEdition.dataset.in_(list(datasets)))
    order = (DatasetEdition.dataset, DatasetEdition.source)
    return tuple(_info(row) for row in session.scalars(query.order_by(*order)))


def ids_in_use(session: Session) -> tuple[int, ...]:
    """Return the ids of all editions in use, in order: the same ids, the same layers."""
    query = select(DatasetEdition.id).where(DatasetEdition.status == "current")
    return tuple(session.scalars(query.order_by(DatasetEdition.id)))


def editions_by_id(session: Session, ids: Iterable[int]) -> tuple[EditionInfo, ...]:
    """Return the editions with these ids, by dataset and source."""
    query = select(DatasetEdition).where(DatasetEdition.id.in_(sorted(set(ids))))
    order = (DatasetEdition.dataset, DatasetEdition.source, DatasetEdition.id)
    return tuple(_info(row) for row in session.scalars(query.order_by(*order)))


def stated_coverage(session: Session, ids: Iterable[int]) -> BaseGeometry | None:
    """Return where these editions are complete (EPSG:4326), only if each of their senders stated it."""
    wanted = sorted(set(ids))
    stated = DatasetEdition.coverage_basis == "stated"
    query = select(func.count().filter(stated), as_wkb(func.ST_Union(DatasetEdition.coverage)))
    count, joined = session.execute(query.where(DatasetEdition.id.in_(wanted))).one()
    return to_shapes([joined])[0] if wanted and count == len(wanted) else None


def issues_of(session: Session, edition_id: int) -> tuple[ImportIssue, ...]:
    """Return the issue log of an edition as its import wrote it; raises ``NotFound`` without one."""
    if session.get(DatasetEdition, edition_id) is None:
        raise NotFound(Text(f"版 {edition_id} は登録されていません。", f"There is no edition {edition_id}."))
    query = select(ImportIssueRow).where(ImportIssueRow.edition_id == edition_id).order_by(ImportIssueRow.id)
    return tuple(_issue(row) for row in session.scalars(query))


def _info(row: DatasetEdition) -> EditionInfo:
    return EditionInfo(
        id=row.id,
        dataset=row.dataset,
        source=row.source,
        title=Text(row.title_ja, row.title_en),
        publisher=row.publisher,
        licence=row.licence,
        attribution=row.attribution,
        as_of=row.as_of,
        as_of_basis=row.as_of_basis,
        source_crs=row.source_crs,
        file_name=row.file_name,
        status=row.status,
        counts=ImportCounts(row.rows_in, row.stored, row.merged, row.repaired, row.skipped, row.refused),
        imported_at=row.imported_at,
    )


def _issue(row: ImportIssueRow) -> ImportIssue:
    return ImportIssue(
        severity=Severity(row.severity),
        code=row.code,
        message=Text(row.message_ja, row.message_en),
        row=row.row,
        feature=row.feature,
        field=row.field,
        value=row.value,
    )
