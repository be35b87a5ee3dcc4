"""Row-level security: the application's role sees and writes only what the acting role, body and post may.

Requests run as ``shuseki_app``, which owns nothing and cannot bypass policies; who acts is in the settings
``shuseki.role``, ``.body``, ``.post`` and ``.account`` of the transaction (``data.db.act_as``). Migrations,
imports and sign-in run as the owner, to whom the policies do not apply.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy.exc import ProgrammingError

from data.domain.errors import NotReady
from data.domain.wording import Text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NO_ROLE = Text(
    "データベースにロール shuseki_app がなく、作成や利用の権限もありません。"
    "データベース管理者に次の実行を依頼してください: "
    "CREATE ROLE shuseki_app NOLOGIN NOBYPASSRLS; GRANT shuseki_app TO <接続に使う利用者>;",
    "The role shuseki_app is missing or may not be used. Ask the database's administrator to run: "
    "CREATE ROLE shuseki_app NOLOGIN NOBYPASSRLS; GRANT shuseki_app TO <the connecting user>;",
)
ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shuseki_app') THEN
        BEGIN
            CREATE ROLE shuseki_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role shuseki_app is missing and % may not create it', current_user
                    USING ERRCODE = 'insufficient_privilege';
        END;
    END IF;
    IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'shuseki_app') THEN
        RAISE EXCEPTION 'the role shuseki_app must not bypass row-level security'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    BEGIN
        EXECUTE format('GRANT shuseki_app TO %I', current_user);
    EXCEPTION
        WHEN insufficient_privilege THEN
            IF NOT pg_has_role(current_user, 'shuseki_app', 'MEMBER') THEN
                RAISE;
            END IF;
    END;
END
$$
"""

KEEP_OWNER = """
CREATE FUNCTION shuseki_keep_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'shuseki_app' THEN
        RAISE EXCEPTION 'a plan stays with its body' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keeps_owner BEFORE UPDATE ON plan FOR EACH ROW
    WHEN (OLD.owner_body_id IS NOT NULL AND NEW.owner_body_id IS DISTINCT FROM OLD.owner_body_id)
    EXECUTE FUNCTION shuseki_keep_owner();
"""
WHO = """
CREATE FUNCTION shuseki_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('shuseki.role', true), ''), 'public');
CREATE FUNCTION shuseki_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('shuseki.account', true), '')::uuid;
CREATE FUNCTION shuseki_post() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('shuseki.post', true), '')::uuid;
CREATE FUNCTION shuseki_body() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('shuseki.body', true), '')::uuid;
"""
# Asked with the owner's eyes; else the policies of these tables would ask each other in circles.
ASKED_AS_OWNER = {
    "shuseki_assigned() RETURNS SETOF uuid": """
        SELECT application_id FROM assignment WHERE post_id = shuseki_post() AND ended_at IS NULL""",
    "shuseki_in_conflict() RETURNS SETOF uuid": """
        SELECT a.id FROM application a
        JOIN conflict_of_interest c ON c.application_id = a.id OR c.body_id = a.body_id
        WHERE c.account_id = shuseki_account() AND c.withdrawn_at IS NULL""",
    "shuseki_scored() RETURNS TABLE (application_id uuid, screening varchar)": """
        SELECT s.application_id, s.screening FROM score s
        WHERE s.account_id = shuseki_account() AND s.is_final""",
    "shuseki_known_accounts() RETURNS SETOF uuid": """
        SELECT h.account_id FROM post_holding h JOIN post p ON p.id = h.post_id
        WHERE p.body_id = shuseki_body()
            OR (shuseki_role() IN ('reviewer', 'manager')
                AND p.role IN ('reviewer', 'manager', 'committee_member'))""",
}

APPLICANT = "shuseki_role() IN ('officer', 'approver')"
MINISTRY = "shuseki_role() IN ('reviewer', 'manager')"
OFFICER = "shuseki_role() = 'officer'"
MANAGER = "shuseki_role() = 'manager'"
MEMBER = "shuseki_role() = 'committee_member'"
ADMIN = "shuseki_role() = 'administrator'"
SIGNED_IN = "shuseki_role() <> 'public'"
MYSELF = "account_id = shuseki_account() AND post_id = shuseki_post()"
KNOWN_CASE = "application_id IN (SELECT id FROM application)"
OWN_CASE = f"{APPLICANT} AND application_id IN (SELECT id FROM application WHERE body_id = shuseki_body())"
OWN_PLAN = f"{APPLICANT} AND owner_body_id = shuseki_body()"
OWN_FILE = f"{OFFICER} AND plan_id IN (SELECT id FROM plan WHERE owner_body_id = shuseki_body())"
SENT_CASE = (
    "first_submitted_at IS NOT NULL AND id NOT IN (SELECT shuseki_in_conflict()) "
    f"AND ({MINISTRY} OR {ADMIN} OR ({MEMBER} AND id IN (SELECT shuseki_assigned())))"
)
OWN_APPLICATION = f"{APPLICANT} AND body_id = shuseki_body()"
SEEN_BY_REVIEW = f"{KNOWN_CASE} AND ({MINISTRY} OR {MEMBER})"
OPEN_PLAN = "owner_body_id IS NULL"

