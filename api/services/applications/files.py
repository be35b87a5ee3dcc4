"""Attachments of applications: taken in, listed, opened and taken off by whoever may."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit, ownership
from api.services.applications import editing, file_checks, reading
from data.attachment_store import GONE, AttachmentStore, Incoming
from data.db import actor_of
from data.domain.actor import APPLICANT_ROLES
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.wording import Text
from data.orm import Application, Attachment
from data.queries import attachments, clock, submissions
from rules.access import Action

MAX_FILES = 50
MAX_TOTAL_BYTES = 300 * 1024 * 1024
LONGEST_POINTER = 200


def may_attach(session: Session, application_id: UUID, *, for_update: bool = False) -> Application:
    """Return the case when the actor may attach to it now; asked before any byte is taken in, and again.

    Raises ``NotFound``, ``NotAllowed``, ``Conflict``.
    """
    application = access.permitted(session, Action.ATTACH, application_id, for_update=for_update)
    ownership.require_editable(session, application)
    return application


def add(
    session: Session,
    application_id: UUID,
    incoming: Incoming,
    name: str,
    *,
    pointer: str | None = None,
    is_confidential: bool = True,
) -> Attachment:
    """Attach a received file: checked by its content, made durable, and only then entered.

    Raises as ``may_attach``, ``InvalidInput`` for a file that is refused, ``NotReady`` without room.
    """
    application = may_attach(session, application_id, for_update=True)
    cleaned = file_checks.clean_name(name)
    kind = file_checks.kind_of(incoming.file, incoming.size_bytes, cleaned)
    _require_room(session, application, incoming.size_bytes)
    _require_pointer(pointer)
    kept = incoming.keep()
    attachment = Attachment(
        id=uuid4(),
        plan_id=application.plan_id,
        sha256=kept.sha256,
        name=cleaned,
        size_bytes=kept.size_bytes,
        media_type=kind.media_type,
        pointer=pointer,
        is_confidential=is_confidential,
        account_id=actor_of(session).account_id,
    )
    attachments.add(session, attachment)
    audit.record(
        session,
        AuditEvent.ATTACHMENT_ADDED,
        "attachment",
        attachment.id,
        after={"plan": str(application.plan_id), "sha256": kept.sha256, "size_bytes": kept.size_bytes},
    )
    return attachment


def remove(session: Session, application_id: UUID, attachment_id: UUID) -> None:
    """Take an attachment off the body's copy; versions that were sent with it keep it.

    Raises as ``may_attach``, and ``NotFound`` for what is not on the copy.
    """
    application = may_attach(session, application_id, for_update=True)
    found = attachments.find(session, application, attachment_id)
    if found is None or found.removed_at is not None:
        raise _unknown()
    found.removed_at = clock.moment(session)
    session.flush()
    audit.record(
        session, AuditEvent.ATTACHMENT_REMOVED, "attachment", found.id, before={"sha256": found.sha256}
    )


def on_copy(session: Session, application_id: UUID) -> Sequence[Attachment]:
    """Return the attachments on the body's copy. Raises ``NotFound``, ``NotAllowed``."""
    _, plan = editing.working_copy(session, application_id)
    return attachments.of_plan(session, plan.id)


def with_version(session: Session, application_id: UUID, number: int) -> Sequence[Attachment]:
    """Return the attachments that went with a version. Raises ``NotFound``, ``NotAllowed``."""
    application = access.permitted(session, Action.READ_CONFIDENTIAL, application_id)
    version = submissions.by_number(session, application.id, number)
    if version is None:
        raise NotFound(Text(f"第{number}版は提出されていません。", f"There is no version {number}."))
    return attachments.of_submission(session, version.id)


def opened(
    session: Session, store: AttachmentStore, application_id: UUID, attachment_id: UUID
) -> tuple[Attachment, Path]:
    """Return an attachment and where its bytes are; others than the body get only what was sent to them.

    Raises ``NotFound`` for unknown, hidden and lost files, ``NotAllowed``. The read is on the trail.
    """
    application = access.permitted(session, Action.READ_CONFIDENTIAL, application_id)
    found = attachments.find(session, application, attachment_id)
    is_own = actor_of(session).role in APPLICANT_ROLES
    if found is None or not (is_own or attachments.was_sent(session, application, found.id)):
        raise _unknown()
    path = store.place_of(found.sha256)
    if not path.is_file():
        raise GONE
    reading.record_read(session, application, {"attachment": str(found.id), "sha256": found.sha256})
    return found, path


def _require_room(session: Session, application: Application, size_bytes: int) -> None:
    held = attachments.of_plan(session, application.plan_id)
    if len(held) >= MAX_FILES or sum(f.size_bytes for f in held) + size_bytes > MAX_TOTAL_BYTES:
        raise Conflict(
            Text(
                f"添付できるのは{MAX_FILES}件、合計{MAX_TOTAL_BYTES // 1024**2}MBまでです。",
                f"At most {MAX_FILES} files of {MAX_TOTAL_BYTES // 1024**2} MB together can be attached.",
            )
        )


def _require_pointer(pointer: str | None) -> None:
    if pointer is None or (pointer.startswith("/") and len(pointer) <= LONGEST_POINTER):
        return
    problem = Problem(
        "pointer",
        pointer[:LONGEST_POINTER],
        Text("項目の位置の書き方ではありません。", "This is not the place of a field."),
        Text("「/kpis/0」のように記入してください。", "Write it like /kpis/0."),
    )
    raise InvalidInput.of([problem])


def _unknown() -> NotFound:
    return NotFound(Text("該当する添付資料はありません。", "There is no such attachment."))
