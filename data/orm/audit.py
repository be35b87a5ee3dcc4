"""Table of the audit trail: appended to, never changed (trigger); every row is chained to the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.domain.actor import Role
from data.orm.base import Base, one_of


class AuditRow(Base):
    """One entry (``data.domain.audit.AuditEntry``) with its place and links.

    ``json`` and not ``jsonb``: the hash is over what was written, and ``json`` keeps numbers as written.
    No foreign keys: the trail outlives what it speaks of.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role"),
        CheckConstraint("hash ~ '^[0-9a-f]{64}$' AND previous_hash ~ '^[0-9a-f]{64}$'", name="hash_form"),
        Index("ix_audit_event_subject", "subject_type", "subject_id", "position"),
        Index("ix_audit_event_account", "account_id", "position"),
        Index("ix_audit_event_at", "at"),
    )
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - the writer may not read the trail

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[UUID | None]
    post_id: Mapped[UUID | None]
    body_id: Mapped[UUID | None]
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str | None]
    request_id: Mapped[str | None] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
