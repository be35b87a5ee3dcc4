"""Published room on the grid, for demand and for generation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "grid_room"
CHECKS = {
    "kind_known": "kind IN ('demand', 'generation')",
    "facility_known": "facility IN ('substation', 'line')",
    "kv_possible": "kv > 0 AND kv <= 550",
    "range_in_order": "from_mw >= 0 AND from_mw <= coalesce(to_mw, from_mw)",
    "range_has_beginning": "to_mw IS NULL OR from_mw IS NOT NULL",
    "lead_possible": "lead_months BETWEEN 0 AND 600",
    "distance_positive": "greatest_distance_km > 0",
}


def upgrade() -> None:
    op.create_geospatial_table(
        TABLE,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "edition_id", sa.Integer, _reference("edition_id", "dataset_edition", "CASCADE"), nullable=False
        ),
        sa.Column("source_ref", sa.String(120), nullable=False),
        sa.Column("tso", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("facility", sa.String(12), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kv", sa.Numeric(7, 3)),
        sa.Column("from_mw", sa.Numeric(9, 3)),
        sa.Column("to_mw", sa.Numeric(9, 3)),
        sa.Column("lead_months", sa.SmallInteger),
        sa.Column("greatest_distance_km", sa.Numeric(7, 3)),
        sa.Column("note", sa.String),
        sa.Column("citation", sa.String, nullable=False),
        sa.Column("substation_id", sa.Integer, _reference("substation_id", "substation", "SET NULL")),
        sa.Column("geom", Geometry("POINT", srid=4326, dimension=2, spatial_index=False)),
        sa.UniqueConstraint("edition_id", "source_ref", name=op.f("uq_grid_room_edition_id_source_ref")),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
    )
    op.create_index(op.f("ix_grid_room_substation_id"), TABLE, ["substation_id"])
    op.create_index("ix_grid_room_geography", TABLE, [sa.text("(geom::geography)")], postgresql_using="gist")
    op.execute(f"REVOKE INSERT, UPDATE, DELETE ON {TABLE} FROM shuseki_app")


def downgrade() -> None:
    op.drop_geospatial_table(TABLE)


def _reference(column: str, table: str, when_deleted: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete=when_deleted, name=op.f(f"fk_grid_room_{column}_{table}"))
