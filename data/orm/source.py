"""Tables of where data comes from: editions of datasets side by side, and what their import noticed."""

from __future__ import annotations

from datetime import date, datetime

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base


class DatasetEdition(Base):
    """One edition of one dataset from one source; exactly one of each (dataset, source) is in use."""

    __tablename__ = "dataset_edition"
    __table_args__ = (
        CheckConstraint("status IN ('staged', 'current', 'superseded', 'rejected')", name="status_known"),
        CheckConstraint(
            "as_of_basis IN ('given', 'file_name', 'content', 'unknown')", name="as_of_basis_known"
        ),
        CheckConstraint("(as_of IS NULL) = (as_of_basis = 'unknown')", name="as_of_has_basis"),
        CheckConstraint("coverage_basis IN ('stated', 'derived')", name="coverage_basis_known"),
        CheckConstraint("(coverage IS NULL) = (coverage_basis IS NULL)", name="coverage_has_basis"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_form"),
        CheckConstraint(
            "least(rows_in, stored, merged, repaired, skipped, refused) >= 0", name="counts_not_negative"
        ),
        CheckConstraint(
            "status IN ('staged', 'rejected') OR rows_in = stored + merged + skipped + refused",
            name="rows_accounted_for",
        ),
        Index(
            "uq_dataset_edition_current",
            "dataset",
            "source",
            unique=True,
            postgresql_where=text("status = 'current'"),
        ),
        Index(
            "uq_dataset_edition_content",
            "dataset",
            "source",
            "sha256",
            "importer_version",
            "read_as",
            unique=True,
            postgresql_where=text("status <> 'rejected'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(80))
    title_ja: Mapped[str]
    title_en: Mapped[str]
    publisher: Mapped[str]
    licence: Mapped[str]
    attribution: Mapped[str]
    as_of: Mapped[date | None]
    as_of_basis: Mapped[str] = mapped_column(String(16))
    source_crs: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    importer_version: Mapped[int]
    read_as: Mapped[str] = mapped_column(server_default=text("''"))
    """How the sender asked for the file to be read (CRS, encoding, exchanged axes), blank for as it says."""
    coverage: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
    coverage_basis: Mapped[str | None] = mapped_column(String(16))
    """Whether the coverage was stated by the sender or derived from the extent of the data."""
    status: Mapped[str] = mapped_column(String(16))
    rows_in: Mapped[int] = mapped_column(server_default=text("0"))
    stored: Mapped[int] = mapped_column(server_default=text("0"))
    merged: Mapped[int] = mapped_column(server_default=text("0"))
    repaired: Mapped[int] = mapped_column(server_default=text("0"))
    skipped: Mapped[int] = mapped_column(server_default=text("0"))
    refused: Mapped[int] = mapped_column(server_default=text("0"))
    imported_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ImportIssueRow(Base):
    """One thing an import noticed, kept with the edition it concerns."""

    __tablename__ = "import_issue"
    __table_args__ = (
        CheckConstraint(
            "severity IN ('info', 'repaired', 'skipped', 'refused', 'stop')", name="severity_known"
        ),
        CheckConstraint('"row" > 0', name="row_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"), index=True)
    severity: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(60))
    row: Mapped[int | None]
    feature: Mapped[str | None]
    field: Mapped[str | None]
    value: Mapped[str | None]
    message_ja: Mapped[str]
    message_en: Mapped[str]
