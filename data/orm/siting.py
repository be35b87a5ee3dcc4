"""Tables of the siting screen: studies as jobs, scenarios read from them, and a scenario's best areas."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base, Timestamps


class StudyStatus(StrEnum):
    """How far a study is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SitingStudy(Timestamps, Base):
    """One screen of the land for one profile; ``id`` is made from everything that went in.

    The columns of values are files under the product's home; this row says what they were made from and how
    far the work is. ``updated_at`` moves with every block.
    """

    __tablename__ = "siting_study"
    __table_args__ = (
        CheckConstraint("id ~ '^[0-9a-f]{32}$'", name="id_form"),
        CheckConstraint("level BETWEEN 3 AND 5", name="level_offered"),
        CheckConstraint("status IN ('queued', 'running', 'done', 'failed')", name="status_known"),
        CheckConstraint("blocks_done BETWEEN 0 AND blocks_total", name="blocks_in_order"),
        CheckConstraint("cells >= 0", name="cells_not_negative"),
        CheckConstraint("(status = 'failed') = (error_ja IS NOT NULL)", name="failure_has_reason"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    profile_id: Mapped[str] = mapped_column(String(40))
    profile_edition: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(String(8))
    layers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Every layer the profile asks for: its edition, or that it is not loaded."""
    blocks_done: Mapped[int] = mapped_column(server_default=text("0"))
    blocks_total: Mapped[int] = mapped_column(server_default=text("0"))
    cells: Mapped[int] = mapped_column(server_default=text("0"))
    error_ja: Mapped[str | None]
    error_en: Mapped[str | None]
    finished_at: Mapped[datetime | None]


class SitingScenario(Base):
    """A study read with a preset and weights; ``id`` is made from these three."""

    __tablename__ = "siting_scenario"
    __table_args__ = (
        CheckConstraint("id ~ '^[0-9a-f]{32}$'", name="id_form"),
        CheckConstraint("preset IN ('open', 'reference', 'strict')", name="preset_known"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("siting_study.id", ondelete="CASCADE"), index=True)
    preset: Mapped[str] = mapped_column(String(10))
    weights: Mapped[dict[str, float]] = mapped_column(JSONB)
    counts: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Cells and shares of land by standing; null until the study is done."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SitingArea(Base):
    """One of the largest areas of good cells of a scenario, gross hectares and the MW that fit at most."""

    __tablename__ = "siting_area"
    __table_args__ = (
        UniqueConstraint("scenario_id", "position"),
        CheckConstraint("area_ha > 0 AND fits_mw_low <= fits_mw_high", name="amounts_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[str] = mapped_column(ForeignKey("siting_scenario.id", ondelete="CASCADE"))
    position: Mapped[int]
    cells: Mapped[int]
    area_ha: Mapped[float]
    fits_mw_low: Mapped[float]
    fits_mw_high: Mapped[float]
    mean_judged: Mapped[float]
    best_judged: Mapped[float]
    places: Mapped[list[str]] = mapped_column(JSONB)
    """Codes of the municipalities it lies in."""
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
