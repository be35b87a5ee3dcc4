"""A letter that was issued, and a decision that was announced, is never changed."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TOLD = {"letter": "issued_at", "decision": "announced_at"}


def upgrade() -> None:
    for table, moment in TOLD.items():
        op.execute(
            f"CREATE TRIGGER never_changed_once_told BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"WHEN (OLD.{moment} IS NOT NULL) EXECUTE FUNCTION shuseki_refuse_change()"
        )


def downgrade() -> None:
    for table in TOLD:
        op.execute(f"DROP TRIGGER never_changed_once_told ON {table}")
