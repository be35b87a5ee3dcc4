"""Table of assessments: the verdict of one plan version under one rule set, with everything it rested on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.domain.assessment import Verdict
from data.orm.base import Base

_VERDICTS = ", ".join(repr(str(verdict)) for verdict in Verdict)


class StoredAssessment(Base):
    """One assessment, never changed after it is stored; ``facts`` is the snapshot it was computed from."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint(f"verdict IN ({_VERDICTS})", name="verdict"),
        CheckConstraint("plan_version >= 1", name="plan_version"),
        CheckConstraint("record ->> 'format' = 'assessment.v1'", name="record_format"),
        CheckConstraint("record ->> 'verdict' = verdict", name="record_agrees"),
        Index("ix_assessment_latest", "plan_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    plan_version: Mapped[int]
    rule_set: Mapped[str] = mapped_column(String(100))
    assessed_on: Mapped[date]
    verdict: Mapped[str] = mapped_column(String(20))
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
