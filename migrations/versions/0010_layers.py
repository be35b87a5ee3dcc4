"""Generic layers with their register; editions say how they were read and where they can say anything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

EDITION = "dataset_edition"
CONTENT = ["dataset", "source", "sha256", "importer_version"]
NOT_REJECTED = sa.text("status <> 'rejected'")


def upgrade() -> None:
    _read_as_instead_of_swap_applied()
    _coverage_basis()
    _create_layer()
    _create_layer_feature()
    op.execute("REVOKE INSERT, UPDATE, DELETE ON layer, layer_feature FROM shuseki_app")


def downgrade() -> None:
    op.drop_geospatial_table("layer_feature")
    op.drop_table("layer")
    op.drop_constraint(op.f("ck_dataset_edition_coverage_has_basis"), EDITION)
    op.drop_constraint(op.f("ck_dataset_edition_coverage_basis_known"), EDITION)
    op.drop_column(EDITION, "coverage_basis")
    op.add_column(EDITION, sa.Column("swap_applied", sa.Boolean, server_default=sa.false(), nullable=False))
    op.execute("UPDATE dataset_edition SET swap_applied = read_as LIKE '%swap=%'")
    op.alter_column(EDITION, "swap_applied", server_default=None)
    op.drop_index("uq_dataset_edition_content", EDITION)
    op.drop_column(EDITION, "read_as")
    _content_index("swap_applied")


def _read_as_instead_of_swap_applied() -> None:
    op.add_column(EDITION, sa.Column("read_as", sa.String, server_default=sa.text("''"), nullable=False))
    op.execute("UPDATE dataset_edition SET read_as = 'swap=flagged' WHERE swap_applied")
    op.drop_index("uq_dataset_edition_content", EDITION)
    op.drop_column(EDITION, "swap_applied")
    _content_index("read_as")


def _content_index(last: str) -> None:
    op.create_index(
        "uq_dataset_edition_content", EDITION, [*CONTENT, last], unique=True, postgresql_where=NOT_REJECTED
    )


def _coverage_basis() -> None:
    op.add_column(EDITION, sa.Column("coverage_basis", sa.String(16)))
    op.execute("UPDATE dataset_edition SET coverage_basis = 'derived' WHERE coverage IS NOT NULL")
    op.create_check_constraint(
        op.f("ck_dataset_edition_coverage_basis_known"), EDITION, "coverage_basis IN ('stated', 'derived')"
    )
    op.create_check_constraint(
        op.f("ck_dataset_edition_coverage_has_basis"),
        EDITION,
        "(coverage IS NULL) = (coverage_basis IS NULL)",
    )


def _create_layer() -> None:
    op.create_table(
        "layer",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("title_ja", sa.String, nullable=False),
        sa.Column("title_en", sa.String, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("accuracy_m", sa.Numeric(9, 3)),
        sa.Column("min_zoom", sa.SmallInteger, nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("key ~ '^[a-z][a-z0-9_]{1,39}$'", name=op.f("ck_layer_key_form")),
        sa.CheckConstraint("role IN ('exclude', 'indicator', 'context')", name=op.f("ck_layer_role_known")),
        sa.CheckConstraint("accuracy_m > 0", name=op.f("ck_layer_accuracy_positive")),
        sa.CheckConstraint("min_zoom BETWEEN 0 AND 22", name=op.f("ck_layer_min_zoom_possible")),
    )


def _create_layer_feature() -> None:
    table = "layer_feature"
    edition = sa.ForeignKey(
        "dataset_edition.id", ondelete="CASCADE", name=op.f("fk_layer_feature_edition_id_dataset_edition")
    )
    geometry = Geometry("GEOMETRY", srid=4326, dimension=2, spatial_index=False, nullable=False)
    op.create_geospatial_table(
        table,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition_id", sa.Integer, edition, nullable=False),
        sa.Column("source_ref", sa.String(120), nullable=False),
        sa.Column("properties", JSONB, nullable=False),
        sa.Column("geom", geometry, nullable=False),
        sa.UniqueConstraint("edition_id", "source_ref", name=op.f("uq_layer_feature_edition_id_source_ref")),
    )
    op.create_geospatial_index(
        "idx_layer_feature_geom", table, ["geom"], postgresql_using="gist", postgresql_ops={}
    )
