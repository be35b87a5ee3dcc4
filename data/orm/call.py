"""Tables of calls (公募): windows, what is frozen per call, recorded outages and equal extensions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base, Timestamps


class Call(Timestamps, Base):
    """One call. Once published, a trigger lets nothing change but ``closes_at``, and that only to later."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window_in_order"),
        CheckConstraint("cardinality(plan_types) > 0", name="takes_plans"),
        CheckConstraint(
            "plan_types <@ ARRAY['A', 'B', 'C', 'GX1', 'GX2', 'GX3', 'GX4']::varchar[]",
            name="plan_types_known",
        ),
        CheckConstraint("screenings ?& plan_types::text[]", name="screenings_of_each_type"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """Short name in case numbers, such as ``R8-GX-1``."""
    title_ja: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    plan_types: Mapped[list[str]] = mapped_column(ARRAY(String(3)))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """First moment at which nothing is taken any more; 17:00:00 JST itself is too late."""
    rule_set: Mapped[str] = mapped_column(String(400))
    """Rule set per plan type, ``data.domain.call.written_rule_sets``."""
    form_version: Mapped[str] = mapped_column(String(40))
    screenings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Screenings per plan type, ``{"GX2": 2}``: ``data.domain.workflow.StageSettings``."""
    scoring: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """``data.domain.scoring.ScoringSettings``; ``NULL``: the product's own."""
    published_at: Mapped[datetime | None]


class Outage(Base):
    """A time in which the system could not be used; ``ended_at`` is open while it lasts."""

    __tablename__ = "outage"
    __table_args__ = (CheckConstraint("began_at < ended_at", name="in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    description: Mapped[str]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class CallExtension(Base):
    """One extension of a call for everybody alike, with its reason; never changed."""

    __tablename__ = "call_extension"
    __table_args__ = (
        CheckConstraint("closed_at < closes_at", name="later"),
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    outage_id: Mapped[UUID | None] = mapped_column(ForeignKey("outage.id"))
    closed_at: Mapped[datetime]
    """The deadline before."""
    closes_at: Mapped[datetime]
    """The deadline from now on."""
    reason: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
