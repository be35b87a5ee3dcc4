"""How many drafts of each open call are not sent yet: a number for managers, and nothing but the number."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE FUNCTION shuseki_unsent_drafts() RETURNS TABLE (call_id uuid, drafts bigint) "
        "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$"
        "SELECT call.id, count(application.id) FROM call LEFT JOIN application "
        "ON application.call_id = call.id AND application.state IN ('draft', 'in_approval', 'approved') "
        "WHERE shuseki_role() = 'manager' AND call.published_at IS NOT NULL "
        "AND call.opens_at <= clock_timestamp() AND clock_timestamp() < call.closes_at "
        "GROUP BY call.id$$"
    )
    op.execute("REVOKE ALL ON FUNCTION shuseki_unsent_drafts() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION shuseki_unsent_drafts() TO shuseki_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION shuseki_unsent_drafts()")