SET_BY_MINISTRY = "'first_screening', 'promising', 'certified', 'not_selected'"
SET_BY_BODY = "'draft', 'in_approval', 'approved', 'withdrawn'"

# Table: who may read, add and change rows, and what a changed row must be. ``None``: nobody. Nobody deletes.
POLICIES: dict[str, tuple[str | None, ...]] = {
    "body": ("true", ADMIN, ADMIN),
    "post": (f"{ADMIN} OR {MINISTRY} OR body_id = shuseki_body()", ADMIN, ADMIN),
    "account": (
        f"{ADMIN} OR id = shuseki_account() OR id IN (SELECT shuseki_known_accounts())",
        ADMIN,
        ADMIN,
    ),
    "post_holding": (f"{ADMIN} OR account_id IN (SELECT shuseki_known_accounts())", ADMIN, ADMIN),
    "api_key": (f"{ADMIN} OR account_id = shuseki_account()", ADMIN, ADMIN),
    "credential": (None, None, None),
    "web_session": (None, None, None),
    "call": (f"published_at IS NOT NULL OR {ADMIN} OR {MANAGER}", ADMIN, ADMIN),
    "outage": ("true", ADMIN, ADMIN),
    "call_extension": ("true", ADMIN, None),
    "plan": (
        f"{OPEN_PLAN} OR ({OWN_PLAN})",
        f"({OPEN_PLAN} AND NOT is_sample) OR ({OFFICER} AND {OWN_PLAN})",
        f"({OPEN_PLAN} AND NOT is_sample) OR ({OFFICER} AND {OWN_PLAN})",
    ),
    "assessment": (
        "plan_id IN (SELECT id FROM plan) OR id IN (SELECT assessment_id FROM submission)",
        "plan_id IN (SELECT id FROM plan)",
        None,
    ),
    "application": (
        f"({OWN_APPLICATION}) OR ({SENT_CASE})",
        f"{OFFICER} AND {OWN_APPLICATION} AND first_submitted_at IS NULL",
        f"({OWN_APPLICATION}) OR ({MINISTRY} AND {SENT_CASE})",
        f"({OWN_APPLICATION} AND state NOT IN ({SET_BY_MINISTRY})) OR "
        f"({MINISTRY} AND {SENT_CASE} AND state NOT IN ({SET_BY_BODY}) "
        f"AND (state <> 'certified' OR {MANAGER}))",
    ),
    "submission": (f"{KNOWN_CASE} AND NOT {ADMIN}", f"{OWN_CASE} AND {MYSELF}", None),
    "submission_attachment": (
        "submission_id IN (SELECT id FROM submission)",
        f"{APPLICANT} AND submission_id IN (SELECT id FROM submission)",
        None,
    ),
    "attachment": (
        f"({APPLICANT} AND plan_id IN (SELECT id FROM plan WHERE owner_body_id = shuseki_body())) "
        "OR id IN (SELECT attachment_id FROM submission_attachment)",
        f"{OWN_FILE} AND account_id = shuseki_account()",
        OWN_FILE,
    ),
    "case_event": (
        KNOWN_CASE,
        f"{KNOWN_CASE} AND {MYSELF} AND role = shuseki_role() AND ({APPLICANT} OR {MINISTRY})",
        None,
    ),
    "correction_item": (
        f"({KNOWN_CASE} AND {MINISTRY}) OR ({OWN_CASE} AND issued_at IS NOT NULL)",
        f"{KNOWN_CASE} AND {MINISTRY} AND post_id = shuseki_post()",
        f"({KNOWN_CASE} AND {MINISTRY}) OR ({OWN_CASE} AND state IN ('open', 'answered'))",
    ),
    "assignment": (
        f"({KNOWN_CASE} AND {MINISTRY}) OR ({MEMBER} AND post_id = shuseki_post())",
        f"{KNOWN_CASE} AND {MANAGER}",
        f"{KNOWN_CASE} AND {MANAGER}",
    ),
    "conflict_of_interest": (
        f"{MANAGER} OR account_id = shuseki_account()",
        f"{MANAGER} OR (({MINISTRY} OR {MEMBER}) AND account_id = shuseki_account())",
        MANAGER,
    ),
    "judgement": (SEEN_BY_REVIEW, f"{KNOWN_CASE} AND {MINISTRY} AND {MYSELF}", None),
    "overruling": (SEEN_BY_REVIEW, f"{KNOWN_CASE} AND {MANAGER} AND {MYSELF}", None),
    "score": (
        f"{KNOWN_CASE} AND (({MEMBER} AND account_id = shuseki_account()) OR (is_final AND {MINISTRY}) OR "
        f"(is_final AND {MEMBER} AND (application_id, screening) IN (SELECT * FROM shuseki_scored())))",
        f"{KNOWN_CASE} AND {MEMBER} AND {MYSELF} "
        "AND (application_id, screening) NOT IN (SELECT * FROM shuseki_scored())",
        None,
    ),
    "decision": (
        f"({KNOWN_CASE} AND {MINISTRY}) OR ({OWN_CASE} AND announced_at IS NOT NULL)",
        f"{KNOWN_CASE} AND {MANAGER}",
        f"{KNOWN_CASE} AND {MANAGER}",
    ),
    "letter": (
        f"({KNOWN_CASE} AND {MINISTRY}) OR ({OWN_CASE} AND issued_at IS NOT NULL)",
        f"{KNOWN_CASE} AND {MANAGER}",
        f"{KNOWN_CASE} AND {MANAGER}",
    ),
    "publication": (
        f"withdrawn_at IS NULL OR {MINISTRY}",
        f"{KNOWN_CASE} AND {MANAGER}",
        f"{KNOWN_CASE} AND {MANAGER}",
    ),
    "kpi_return": (
        f"({OWN_CASE}) OR ({KNOWN_CASE} AND {MINISTRY} AND state = 'reported')",
        OWN_CASE,
        OWN_CASE,
    ),
    "notice": ("post_id = shuseki_post()", SIGNED_IN, "post_id = shuseki_post()"),
    "audit_event": (
        ADMIN,
        "role = shuseki_role() AND account_id IS NOT DISTINCT FROM shuseki_account() "
        "AND post_id IS NOT DISTINCT FROM shuseki_post()",
        None,
    ),
}


