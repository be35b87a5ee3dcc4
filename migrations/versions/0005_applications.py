"""Applications with their versions, attachments and events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_application()
    _create_submission()
    _create_attachment()
    _create_submission_attachment()
    _create_case_event()


def downgrade() -> None:
    op.drop_table("case_event")
    op.drop_table("submission_attachment")
    op.drop_table("attachment")
    op.drop_geospatial_table("submission")
    op.drop_table("application")


def _create_application() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(40), nullable=True),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("plan_type", sa.String(3), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _check(
            "application",
            "sent_has_moment",
            "first_submitted_at IS NOT NULL OR state IN ('approved', 'draft', 'in_approval')",
        ),
        _check("application", "certified_in_batch", "state <> 'certified' OR batch IS NOT NULL"),
        _check(
            "application",
            "state",
            "state IN ('draft', 'in_approval', 'approved', 'submitted', 'returned', "
            "'resubmitted', 'first_screening', 'promising', 'refinement', 'refined', "
            "'final_screening', 'returned_in_final', 'certified', 'not_selected', 'withdrawn')",
        ),
        _check("application", "number_since_sent", "(number IS NULL) = (first_submitted_at IS NULL)"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_application_body_id_body")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_application_call_id_call")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_application_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("call_id", "plan_id", name=op.f("uq_application_call_id_plan_id")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
    )
    op.create_index(op.f("ix_application_body_id"), "application", ["body_id"], unique=False)
    op.create_index(op.f("ix_application_call_id"), "application", ["call_id"], unique=False)
    op.create_index(op.f("ix_application_plan_id"), "application", ["plan_id"], unique=False)
    op.create_index(op.f("ix_application_state"), "application", ["state"], unique=False)


def _create_submission() -> None:
    op.create_geospatial_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("document_sha256", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column(
            "footprint",
            Geometry(geometry_type="MULTIPOLYGON", srid=4326, dimension=2, spatial_index=False),
            nullable=True,
        ),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(100), nullable=False),
        sa.Column("form_version", sa.String(40), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("receipt", JSONB(), nullable=False),
        sa.Column("idempotency_key", sa.String(100), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        _check("submission", "document_sha256_form", "document_sha256 ~ '^[0-9a-f]{64}$'"),
        _check("submission", "footprint_valid", "ST_IsValid(footprint) AND NOT ST_IsEmpty(footprint)"),
        _check("submission", "number", "number >= 1"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_submission_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_submission_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_submission_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_submission_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "application_id", "idempotency_key", name=op.f("uq_submission_application_id_idempotency_key")
        ),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_submission_application_id_number")),
    )
    op.create_geospatial_index(
        "idx_submission_footprint",
        "submission",
        ["footprint"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_submission_assessment_id"), "submission", ["assessment_id"], unique=False)


def _create_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("pointer", sa.String(), nullable=True),
        sa.Column("is_confidential", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _check("attachment", "sha256_form", "sha256 ~ '^[0-9a-f]{64}$'"),
        _check("attachment", "has_name", "length(btrim(name)) > 0"),
        _check("attachment", "size_bytes", "size_bytes > 0"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_attachment_account_id_account")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_attachment_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_plan_id"), "attachment", ["plan_id"], unique=False)
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)


def _create_submission_attachment() -> None:
    op.create_table(
        "submission_attachment",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_submission_attachment_attachment_id_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_attachment_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "attachment_id", name=op.f("pk_submission_attachment")),
    )
    op.create_index(
        op.f("ix_submission_attachment_attachment_id"),
        "submission_attachment",
        ["attachment_id"],
        unique=False,
    )


def _create_case_event() -> None:
    op.create_table(
        "case_event",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("from_state", sa.String(20), nullable=True),
        sa.Column("to_state", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        _check(
            "case_event",
            "from_state",
            "from_state IN ('draft', 'in_approval', 'approved', 'submitted', 'returned', "
            "'resubmitted', 'first_screening', 'promising', 'refinement', 'refined', "
            "'final_screening', 'returned_in_final', 'certified', 'not_selected', 'withdrawn')",
        ),
        _check(
            "case_event",
            "role",
            "role IN ('officer', 'approver', 'reviewer', 'manager', 'committee_member', "
            "'administrator', 'public', 'system')",
        ),
        _check(
            "case_event",
            "to_state",
            "to_state IN ('draft', 'in_approval', 'approved', 'submitted', 'returned', "
            "'resubmitted', 'first_screening', 'promising', 'refinement', 'refined', "
            "'final_screening', 'returned_in_final', 'certified', 'not_selected', 'withdrawn')",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_event_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_case_event_application_id_application")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_case_event_post_id_post")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_case_event_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_case_event")),
    )
    op.create_index("ix_case_event_history", "case_event", ["application_id", "position"], unique=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
