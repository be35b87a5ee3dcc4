"""The table of municipal boundaries, one row a municipality or ward and edition."""

from __future__ import annotations

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base


class Boundary(Base):
    """A municipality, a ward, or land that belongs to none (``municipality_code`` null), EPSG:4326."""

    __tablename__ = "boundary"
    __table_args__ = (
        UniqueConstraint("edition_id", "source_ref"),
        CheckConstraint("municipality_code ~ '^[0-9]{5}$'", name="municipality_code_form"),
        CheckConstraint("prefecture_code ~ '^(0[1-9]|[1-3][0-9]|4[0-7])$'", name="prefecture_code_form"),
        CheckConstraint("left(municipality_code, 2) = prefecture_code", name="codes_agree"),
        CheckConstraint("polygons > 0", name="polygons_positive"),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_boundary_municipality_code", "municipality_code", "edition_id"),
        Index("ix_boundary_prefecture_code", "prefecture_code", "edition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    source_ref: Mapped[str] = mapped_column(String(120))
    municipality_code: Mapped[str | None] = mapped_column(String(5))
    prefecture_code: Mapped[str] = mapped_column(String(2))
    prefecture_name: Mapped[str]
    subprefecture_name: Mapped[str | None]
    county_name: Mapped[str | None]
    """The county (郡), or the designated city when the row is one of its wards."""
    name: Mapped[str | None]
    """The municipality or ward; null only for land that belongs to none."""
    polygons: Mapped[int]
    """Rows of the source that were joined into this one."""
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
