"""Tables of power and data-centre sites: plants, substations, lines, data centres (all EPSG:4326)."""

from __future__ import annotations

from decimal import Decimal

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base

GEOGRAPHY = "(geom::geography)"


def _near(table: str) -> Index:
    return Index(f"ix_{table}_geography", text(GEOGRAPHY), postgresql_using="gist")


class PowerPlant(Base):
    """A power plant as one source has it; in a second source it is a second row with ``duplicate_of_id``."""

    __tablename__ = "power_plant"
    __table_args__ = (
        UniqueConstraint("edition_id", "source_ref"),
        CheckConstraint("capacity_mw > 0 AND capacity_mw <= 10000", name="capacity_possible"),
        CheckConstraint("start_year BETWEEN 1880 AND 2100", name="start_year_possible"),
        CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
        _near("power_plant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    source_ref: Mapped[str] = mapped_column(String(120))
    name: Mapped[str | None]
    operator: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(20))
    raw_kind: Mapped[str | None]
    capacity_mw: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    decarbonised: Mapped[bool | None]
    start_year: Mapped[int | None]
    near_duplicate_ref: Mapped[str | None]
    """``source_ref`` of a row that the source itself takes for the same plant."""
    duplicate_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("power_plant.id", ondelete="SET NULL"), index=True
    )
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326))


class Substation(Base):
    """A substation as a point, with its outline where the source has one."""

    __tablename__ = "substation"
    __table_args__ = (
        UniqueConstraint("edition_id", "source_ref"),
        CheckConstraint("max_kv > 0 AND max_kv <= 550", name="max_kv_possible"),
        _near("substation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    source_ref: Mapped[str] = mapped_column(String(120))
    name: Mapped[str | None]
    operator: Mapped[str | None]
    kind: Mapped[str | None]
    max_kv: Mapped[Decimal | None] = mapped_column(Numeric(7, 3))
    voltages: Mapped[str | None]
    """The voltages as the source writes them."""
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326))
    outline: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)
    )


class TransmissionLine(Base):
    """A stretch of line or cable; one that a fuller source also has is marked as its duplicate."""

    __tablename__ = "transmission_line"
    __table_args__ = (
        UniqueConstraint("edition_id", "source_ref"),
        CheckConstraint("max_kv > 0 AND max_kv <= 550", name="max_kv_possible"),
        CheckConstraint("circuits BETWEEN 1 AND 20", name="circuits_possible"),
        CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
        _near("transmission_line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    source_ref: Mapped[str] = mapped_column(String(120))
    name: Mapped[str | None]
    operator: Mapped[str | None]
    kind: Mapped[str | None]
    max_kv: Mapped[Decimal | None] = mapped_column(Numeric(7, 3))
    voltages: Mapped[str | None]
    circuits: Mapped[int | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("transmission_line.id", ondelete="SET NULL"), index=True
    )
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTILINESTRING", srid=4326))


class DataCentre(Base):
    """A data centre, or a site that a source lists as one (``kind`` says when its name tells otherwise)."""

    __tablename__ = "data_centre"
    __table_args__ = (
        UniqueConstraint("edition_id", "source_ref"),
        CheckConstraint("mw > 0 AND mw <= 10000", name="mw_possible"),
        CheckConstraint("status IN ('operating', 'construction', 'planned', 'unknown')", name="status_known"),
        _near("data_centre"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    source_ref: Mapped[str] = mapped_column(String(120))
    name: Mapped[str | None]
    is_placeholder_name: Mapped[bool]
    operator: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(24))
    raw_kind: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(16))
    mw: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326))
