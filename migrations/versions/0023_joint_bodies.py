"""Joint bodies read what they make together: the plan that names them, its case, the versions that name them.

Who is a joint body stands in the document alone (``joint_bodies``); no second list can differ from it. They
write nothing, and see neither internal approval, nor corrections, decisions, letters or KPI returns.
"""

from __future__ import annotations

from collections.abc import Mapping

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CODE = """
CREATE FUNCTION shuseki_body_code() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT b.code FROM public.body b WHERE b.id = public.shuseki_body());
"""
APPLICANT = "shuseki_role() IN ('officer', 'approver')"
MINISTRY = "shuseki_role() IN ('reviewer', 'manager')"
MEMBER = "shuseki_role() = 'committee_member'"
ADMIN = "shuseki_role() = 'administrator'"
MYSELF = "account_id = shuseki_account() AND post_id = shuseki_post()"
KNOWN_CASE = "application_id IN (SELECT id FROM application)"
OWN_CASE = f"{APPLICANT} AND application_id IN (SELECT id FROM application WHERE body_id = shuseki_body())"
OPEN_PLAN = "owner_body_id IS NULL"
OWN_PLAN = f"{APPLICANT} AND owner_body_id = shuseki_body()"
NAMED = "(document -> 'joint_bodies') ? shuseki_body_code()"
OWN_APPLICATION = f"{APPLICANT} AND body_id = shuseki_body()"
SENT_CASE = (
    "first_submitted_at IS NOT NULL AND id NOT IN (SELECT shuseki_in_conflict()) "
    f"AND ({MINISTRY} OR {ADMIN} OR ({MEMBER} AND id IN (SELECT shuseki_assigned())))"
)
EVENT_OF_ONES_OWN = f"{MYSELF} AND role = shuseki_role()"
INTERNAL = "'draft', 'in_approval', 'approved'"

# (table, policy): before, after. Reading widens; adding, held by what may be read until now, by itself.
READING: Mapping[tuple[str, str], tuple[str, str]] = {
    ("plan", "read"): (
        f"{OPEN_PLAN} OR ({OWN_PLAN})",
        f"{OPEN_PLAN} OR ({OWN_PLAN}) OR ({APPLICANT} AND {NAMED})",
    ),
    ("application", "read"): (
        f"({OWN_APPLICATION}) OR ({SENT_CASE})",
        f"({OWN_APPLICATION}) OR ({SENT_CASE}) "
        f"OR ({APPLICANT} AND plan_id IN (SELECT id FROM plan WHERE {NAMED}))",
    ),
    ("submission", "read"): (
        f"{KNOWN_CASE} AND NOT {ADMIN}",
        f"{KNOWN_CASE} AND NOT {ADMIN} AND (NOT {APPLICANT} OR {NAMED} OR ({OWN_CASE}))",
    ),
    ("case_event", "read"): (
        f"{KNOWN_CASE} AND ({APPLICANT} OR to_state NOT IN ({INTERNAL}))",
        f"{KNOWN_CASE} AND (({OWN_CASE}) OR to_state NOT IN ({INTERNAL}))",
    ),
}
ADDING: Mapping[tuple[str, str], tuple[str, str]] = {
    ("assessment", "add"): (
        "plan_id IN (SELECT id FROM plan)",
        f"plan_id IN (SELECT id FROM plan WHERE {OPEN_PLAN} OR ({OWN_PLAN}))",
    ),
    ("submission_attachment", "add"): (
        f"{APPLICANT} AND submission_id IN (SELECT id FROM submission)",
        f"submission_id IN (SELECT id FROM submission WHERE {OWN_CASE})",
    ),
    ("case_event", "add"): (
        f"{KNOWN_CASE} AND {EVENT_OF_ONES_OWN} AND ({APPLICANT} OR {MINISTRY})",
        f"{KNOWN_CASE} AND {EVENT_OF_ONES_OWN} AND (({OWN_CASE}) OR {MINISTRY})",
    ),
}


def upgrade() -> None:
    op.execute(CODE)
    _put(1)


def downgrade() -> None:
    _put(0)
    op.execute("DROP FUNCTION shuseki_body_code()")


def _put(version: int) -> None:
    for (table, policy), conditions in READING.items():
        op.execute(f"ALTER POLICY {policy} ON {table} USING ({conditions[version]})")
    for (table, policy), conditions in ADDING.items():
        op.execute(f"ALTER POLICY {policy} ON {table} WITH CHECK ({conditions[version]})")
