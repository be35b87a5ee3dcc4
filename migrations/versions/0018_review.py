"""How a call is scored, and the ministry's re-assessments: seen and added by the ministry, never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

VERDICTS = "'eligible', 'not_eligible', 'needs_evidence', 'needs_review'"
MINISTRY = "shuseki_role() IN ('reviewer', 'manager')"
KNOWN_CASE = "application_id IN (SELECT id FROM application)"
MYSELF = "account_id = shuseki_account() AND post_id = shuseki_post()"


def upgrade() -> None:
    op.add_column("call", sa.Column("scoring", JSONB(none_as_null=True), nullable=True))
    op.create_table(
        "reassessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("rule_set", sa.String(100), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("record", JSONB(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False
        ),
        sa.CheckConstraint(f"verdict IN ({VERDICTS})", name=op.f("ck_reassessment_verdict")),
        sa.CheckConstraint("length(btrim(reason)) > 0", name=op.f("ck_reassessment_reason_given")),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_reassessment_{table}_id_{table}")
            )
            for table in ("application", "submission", "account", "post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reassessment")),
    )
    op.create_index(op.f("ix_reassessment_application_id"), "reassessment", ["application_id"])
    op.create_index(op.f("ix_reassessment_submission_id"), "reassessment", ["submission_id"])
    op.execute(
        "CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON reassessment "
        "FOR EACH ROW EXECUTE FUNCTION shuseki_refuse_change()"
    )
    op.execute("ALTER TABLE reassessment ENABLE ROW LEVEL SECURITY")
    op.execute("REVOKE ALL ON reassessment FROM shuseki_app")
    op.execute(
        f"CREATE POLICY read ON reassessment FOR SELECT TO shuseki_app USING ({KNOWN_CASE} AND {MINISTRY})"
    )
    op.execute(
        "CREATE POLICY add ON reassessment FOR INSERT TO shuseki_app "
        f"WITH CHECK ({KNOWN_CASE} AND {MINISTRY} AND {MYSELF})"
    )
    op.execute("GRANT SELECT, INSERT ON reassessment TO shuseki_app")


def downgrade() -> None:
    op.drop_table("reassessment")
    op.drop_column("call", "scoring")
