"""Who last changed which section of a plan; internal approval is the body's own affair.

The history of a case showed the ministry why an approver had declined before anything was sent. A call that
takes every plan type needs more room for the names of its rule sets.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OWN_PLAN = "plan_id IN (SELECT id FROM plan WHERE owner_body_id = shuseki_body())"
READ = f"shuseki_role() IN ('officer', 'approver') AND {OWN_PLAN}"
WRITE = (
    f"shuseki_role() = 'officer' AND {OWN_PLAN} "
    "AND account_id = shuseki_account() AND post_id = shuseki_post()"
)


KNOWN_CASE = "application_id IN (SELECT id FROM application)"
INTERNAL = "'draft', 'in_approval', 'approved'"


def upgrade() -> None:
    _see_events(
        f"{KNOWN_CASE} AND (shuseki_role() IN ('officer', 'approver') OR to_state NOT IN ({INTERNAL}))"
    )
    op.alter_column("call", "rule_set", type_=sa.String(400), existing_nullable=False)
    op.create_table(
        "plan_section",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(60), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_section_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_plan_section_account_id_account")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_plan_section_post_id_post")),
        sa.PrimaryKeyConstraint("plan_id", "section", name=op.f("pk_plan_section")),
    )
    op.execute("ALTER TABLE plan_section ENABLE ROW LEVEL SECURITY")
    op.execute("REVOKE ALL ON plan_section FROM shuseki_app")
    op.execute(f"CREATE POLICY read ON plan_section FOR SELECT TO shuseki_app USING ({READ})")
    op.execute(f"CREATE POLICY add ON plan_section FOR INSERT TO shuseki_app WITH CHECK ({WRITE})")
    op.execute(
        f"CREATE POLICY change ON plan_section FOR UPDATE TO shuseki_app USING ({READ}) WITH CHECK ({WRITE})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON plan_section TO shuseki_app")


def downgrade() -> None:
    _see_events(KNOWN_CASE)
    op.drop_table("plan_section")
    op.alter_column("call", "rule_set", type_=sa.String(100), existing_nullable=False)


def _see_events(condition: str) -> None:
    op.execute("DROP POLICY read ON case_event")
    op.execute(f"CREATE POLICY read ON case_event FOR SELECT TO shuseki_app USING ({condition})")
