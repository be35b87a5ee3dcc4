"""Siting studies as jobs, scenarios read from them, and the largest areas of each scenario."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_study()
    _create_scenario()
    _create_area()
    # Requests order and save; only the product itself computes and writes results.
    op.execute("REVOKE UPDATE, DELETE ON siting_study, siting_scenario, siting_area FROM shuseki_app")
    op.execute("REVOKE INSERT ON siting_area FROM shuseki_app")
    op.execute("GRANT UPDATE (status, error_ja, error_en, updated_at) ON siting_study TO shuseki_app")


def downgrade() -> None:
    op.drop_geospatial_table("siting_area")
    op.drop_table("siting_scenario")
    op.drop_table("siting_study")


def _create_study() -> None:
    op.create_table(
        "siting_study",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("profile_id", sa.String(40), nullable=False),
        sa.Column("profile_edition", sa.String(40), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("layers", JSONB(), nullable=False),
        sa.Column("blocks_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("blocks_total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("cells", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error_ja", sa.String(), nullable=True),
        sa.Column("error_en", sa.String(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siting_study")),
        _check("siting_study", "id_form", "id ~ '^[0-9a-f]{32}$'"),
        _check("siting_study", "level_offered", "level BETWEEN 3 AND 5"),
        _check("siting_study", "status_known", "status IN ('queued', 'running', 'done', 'failed')"),
        _check("siting_study", "blocks_in_order", "blocks_done BETWEEN 0 AND blocks_total"),
        _check("siting_study", "cells_not_negative", "cells >= 0"),
        _check("siting_study", "failure_has_reason", "(status = 'failed') = (error_ja IS NOT NULL)"),
    )


def _create_scenario() -> None:
    study = op.f("fk_siting_scenario_study_id_siting_study")
    op.create_table(
        "siting_scenario",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("study_id", sa.String(32), nullable=False),
        sa.Column("preset", sa.String(10), nullable=False),
        sa.Column("weights", JSONB(), nullable=False),
        sa.Column("counts", JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siting_scenario")),
        sa.ForeignKeyConstraint(["study_id"], ["siting_study.id"], ondelete="CASCADE", name=study),
        _check("siting_scenario", "id_form", "id ~ '^[0-9a-f]{32}$'"),
        _check("siting_scenario", "preset_known", "preset IN ('open', 'reference', 'strict')"),
    )
    op.create_index(op.f("ix_siting_scenario_study_id"), "siting_scenario", ["study_id"])


def _create_area() -> None:
    polygon = Geometry("MULTIPOLYGON", srid=4326, dimension=2, spatial_index=False)
    scenario = op.f("fk_siting_area_scenario_id_siting_scenario")
    op.create_geospatial_table(
        "siting_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("area_ha", "fits_mw_low", "fits_mw_high")),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("mean_judged", "best_judged")),
        sa.Column("places", JSONB(), nullable=False),
        sa.Column("geom", polygon, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siting_area")),
        sa.UniqueConstraint("scenario_id", "position", name=op.f("uq_siting_area_scenario_id_position")),
        sa.ForeignKeyConstraint(["scenario_id"], ["siting_scenario.id"], ondelete="CASCADE", name=scenario),
        _check("siting_area", "amounts_possible", "area_ha > 0 AND fits_mw_low <= fits_mw_high"),
    )
    op.create_geospatial_index(
        "idx_siting_area_geom",
        "siting_area",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
