"""The table of published room on the grid, demand and generation strictly apart."""

from __future__ import annotations

from decimal import Decimal

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base


class GridRoom(Base):
    """One line of an operator's publication; what it does not state is null."""

    __tablename__ = "grid_room"
    __table_args__ = (
        UniqueConstraint("edition_id", "source_ref"),
        CheckConstraint("kind IN ('demand', 'generation')", name="kind_known"),
        CheckConstraint("facility IN ('substation', 'line')", name="facility_known"),
        CheckConstraint("kv > 0 AND kv <= 550", name="kv_possible"),
        CheckConstraint("from_mw >= 0 AND from_mw <= coalesce(to_mw, from_mw)", name="range_in_order"),
        CheckConstraint("to_mw IS NULL OR from_mw IS NOT NULL", name="range_has_beginning"),
        CheckConstraint("lead_months BETWEEN 0 AND 600", name="lead_possible"),
        CheckConstraint("greatest_distance_km > 0", name="distance_positive"),
        Index("ix_grid_room_geography", text("(geom::geography)"), postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    source_ref: Mapped[str] = mapped_column(String(120))
    tso: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(12))
    facility: Mapped[str] = mapped_column(String(12))
    name: Mapped[str]
    kv: Mapped[Decimal | None] = mapped_column(Numeric(7, 3))
    from_mw: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    to_mw: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    """Null with a ``from_mw`` means an open end; both null mean that no room is stated."""
    lead_months: Mapped[int | None] = mapped_column(SmallInteger)
    greatest_distance_km: Mapped[Decimal | None] = mapped_column(Numeric(7, 3))
    """Greatest distance from the facility for which the statement holds."""
    note: Mapped[str | None]
    citation: Mapped[str]
    """Where the operator says so: document or address."""
    substation_id: Mapped[int | None] = mapped_column(
        ForeignKey("substation.id", ondelete="SET NULL"), index=True
    )
    """The one substation in use that bears this name; null when none or several do."""
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
