"""The workbook a copy was read from: kept with its attachments, found again when a version is returned."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import documents
from api.services.applications import files
from data.attachment_store import AttachmentStore
from data.domain.canonical import tag_of
from data.domain.errors import InvalidInput
from data.importers.plan_workbook.reading import accept_workbook
from data.orm import Application
from data.queries import attachments, clock

WHOLE = "/"
"""Place of an attachment that supports no single field: the workbook that states the whole document."""


def keep(
    session: Session, store: AttachmentStore, application: Application, content: bytes, name: str
) -> None:
    """Attach a workbook as the source of the copy, in place of the one before; once for the same bytes."""
    held = [file for file in attachments.of_plan(session, application.plan_id) if file.pointer == WHOLE]
    if any(file.sha256 == sha256(content).hexdigest() for file in held):
        return
    for file in held:
        file.removed_at = clock.moment(session)
    session.flush()
    with store.receive() as incoming:
        incoming.write(content)
        files.add(session, application.id, incoming, name, pointer=WHOLE)


def of_version(
    session: Session, store: AttachmentStore, submission_id: UUID, document: Mapping[str, Any]
) -> bytes | None:
    """Return the workbook sent with a version, if it still states just this document; else ``None``.

    A copy that was edited in the form after its upload is no longer what its workbook says.
    """
    for file in attachments.of_submission(session, submission_id):
        if file.pointer != WHOLE:
            continue
        with store.open(file.sha256) as opened:
            content = opened.read()
        if _states(content, document):
            return content
    return None


def _states(content: bytes, document: Mapping[str, Any]) -> bool:
    try:
        stated = accept_workbook(content, documents.known_places()).plan
    except InvalidInput:
        return False
    return tag_of(stated.model_dump(mode="json", exclude_none=True)) == tag_of(document)
