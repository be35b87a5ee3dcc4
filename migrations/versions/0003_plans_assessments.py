"""Plans as accepted, with their footprints, and the assessments made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLAN_TYPES = "'A', 'B', 'C', 'GX1', 'GX2', 'GX3', 'GX4'"
ORIGINS = "'stated', 'municipalities', 'none'"
VERDICTS = "'eligible', 'not_eligible', 'needs_evidence', 'needs_review'"


def upgrade() -> None:
    _create_plan()
    _create_assessment()


def downgrade() -> None:
    op.drop_table("assessment")
    op.drop_geospatial_table("plan")


def _create_plan() -> None:
    footprint = Geometry("MULTIPOLYGON", srid=4326, dimension=2, spatial_index=False)
    op.create_geospatial_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_type", sa.String(3), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body_code", sa.String(5), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("footprint", footprint, nullable=True),
        sa.Column("footprint_origin", sa.String(20), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        _check("plan", "plan_type", f"plan_type IN ({PLAN_TYPES})"),
        _check("plan", "document_of_its_type", "document ->> 'plan_type' = plan_type"),
        _check("plan", "title_length", "length(title) BETWEEN 1 AND 200"),
        _check("plan", "body_code", "body_code ~ '^[0-9]{5}$'"),
        _check("plan", "period_in_order", "period_start <= period_end"),
        _check("plan", "footprint_origin", f"footprint_origin IN ({ORIGINS})"),
        _check("plan", "footprint_has_origin", "(footprint IS NULL) = (footprint_origin = 'none')"),
        _check("plan", "footprint_valid", "ST_IsValid(footprint) AND NOT ST_IsEmpty(footprint)"),
        _check("plan", "version", "version >= 1"),
    )
    op.create_geospatial_index(
        "idx_plan_footprint", "plan", ["footprint"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_plan_body_code"), "plan", ["body_code"])
    op.create_index("ix_plan_newest_first", "plan", ["created_at", "id"])


def _create_assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(100), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("record", JSONB(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_assessment_plan_id_plan")),
        _check("assessment", "verdict", f"verdict IN ({VERDICTS})"),
        _check("assessment", "plan_version", "plan_version >= 1"),
        _check("assessment", "record_format", "record ->> 'format' = 'assessment.v1'"),
        _check("assessment", "record_agrees", "record ->> 'verdict' = verdict"),
    )
    op.create_index("ix_assessment_latest", "assessment", ["plan_id", "created_at", "id"])


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
