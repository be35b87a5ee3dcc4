"""Tables of the review: assignments, conflicts of interest, corrections, judgements, overrulings, scores."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.domain.assessment import Status, Verdict
from data.domain.review import CorrectionState, ScreeningRound
from data.orm.base import Base, Timestamps, one_of


class Assignment(Base):
    """A post that is to review or score an application; ended, never deleted."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("created_at <= ended_at", name="in_order"),
        Index(
            "uq_assignment_current",
            "application_id",
            "post_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"), index=True)
    due_on: Mapped[date | None]
    assigned_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]


class ConflictOfInterest(Base):
    """A person's declared conflict with an application or with a body; it hides them from the person."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (
        CheckConstraint("(application_id IS NULL) <> (body_id IS NULL)", name="one_subject"),
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("application.id"), index=True)
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("body.id"), index=True)
    reason: Mapped[str]
    declared_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    withdrawn_at: Mapped[datetime | None]


class CorrectionItem(Timestamps, Base):
    """One item to be corrected, at one field; the applicant sees it once it is issued."""

    __tablename__ = "correction_item"
    __table_args__ = (
        CheckConstraint(one_of("state", CorrectionState), name="state"),
        CheckConstraint("pointer ~ '^/'", name="pointer_form"),
        CheckConstraint("length(btrim(remark)) > 0", name="remark_given"),
        CheckConstraint("(issued_at IS NULL) = (state = 'drafted')", name="issued_since"),
        CheckConstraint(
            "state NOT IN ('answered', 'accepted') OR answer IS NOT NULL", name="answered_in_words"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    """The version the remark is about."""
    pointer: Mapped[str]
    """JSON pointer of the field, such as ``/kpis/0/target``."""
    remark: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime | None]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    version: Mapped[int] = mapped_column(default=1)


class Judgement(Base):
    """A person's answer to a finding that needs one; the latest per criterion counts; never changed."""

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("status IN ('met', 'not_met')", name="status"),
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
        Index("ix_judgement_latest", "submission_id", "criterion", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    criterion: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class Overruling(Base):
    """A manager's departure from a mechanical finding, which stays beside it; never changed."""

    __tablename__ = "overruling"
    __table_args__ = (
        CheckConstraint(one_of("mechanical", Status), name="mechanical"),
        CheckConstraint(one_of("status", Status), name="status"),
        CheckConstraint("status <> mechanical", name="differs"),
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
        Index("ix_overruling_latest", "submission_id", "criterion", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    criterion: Mapped[str] = mapped_column(String(80))
    mechanical: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class Score(Base):
    """One member's scores on the four sides in one screening; each change is a new ``version``."""

    __tablename__ = "score"
    __table_args__ = (
        CheckConstraint(one_of("screening", ScreeningRound), name="screening"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("jsonb_typeof(sides) = 'object'", name="sides_form"),
        CheckConstraint(
            "NOT is_final OR sides ?& ARRAY['infrastructure', 'competitiveness', "
            "'decarbonisation', 'region']",
            name="final_is_whole",
        ),
        UniqueConstraint("application_id", "screening", "account_id", "version"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    screening: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    version: Mapped[int]
    sides: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Side to ``{"points": …, "reason": …}``; a side not scored yet is absent, never zero."""
    is_final: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class Reassessment(Base):
    """A submitted version assessed anew by the ministry, for another day or rule set; never changed.

    It stands apart from assessments: neither the submission nor what its body sees of it is touched.
    """

    __tablename__ = "reassessment"
    __table_args__ = (
        CheckConstraint(one_of("verdict", Verdict), name="verdict"),
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    rule_set: Mapped[str] = mapped_column(String(100))
    assessed_on: Mapped[date]
    verdict: Mapped[str] = mapped_column(String(20))
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
