"""Tables of generic layers: the register of what each layer is, and its features by edition (EPSG:4326)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base


class Layer(Base):
    """A generic layer; its editions are those of dataset ``layer`` whose source is ``key``."""

    __tablename__ = "layer"
    __table_args__ = (
        CheckConstraint("key ~ '^[a-z][a-z0-9_]{1,39}$'", name="key_form"),
        CheckConstraint("role IN ('exclude', 'indicator', 'context')", name="role_known"),
        CheckConstraint("topic IN ('hazard', 'telecom', 'water', 'transport')", name="topic_known"),
        CheckConstraint("accuracy_m > 0", name="accuracy_positive"),
        CheckConstraint("min_zoom BETWEEN 0 AND 22", name="min_zoom_possible"),
    )

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str | None] = mapped_column(String(16))
    """What reviewers of a zone are shown the layer for; null for a layer shown on maps only."""
    accuracy_m: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    """Positional accuracy in metres as the source states it; null when it states none."""
    min_zoom: Mapped[int] = mapped_column(SmallInteger)
    attributes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Name and JSON type of every attribute of the newest edition, in the order of the file."""
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class LayerFeature(Base):
    """One feature of one edition of a layer, of any geometry type; asked for by its edition first."""

    __tablename__ = "layer_feature"
    __table_args__ = (
        PrimaryKeyConstraint("edition_id", "id"),
        UniqueConstraint("edition_id", "source_ref"),
    )

    id: Mapped[int] = mapped_column(autoincrement=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    source_ref: Mapped[str] = mapped_column(String(120))
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB)
    geom: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=4326))
