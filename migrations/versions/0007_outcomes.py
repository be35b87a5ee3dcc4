"""Decisions, letters, publications, KPI returns, notices, and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_decision()
    _create_letter()
    _create_publication()
    _create_kpi_return()
    _create_notice()
    _create_audit_event()


def downgrade() -> None:
    op.drop_table("audit_event")
    op.drop_table("notice")
    op.drop_table("kpi_return")
    op.drop_geospatial_table("publication")
    op.drop_table("letter")
    op.drop_table("decision")


def _create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("screening", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("batch", sa.String(40), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _check("decision", "certified_in_batch", "outcome <> 'certified' OR batch IS NOT NULL"),
        _check("decision", "outcome", "outcome IN ('promising', 'certified', 'not_selected')"),
        _check("decision", "screening", "screening IN ('first', 'final')"),
        _check("decision", "reason_given", "length(btrim(reason)) > 0"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_decision_account_id_account")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_decision_application_id_application")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_decision_post_id_post")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_decision_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("application_id", "screening", name=op.f("uq_decision_application_id_screening")),
    )
    op.create_index(op.f("ix_decision_submission_id"), "decision", ["submission_id"], unique=False)


def _create_letter() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(60), nullable=True),
        sa.Column("body_text", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _check("letter", "numbered_when_issued", "(issued_at IS NULL) = (number IS NULL)"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_letter_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_letter_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"], name=op.f("fk_letter_issued_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_letter_decision_id")),
        sa.UniqueConstraint("number", name=op.f("uq_letter_number")),
    )
    op.create_index(op.f("ix_letter_application_id"), "letter", ["application_id"], unique=False)


def _create_publication() -> None:
    op.create_geospatial_table(
        "publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("plan_type", sa.String(3), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body_code", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("batch", sa.String(40), nullable=True),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("record", JSONB(), nullable=True),
        sa.Column(
            "footprint",
            Geometry(geometry_type="MULTIPOLYGON", srid=4326, dimension=2, spatial_index=False),
            nullable=True,
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.clock_timestamp(),
            nullable=False,
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        _check("publication", "plan_type", "plan_type IN ('A', 'B', 'C', 'GX1', 'GX2', 'GX3', 'GX4')"),
        _check(
            "publication",
            "state",
            "state IN ('draft', 'in_approval', 'approved', 'submitted', 'returned', "
            "'resubmitted', 'first_screening', 'promising', 'refinement', 'refined', "
            "'final_screening', 'returned_in_final', 'certified', 'not_selected', 'withdrawn')",
        ),
        _check("publication", "footprint_valid", "ST_IsValid(footprint) AND NOT ST_IsEmpty(footprint)"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_publication_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_publication_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_geospatial_index(
        "idx_publication_footprint",
        "publication",
        ["footprint"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_publication_application_id"), "publication", ["application_id"], unique=False)
    op.create_index(
        "uq_publication_current",
        "publication",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _create_kpi_return() -> None:
    op.create_table(
        "kpi_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kpi", sa.String(200), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("actual", sa.Numeric(), nullable=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("explanation", sa.String(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _check(
            "kpi_return",
            "reported_whole",
            "state <> 'reported' OR (actual IS NOT NULL AND reported_at IS NOT NULL)",
        ),
        _check("kpi_return", "state", "state IN ('drafted', 'reported')"),
        _check("kpi_return", "fiscal_year", "fiscal_year BETWEEN 2000 AND 2200"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_kpi_return_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_kpi_return_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_return")),
        sa.UniqueConstraint(
            "application_id", "kpi", "fiscal_year", name=op.f("uq_kpi_return_application_id_kpi_fiscal_year")
        ),
    )


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("message_ja", sa.String(), nullable=False),
        sa.Column("message_en", sa.String(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        _check(
            "notice",
            "kind",
            "kind IN ('deadline', 'approval', 'receipt', 'correction', 'assignment', 'decision', "
            "'return_due', 'handover', 'system')",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_notice_application_id_application")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_notice_call_id_call")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_notice_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_application_id"), "notice", ["application_id"], unique=False)
    op.create_index("ix_notice_inbox", "notice", ["post_id", "created_at"], unique=False)


def _create_audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(64), nullable=True),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        _check("audit_event", "hash_form", "hash ~ '^[0-9a-f]{64}$' AND previous_hash ~ '^[0-9a-f]{64}$'"),
        _check(
            "audit_event",
            "role",
            "role IN ('officer', 'approver', 'reviewer', 'manager', 'committee_member', "
            "'administrator', 'public', 'system')",
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_event_previous_hash")),
    )
    op.create_index("ix_audit_event_account", "audit_event", ["account_id", "position"], unique=False)
    op.create_index("ix_audit_event_at", "audit_event", ["at"], unique=False)
    op.create_index(
        "ix_audit_event_subject", "audit_event", ["subject_type", "subject_id", "position"], unique=False
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
