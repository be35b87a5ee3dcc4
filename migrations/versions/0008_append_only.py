"""Triggers: what was sent, judged, scored or recorded is never changed; a published call keeps its terms."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEVER_CHANGED = (
    "submission",
    "submission_attachment",
    "case_event",
    "call_extension",
    "judgement",
    "overruling",
    "score",
    "audit_event",
)
AUDIT_LOCK = 7_305_512

REFUSE_CHANGE = """
CREATE FUNCTION shuseki_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""
KEEP_CALL = """
CREATE FUNCTION shuseki_keep_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.closes_at < OLD.closes_at
        OR to_jsonb(NEW) - 'closes_at' - 'updated_at' <> to_jsonb(OLD) - 'closes_at' - 'updated_at'
    THEN
        RAISE EXCEPTION 'a published call can only be extended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""
AUDIT_TIP = f"""
CREATE FUNCTION shuseki_audit_tip(OUT last_position bigint, OUT last_hash text, OUT moment timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({AUDIT_LOCK});
    SELECT position, hash INTO last_position, last_hash FROM audit_event ORDER BY position DESC LIMIT 1;
    last_position := coalesce(last_position, 0);
    last_hash := coalesce(last_hash, repeat('0', 64));
    moment := clock_timestamp();
END
$$
"""
AUDIT_LINK = """
CREATE FUNCTION shuseki_audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tip record;
BEGIN
    SELECT * INTO tip FROM shuseki_audit_tip();
    IF NEW.position <> tip.last_position + 1 OR NEW.previous_hash <> tip.last_hash THEN
        RAISE EXCEPTION 'audit_event % is not linked to the end of the trail', NEW.position
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.execute(REFUSE_CHANGE)
    for table in NEVER_CHANGED:
        op.execute(
            f"CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shuseki_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION shuseki_refuse_change()"
        )
    op.execute(KEEP_CALL)
    op.execute(
        "CREATE TRIGGER kept_once_published BEFORE UPDATE OR DELETE ON call "
        "FOR EACH ROW EXECUTE FUNCTION shuseki_keep_call()"
    )
    op.execute(AUDIT_TIP)
    op.execute(AUDIT_LINK)
    op.execute(
        "CREATE TRIGGER linked BEFORE INSERT ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION shuseki_audit_link()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER linked ON audit_event")
    op.execute("DROP FUNCTION shuseki_audit_link()")
    op.execute("DROP FUNCTION shuseki_audit_tip()")
    op.execute("DROP TRIGGER kept_once_published ON call")
    op.execute("DROP FUNCTION shuseki_keep_call()")
    for table in reversed(NEVER_CHANGED):
        op.execute(f"DROP TRIGGER never_emptied ON {table}")
        op.execute(f"DROP TRIGGER never_changed ON {table}")
    op.execute("DROP FUNCTION shuseki_refuse_change()")
