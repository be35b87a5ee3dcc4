"""Assignments, conflicts, corrections, judgements, overrulings and scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_assignment()
    _create_conflict_of_interest()
    _create_correction_item()
    _create_judgement()
    _create_overruling()
    _create_score()


def downgrade() -> None:
    op.drop_table("score")
    op.drop_table("overruling")
    op.drop_table("judgement")
    op.drop_table("correction_item")
    op.drop_table("conflict_of_interest")
    op.drop_table("assignment")


def _create_assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _check("assignment", "in_order", "created_at <= ended_at"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_assignment_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["account.id"], name=op.f("fk_assignment_assigned_by_account")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_assignment_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_application_id"), "assignment", ["application_id"], unique=False)
    op.create_index(op.f("ix_assignment_post_id"), "assignment", ["post_id"], unique=False)
    op.create_index(
        "uq_assignment_current",
        "assignment",
        ["application_id", "post_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_conflict_of_interest() -> None:
    op.create_table(
        "conflict_of_interest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        _check("conflict_of_interest", "one_subject", "(application_id IS NULL) <> (body_id IS NULL)"),
        _check("conflict_of_interest", "reason_given", "length(btrim(reason)) > 0"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conflict_of_interest_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_conflict_of_interest_application_id_application"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_conflict_of_interest_body_id_body")),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["account.id"], name=op.f("fk_conflict_of_interest_declared_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
    )
    op.create_index(
        op.f("ix_conflict_of_interest_account_id"), "conflict_of_interest", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_conflict_of_interest_application_id"),
        "conflict_of_interest",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conflict_of_interest_body_id"), "conflict_of_interest", ["body_id"], unique=False
    )


def _create_correction_item() -> None:
    op.create_table(
        "correction_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("pointer", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _check("correction_item", "issued_since", "(issued_at IS NULL) = (state = 'drafted')"),
        _check("correction_item", "pointer_form", "pointer ~ '^/'"),
        _check("correction_item", "state", "state IN ('drafted', 'open', 'answered', 'accepted', 'dropped')"),
        _check(
            "correction_item",
            "answered_in_words",
            "state NOT IN ('answered', 'accepted') OR answer IS NOT NULL",
        ),
        _check("correction_item", "remark_given", "length(btrim(remark)) > 0"),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_correction_item_answered_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_correction_item_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_correction_item_asked_by_account")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_correction_item_post_id_post")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_correction_item_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_item")),
    )
    op.create_index(
        op.f("ix_correction_item_application_id"), "correction_item", ["application_id"], unique=False
    )
    op.create_index(
        op.f("ix_correction_item_submission_id"), "correction_item", ["submission_id"], unique=False
    )


def _create_judgement() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(80), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        _check("judgement", "status", "status IN ('met', 'not_met')"),
        _check("judgement", "reason_given", "length(btrim(reason)) > 0"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_judgement_account_id_account")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_judgement_application_id_application")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_judgement_post_id_post")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_judgement_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index(op.f("ix_judgement_application_id"), "judgement", ["application_id"], unique=False)
    op.create_index(
        "ix_judgement_latest", "judgement", ["submission_id", "criterion", "created_at"], unique=False
    )


def _create_overruling() -> None:
    op.create_table(
        "overruling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(80), nullable=False),
        sa.Column("mechanical", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        _check(
            "overruling",
            "mechanical",
            "mechanical IN ('met', 'not_met', 'incomplete', 'needs_review', 'not_applicable')",
        ),
        _check(
            "overruling",
            "status",
            "status IN ('met', 'not_met', 'incomplete', 'needs_review', 'not_applicable')",
        ),
        _check("overruling", "reason_given", "length(btrim(reason)) > 0"),
        _check("overruling", "differs", "status <> mechanical"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_overruling_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_overruling_application_id_application")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_overruling_post_id_post")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_overruling_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overruling")),
    )
    op.create_index(op.f("ix_overruling_application_id"), "overruling", ["application_id"], unique=False)
    op.create_index(
        "ix_overruling_latest", "overruling", ["submission_id", "criterion", "created_at"], unique=False
    )


def _create_score() -> None:
    op.create_table(
        "score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("screening", sa.String(10), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sides", JSONB(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        _check(
            "score",
            "final_is_whole",
            "NOT is_final OR sides ?& ARRAY['infrastructure', 'competitiveness', "
            "'decarbonisation', 'region']",
        ),
        _check("score", "sides_form", "jsonb_typeof(sides) = 'object'"),
        _check("score", "screening", "screening IN ('first', 'final')"),
        _check("score", "version", "version >= 1"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_score_account_id_account")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_score_application_id_application")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_score_post_id_post")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_score_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "application_id",
            "screening",
            "account_id",
            "version",
            name=op.f("uq_score_application_id_screening_account_id_version"),
        ),
    )
    op.create_index(op.f("ix_score_account_id"), "score", ["account_id"], unique=False)
    op.create_index(op.f("ix_score_submission_id"), "score", ["submission_id"], unique=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
