"""Table of plan documents as accepted, each with its footprint: drawn, or joined from its municipalities."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.domain.plan.kinds import PlanType
from data.orm.base import Base, Timestamps, one_of

SRID = 4326


class FootprintOrigin(StrEnum):
    """Where a stored footprint comes from."""

    STATED = "stated"
    MUNICIPALITIES = "municipalities"
    NONE = "none"


class Plan(Timestamps, Base):
    """One plan: its document and what lists and maps need of it; ``version`` grows with every change."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint(one_of("plan_type", PlanType), name="plan_type"),
        CheckConstraint("document ->> 'plan_type' = plan_type", name="document_of_its_type"),
        CheckConstraint("length(title) BETWEEN 1 AND 200", name="title_length"),
        CheckConstraint("body_code ~ '^[0-9]{5}$'", name="body_code"),
        CheckConstraint("period_start <= period_end", name="period_in_order"),
        CheckConstraint(one_of("footprint_origin", FootprintOrigin), name="footprint_origin"),
        CheckConstraint("(footprint IS NULL) = (footprint_origin = 'none')", name="footprint_has_origin"),
        CheckConstraint("ST_IsValid(footprint) AND NOT ST_IsEmpty(footprint)", name="footprint_valid"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_plan_newest_first", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_type: Mapped[str] = mapped_column(String(3))
    title: Mapped[str] = mapped_column(String(200))
    body_code: Mapped[str] = mapped_column(String(5), index=True)
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    footprint: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=SRID))
    footprint_origin: Mapped[str] = mapped_column(String(20))
    is_sample: Mapped[bool]
    owner_body_id: Mapped[UUID | None] = mapped_column(ForeignKey("body.id"), index=True)
    """The body whose unpublished work this is; ``NULL``: a demonstration plan that everybody sees."""
    version: Mapped[int]


class PlanSection(Base):
    """Who last changed one top-level section of a plan, and when; the content stands in the document."""

    __tablename__ = "plan_section"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    section: Mapped[str] = mapped_column(String(60), primary_key=True)
    plan_version: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    changed_at: Mapped[datetime]
