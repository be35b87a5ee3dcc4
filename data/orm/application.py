"""Tables of applications: where each stands, its immutable versions, attachments, and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.domain.actor import Role
from data.domain.workflow import BEFORE_SUBMISSION, State
from data.orm.base import Base, Timestamps, one_of
from data.orm.plan import SRID

_NEVER_SENT = one_of("state", sorted(BEFORE_SUBMISSION))


class Application(Timestamps, Base):
    """One plan of one body in one call. ``state`` is what its case events led to; ``version`` is its ETag."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(f"first_submitted_at IS NOT NULL OR {_NEVER_SENT}", name="sent_has_moment"),
        CheckConstraint("(number IS NULL) = (first_submitted_at IS NULL)", name="number_since_sent"),
        CheckConstraint("state <> 'certified' OR batch IS NOT NULL", name="certified_in_batch"),
        UniqueConstraint("call_id", "plan_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Case number, given with the first submission."""
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    plan_type: Mapped[str] = mapped_column(String(3))
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    state_since: Mapped[datetime]
    first_submitted_at: Mapped[datetime | None]
    batch: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)


class Submission(Base):
    """One version as sent, never changed (trigger): document, footprint, verdict and receipt as they were."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("application_id", "number"),
        UniqueConstraint("application_id", "idempotency_key"),
        CheckConstraint("ST_IsValid(footprint) AND NOT ST_IsEmpty(footprint)", name="footprint_valid"),
        CheckConstraint("document_sha256 ~ '^[0-9a-f]{64}$'", name="document_sha256_form"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    """Counted from 1 within the application."""
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    document_sha256: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    footprint: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=SRID))
    plan_version: Mapped[int]
    rule_set: Mapped[str] = mapped_column(String(100))
    form_version: Mapped[str] = mapped_column(String(40))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    receipt: Mapped[dict[str, Any]] = mapped_column(JSONB)
    idempotency_key: Mapped[str] = mapped_column(String(100))
    submitted_at: Mapped[datetime]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))


class Attachment(Base):
    """A file of a plan: name, size and type as received; the bytes are kept outside under their SHA-256."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_form"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
        CheckConstraint("length(btrim(name)) > 0", name="has_name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    pointer: Mapped[str | None]
    """JSON pointer of the field of the document it supports."""
    is_confidential: Mapped[bool] = mapped_column(server_default=text("true"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    removed_at: Mapped[datetime | None]
    """Taken off the draft; versions that were sent with it keep it."""


class SubmissionAttachment(Base):
    """Which attachments went with which version; never changed (trigger)."""

    __tablename__ = "submission_attachment"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachment.id"), primary_key=True, index=True)


class CaseEvent(Base):
    """One step of the workflow, never changed (trigger); ``position`` orders them."""

    __tablename__ = "case_event"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role"),
        CheckConstraint(one_of("to_state", State), name="to_state"),
        CheckConstraint(one_of("from_state", State), name="from_state"),
        Index("ix_case_event_history", "application_id", "position"),
    )

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    event: Mapped[str] = mapped_column(String(60))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    role: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id"))
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"))
    reason: Mapped[str | None]
