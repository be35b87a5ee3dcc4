"""Any two versions of an application side by side: text, numbers, rows, files and ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services import access
from api.services.applications import editing, reading
from data.domain.errors import NotFound
from data.domain.plan.comparison import Change, changes
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.orm import Application, Attachment
from data.queries import attachments, submissions
from geo.footprint_change import FootprintChange, footprint_change
from rules.access import Action


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file by its bytes: on both sides, or on one alone."""

    name: str
    sha256: str
    size_bytes: int
    kind: str
    """``same``, ``added`` or ``removed``; bytes count, a new name alone is no change."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to another (``None``: to the body's copy)."""

    first: int
    second: int | None
    changes: Sequence[Change]
    files: Sequence[FileChange]
    ground: FootprintChange


@dataclass(frozen=True, slots=True)
class _Side:
    document: Mapping[str, Any]
    files: Sequence[Attachment]
    footprint: BaseGeometry | None


def compare(session: Session, application_id: UUID, first: int, second: int | None) -> Comparison:
    """Compare two versions of a case, or one with the body's copy; who reads another body's is recorded.

    Raises ``NotFound`` for a case, version or copy the actor may not know, and ``NotAllowed``.
    """
    application = access.permitted(session, Action.COMPARE, application_id)
    before = _version(session, application, first)
    after = _copy(session, application) if second is None else _version(session, application, second)
    reading.record_read(session, application, {"compared": [first, second]})
    return Comparison(
        first=first,
        second=second,
        changes=changes(PlanType(application.plan_type), before.document, after.document),
        files=_files(before.files, after.files),
        ground=footprint_change(before.footprint, after.footprint),
    )


def _version(session: Session, application: Application, number: int) -> _Side:
    found = submissions.by_number(session, application.id, number)
    if found is None:
        raise NotFound(Text(f"第{number}版は提出されていません。", f"There is no version {number}."))
    return _Side(found.document, attachments.of_submission(session, found.id), _shape(found.footprint))


def _copy(session: Session, application: Application) -> _Side:
    _, plan = editing.working_copy(session, application.id)
    return _Side(plan.document, attachments.of_plan(session, plan.id), _shape(plan.footprint))


def _files(before: Sequence[Attachment], after: Sequence[Attachment]) -> list[FileChange]:
    was, now = {f.sha256: f for f in before}, {f.sha256: f for f in after}
    kept = [_file(file, "same" if sha256 in was else "added") for sha256, file in now.items()]
    return kept + [_file(file, "removed") for sha256, file in was.items() if sha256 not in now]


def _file(file: Attachment, kind: str) -> FileChange:
    return FileChange(file.name, file.sha256, file.size_bytes, kind)


def _shape(column: WKBElement | None) -> BaseGeometry | None:
    return None if column is None else to_shape(column)
