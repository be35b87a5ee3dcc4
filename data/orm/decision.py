"""Tables of outcomes: decisions, their letters, what is published, returns after approval, and notices."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.domain.plan.kinds import PlanType
from data.domain.review import KpiReturnState, NoticeKind, Outcome, ScreeningRound
from data.domain.workflow import State
from data.orm.base import Base, Timestamps, one_of
from data.orm.plan import SRID


class Decision(Timestamps, Base):
    """The decision of one screening: the ministry drafts it, the applicant knows it from ``announced_at``."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint(one_of("screening", ScreeningRound), name="screening"),
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
        CheckConstraint("outcome <> 'certified' OR batch IS NOT NULL", name="certified_in_batch"),
        UniqueConstraint("application_id", "screening"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    screening: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    announced_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Letter(Timestamps, Base):
    """The letter of one decision; ``issued_at`` is set once and for all, so sending twice sends once."""

    __tablename__ = "letter"
    __table_args__ = (CheckConstraint("(issued_at IS NULL) = (number IS NULL)", name="numbered_when_issued"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), unique=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    """Document number (文書番号)."""
    body_text: Mapped[str]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class Publication(Base):
    """What the public sees of an application: a copy without confidential parts, made when published."""

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint(one_of("plan_type", PlanType), name="plan_type"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("ST_IsValid(footprint) AND NOT ST_IsEmpty(footprint)", name="footprint_valid"),
        Index(
            "uq_publication_current",
            "application_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[str] = mapped_column(String(40))
    plan_type: Mapped[str] = mapped_column(String(3))
    title: Mapped[str] = mapped_column(String(200))
    body_code: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(40))
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Already without confidential fields: row-level security cannot cut fields out of a document."""
    record: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The assessment as the public may see it; ``NULL`` when only the status is published."""
    footprint: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=SRID))
    published_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    withdrawn_at: Mapped[datetime | None]


class KpiReturn(Timestamps, Base):
    """The actual value of one KPI for one cycle; not reported is ``NULL``, never zero."""

    __tablename__ = "kpi_return"
    __table_args__ = (
        CheckConstraint(one_of("state", KpiReturnState), name="state"),
        CheckConstraint(
            "state <> 'reported' OR (actual IS NOT NULL AND reported_at IS NOT NULL)", name="reported_whole"
        ),
        CheckConstraint("fiscal_year BETWEEN 2000 AND 2200", name="fiscal_year"),
        UniqueConstraint("application_id", "kpi", "fiscal_year"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    kpi: Mapped[str] = mapped_column(String(200))
    """JSON pointer of the KPI in the certified document, such as ``/kpis/0``."""
    fiscal_year: Mapped[int]
    """Year in which the Japanese fiscal year (April to March) begins."""
    actual: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(String(40))
    explanation: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(20))
    reported_at: Mapped[datetime | None]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class Notice(Base):
    """A line in the inbox of a post; it names the case, never its contents."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(one_of("kind", NoticeKind), name="kind"),
        Index("ix_notice_inbox", "post_id", "created_at"),
    )
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - the sender cannot read it back

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    kind: Mapped[str] = mapped_column(String(20))
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("application.id"), index=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"))
    message_ja: Mapped[str]
    message_en: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