def upgrade() -> None:
    try:
        op.execute(ROLE)
    except ProgrammingError as error:
        raise NotReady(NO_ROLE) from error
    op.execute(WHO)
    op.execute(KEEP_OWNER)
    for declaration, query in ASKED_AS_OWNER.items():
        op.execute(
            f"CREATE FUNCTION {declaration} LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path = public, pg_temp AS $${query}$$"
        )
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO shuseki_app")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO shuseki_app")
    for table, conditions in POLICIES.items():
        _govern(table, *conditions)
    # Tables of later revisions: usable at once, and a test asks whether they need policies.
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO shuseki_app"
    )
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO shuseki_app")


def downgrade() -> None:
    """The role itself stays: other databases of the same server may use it."""
    for table in POLICIES:
        for name in ("read", "add", "change"):
            op.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP TRIGGER keeps_owner ON plan")
    op.execute("DROP FUNCTION shuseki_keep_owner()")
    for declaration in reversed(ASKED_AS_OWNER):
        op.execute(f"DROP FUNCTION {declaration.partition(' ')[0]}")
    for name in ("role", "account", "post", "body"):
        op.execute(f"DROP FUNCTION shuseki_{name}()")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM shuseki_app")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM shuseki_app")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM shuseki_app")
    op.execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM shuseki_app")


def _govern(
    table: str, read: str | None, add: str | None, change: str | None, changed: str | None = None
) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON {table} FROM shuseki_app")
    if read is not None:
        op.execute(f"CREATE POLICY read ON {table} FOR SELECT TO shuseki_app USING ({read})")
        op.execute(f"GRANT SELECT ON {table} TO shuseki_app")
    if add is not None:
        op.execute(f"CREATE POLICY add ON {table} FOR INSERT TO shuseki_app WITH CHECK ({add})")
        op.execute(f"GRANT INSERT ON {table} TO shuseki_app")
    if change is not None:
        still = changed or change
        op.execute(
            f"CREATE POLICY change ON {table} FOR UPDATE TO shuseki_app USING ({change}) WITH CHECK ({still})"
        )
        op.execute(f"GRANT UPDATE ON {table} TO shuseki_app")
