"""Editions of datasets with their issues, municipal boundaries, power facilities and data centres."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_dataset_edition()
    _create_import_issue()
    _create_boundary()
    _create_power_plant()
    _create_substation()
    _create_transmission_line()
    _create_data_centre()
    for table in ("power_plant", "substation", "transmission_line", "data_centre"):
        _index_places(table)
    for table in ("power_plant", "transmission_line"):
        op.create_index(f"ix_{table}_duplicate_of_id", table, ["duplicate_of_id"])


def downgrade() -> None:
    for table in ("data_centre", "transmission_line", "substation", "power_plant"):
        op.drop_geospatial_table(table)
    op.drop_geospatial_table("boundary")
    op.drop_table("import_issue")
    op.drop_geospatial_table("dataset_edition")


def _geometry(name: str, kind: str, *, nullable: bool = False) -> sa.Column[object]:
    geometry = Geometry(kind, srid=4326, dimension=2, spatial_index=False, nullable=nullable)
    return sa.Column(name, geometry, nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _of_edition() -> tuple[sa.Column[int], ...]:
    edition = sa.ForeignKey("dataset_edition.id", ondelete="CASCADE")
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition_id", sa.Integer, edition, nullable=False),
    )


def _index_places(table: str) -> None:
    op.create_geospatial_index(
        f"idx_{table}_geom", table, ["geom"], postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(f"ix_{table}_geography", table, [sa.text("(geom::geography)")], postgresql_using="gist")


def _create_dataset_edition() -> None:
    table = "dataset_edition"
    counts = ("rows_in", "stored", "merged", "repaired", "skipped", "refused")
    op.create_geospatial_table(
        table,
        sa.Column("id", sa.Integer, primary_key=True),
        _text("dataset", 40, nullable=False),
        _text("source", 80, nullable=False),
        *(
            _text(name, nullable=False)
            for name in ("title_ja", "title_en", "publisher", "licence", "attribution")
        ),
        sa.Column("as_of", sa.Date),
        _text("as_of_basis", 16, nullable=False),
        _text("source_crs", nullable=False),
        _text("file_name", nullable=False),
        _text("sha256", 64, nullable=False),
        sa.Column("importer_version", sa.Integer, nullable=False),
        sa.Column("swap_applied", sa.Boolean, nullable=False),
        _geometry("coverage", "MULTIPOLYGON", nullable=True),
        _text("status", 16, nullable=False),
        *(sa.Column(name, sa.Integer, server_default=sa.text("0"), nullable=False) for name in counts),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('staged', 'current', 'superseded', 'rejected')", name="status_known"),
        sa.CheckConstraint("as_of_basis IN ('given', 'file_name', 'unknown')", name="as_of_basis_known"),
        sa.CheckConstraint("(as_of IS NULL) = (as_of_basis = 'unknown')", name="as_of_has_basis"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_form"),
        sa.CheckConstraint(f"least({', '.join(counts)}) >= 0", name="counts_not_negative"),
        sa.CheckConstraint(
            "status IN ('staged', 'rejected') OR rows_in = stored + merged + skipped + refused",
            name="rows_accounted_for",
        ),
    )
    op.create_geospatial_index(
        "idx_dataset_edition_coverage", table, ["coverage"], postgresql_using="gist", postgresql_ops={}
    )
    _create_edition_indexes(table)


def _create_edition_indexes(table: str) -> None:
    op.create_index(
        "uq_dataset_edition_current",
        table,
        ["dataset", "source"],
        unique=True,
        postgresql_where=sa.text("status = 'current'"),
    )
    op.create_index(
        "uq_dataset_edition_content",
        table,
        ["dataset", "source", "sha256", "importer_version", "swap_applied"],
        unique=True,
        postgresql_where=sa.text("status <> 'rejected'"),
    )


def _create_import_issue() -> None:
    op.create_table(
        "import_issue",
        *_of_edition(),
        _text("severity", 16, nullable=False),
        _text("code", 60, nullable=False),
        sa.Column("row", sa.Integer),
        *(_text(name) for name in ("feature", "field", "value")),
        *(_text(name, nullable=False) for name in ("message_ja", "message_en")),
        sa.CheckConstraint(
            "severity IN ('info', 'repaired', 'skipped', 'refused', 'stop')", name="severity_known"
        ),
        sa.CheckConstraint('"row" > 0', name="row_positive"),
    )
    op.create_index("ix_import_issue_edition_id", "import_issue", ["edition_id"])


def _create_boundary() -> None:
    op.create_geospatial_table(
        "boundary",
        *_of_edition(),
        _text("source_ref", 120, nullable=False),
        _text("municipality_code", 5),
        _text("prefecture_code", 2, nullable=False),
        _text("prefecture_name", nullable=False),
        *(_text(name) for name in ("subprefecture_name", "county_name", "name")),
        sa.Column("polygons", sa.Integer, nullable=False),
        _geometry("geom", "MULTIPOLYGON"),
        sa.UniqueConstraint("edition_id", "source_ref"),
        sa.CheckConstraint("municipality_code ~ '^[0-9]{5}$'", name="municipality_code_form"),
        sa.CheckConstraint("prefecture_code ~ '^(0[1-9]|[1-3][0-9]|4[0-7])$'", name="prefecture_code_form"),
        sa.CheckConstraint("left(municipality_code, 2) = prefecture_code", name="codes_agree"),
        sa.CheckConstraint("polygons > 0", name="polygons_positive"),
        sa.CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
    )
    op.create_geospatial_index(
        "idx_boundary_geom", "boundary", ["geom"], postgresql_using="gist", postgresql_ops={}
    )
    for column in ("municipality_code", "prefecture_code"):
        op.create_index(f"ix_boundary_{column}", "boundary", [column, "edition_id"])


def _create_power_plant() -> None:
    op.create_geospatial_table(
        "power_plant",
        *_of_edition(),
        _text("source_ref", 120, nullable=False),
        _text("name"),
        _text("operator"),
        _text("kind", 20, nullable=False),
        _text("raw_kind"),
        sa.Column("capacity_mw", sa.Numeric(9, 3)),
        sa.Column("decarbonised", sa.Boolean),
        sa.Column("start_year", sa.Integer),
        _text("near_duplicate_ref"),
        sa.Column("duplicate_of_id", sa.Integer, sa.ForeignKey("power_plant.id", ondelete="SET NULL")),
        _geometry("geom", "POINT"),
        sa.UniqueConstraint("edition_id", "source_ref"),
        sa.CheckConstraint("capacity_mw > 0 AND capacity_mw <= 10000", name="capacity_possible"),
        sa.CheckConstraint("start_year BETWEEN 1880 AND 2100", name="start_year_possible"),
        sa.CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
    )


def _create_substation() -> None:
    op.create_geospatial_table(
        "substation",
        *_of_edition(),
        _text("source_ref", 120, nullable=False),
        *(_text(name) for name in ("name", "operator", "kind")),
        sa.Column("max_kv", sa.Numeric(7, 3)),
        _text("voltages"),
        _geometry("geom", "POINT"),
        _geometry("outline", "MULTIPOLYGON", nullable=True),
        sa.UniqueConstraint("edition_id", "source_ref"),
        sa.CheckConstraint("max_kv > 0 AND max_kv <= 550", name="max_kv_possible"),
    )


def _create_transmission_line() -> None:
    op.create_geospatial_table(
        "transmission_line",
        *_of_edition(),
        _text("source_ref", 120, nullable=False),
        *(_text(name) for name in ("name", "operator", "kind")),
        sa.Column("max_kv", sa.Numeric(7, 3)),
        _text("voltages"),
        sa.Column("circuits", sa.Integer),
        sa.Column("duplicate_of_id", sa.Integer, sa.ForeignKey("transmission_line.id", ondelete="SET NULL")),
        _geometry("geom", "MULTILINESTRING"),
        sa.UniqueConstraint("edition_id", "source_ref"),
        sa.CheckConstraint("max_kv > 0 AND max_kv <= 550", name="max_kv_possible"),
        sa.CheckConstraint("circuits BETWEEN 1 AND 20", name="circuits_possible"),
        sa.CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
    )


def _create_data_centre() -> None:
    op.create_geospatial_table(
        "data_centre",
        *_of_edition(),
        _text("source_ref", 120, nullable=False),
        _text("name"),
        sa.Column("is_placeholder_name", sa.Boolean, nullable=False),
        _text("operator"),
        _text("kind", 24, nullable=False),
        _text("raw_kind"),
        _text("status", 16, nullable=False),
        sa.Column("mw", sa.Numeric(9, 3)),
        _geometry("geom", "POINT"),
        sa.UniqueConstraint("edition_id", "source_ref"),
        sa.CheckConstraint("mw > 0 AND mw <= 10000", name="mw_possible"),
        sa.CheckConstraint(
            "status IN ('operating', 'construction', 'planned', 'unknown')", name="status_known"
        ),
    )
