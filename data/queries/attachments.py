"""Reads and writes the rows of attachments; their bytes are the matter of ``data.attachment_store``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.orm import Application, Attachment, Submission, SubmissionAttachment
from data.queries.visibility import visible


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Bytes that rows speak of, with the names and plans they are kept for."""

    sha256: str
    size_bytes: int
    names: tuple[str, ...]
    plan_ids: tuple[UUID, ...]


def add(session: Session, attachment: Attachment) -> None:
    """Store the row of a new attachment."""
    session.add(attachment)
    session.flush()


def of_plan(session: Session, plan_id: UUID) -> Sequence[Attachment]:
    """Return the attachments on a plan's working copy, in the order they were added."""
    query = select(Attachment).where(
        Attachment.plan_id == plan_id, Attachment.removed_at.is_(None), visible(session, Attachment)
    )
    return session.scalars(query.order_by(Attachment.created_at, Attachment.id)).all()


def of_submission(session: Session, submission_id: UUID) -> Sequence[Attachment]:
    """Return the attachments that went with a version, in the order they were added."""
    query = (
        select(Attachment)
        .join(SubmissionAttachment, SubmissionAttachment.attachment_id == Attachment.id)
        .where(
            SubmissionAttachment.submission_id == submission_id,
            visible(session, Attachment),
            visible(session, SubmissionAttachment),
        )
    )
    return session.scalars(query.order_by(Attachment.created_at, Attachment.id)).all()


def link(session: Session, submission_id: UUID, attachment_ids: Iterable[UUID]) -> None:
    """Note which attachments went with a version."""
    session.add_all(
        SubmissionAttachment(submission_id=submission_id, attachment_id=attachment_id)
        for attachment_id in attachment_ids
    )
    session.flush()


def find(session: Session, application: Application, attachment_id: UUID) -> Attachment | None:
    """Return an attachment of a case the actor may know: on the working copy, or sent with a version."""
    query = select(Attachment).where(
        Attachment.id == attachment_id,
        Attachment.plan_id == application.plan_id,
        visible(session, Attachment),
    )
    return session.scalar(query)


def was_sent(session: Session, application: Application, attachment_id: UUID) -> bool:
    """Return whether an attachment went with a version of this very case."""
    query = (
        select(SubmissionAttachment.attachment_id)
        .join(Submission, Submission.id == SubmissionAttachment.submission_id)
        .where(
            Submission.application_id == application.id,
            SubmissionAttachment.attachment_id == attachment_id,
            visible(session, Submission),
        )
    )
    return session.scalar(query.limit(1)) is not None


def total_bytes(session: Session, plan_id: UUID) -> int:
    """Return the size of all attachments on a plan's working copy, in bytes."""
    query = select(func.coalesce(func.sum(Attachment.size_bytes), 0)).where(
        Attachment.plan_id == plan_id, Attachment.removed_at.is_(None), visible(session, Attachment)
    )
    return int(session.execute(query).scalar_one())


def kept_files(session: Session) -> list[KeptFile]:
    """Return every kept file that rows speak of, removed ones too: earlier versions may hold them."""
    query = (
        select(
            Attachment.sha256,
            func.max(Attachment.size_bytes),
            func.array_agg(Attachment.name.distinct()),
            func.array_agg(Attachment.plan_id.distinct()),
        )
        .where(visible(session, Attachment))
        .group_by(Attachment.sha256)
        .order_by(Attachment.sha256)
    )
    return [KeptFile(sha, size, tuple(names), tuple(ids)) for sha, size, names, ids in session.execute(query)]
