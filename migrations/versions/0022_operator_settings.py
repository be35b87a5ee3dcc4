"""Operator settings: every decision of an administrator where no document gives a number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "operator_setting"
ADMINISTRATOR = (
    "shuseki_role() = 'administrator' AND account_id = shuseki_account() AND post_id = shuseki_post()"
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{TABLE}_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f(f"fk_{TABLE}_post_id_post")),
        _check("reason_given", "length(btrim(reason)) > 0"),
        _check("value_is_amount", "value >= 0 AND value < 'Infinity'"),
        _check("never_in_the_past", "since >= (at AT TIME ZONE 'Asia/Tokyo')::date"),
    )
    op.create_index(op.f(f"ix_{TABLE}_key"), TABLE, ["key"])
    for name, when, each in (
        ("never_changed", "UPDATE OR DELETE", "ROW"),
        ("never_emptied", "TRUNCATE", "STATEMENT"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {TABLE} FOR EACH {each} "
            "EXECUTE FUNCTION shuseki_refuse_change()"
        )
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON {TABLE} FROM shuseki_app")
    op.execute(f"CREATE POLICY read ON {TABLE} FOR SELECT TO shuseki_app USING (true)")
    op.execute(f"CREATE POLICY add ON {TABLE} FOR INSERT TO shuseki_app WITH CHECK ({ADMINISTRATOR})")
    op.execute(f"GRANT SELECT, INSERT ON {TABLE} TO shuseki_app")


def downgrade() -> None:
    op.drop_table(TABLE)


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{TABLE}_{name}"))
