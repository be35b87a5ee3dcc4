"""What sign-in needs: how a session was opened, counted failures, recovery codes, attempts by OIDC.

Failures are counted by what was typed and not by account, so that an account that does not exist is locked
like one that does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

HEX = "~ '^[0-9a-f]{64}$'"
SECRET_TABLES = ("sign_in_throttle", "recovery_code", "oidc_attempt")


def upgrade() -> None:
    op.add_column(
        "web_session", sa.Column("method", sa.String(10), server_default=sa.text("'local'"), nullable=False)
    )
    op.create_check_constraint(op.f("ck_web_session_method"), "web_session", "method IN ('local', 'oidc')")
    op.drop_constraint(op.f("ck_credential_failed_attempts"), "credential")
    op.drop_column("credential", "failed_attempts")
    op.drop_column("credential", "locked_until")
    _create_throttle()
    _create_recovery_code()
    _create_oidc_attempt()
    for table in SECRET_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM shuseki_app")


def downgrade() -> None:
    for table in reversed(SECRET_TABLES):
        op.drop_table(table)
    op.add_column("credential", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "credential",
        sa.Column("failed_attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.create_check_constraint(op.f("ck_credential_failed_attempts"), "credential", "failed_attempts >= 0")
    op.drop_constraint(op.f("ck_web_session_method"), "web_session")
    op.drop_column("web_session", "method")


def _create_throttle() -> None:
    op.create_table(
        "sign_in_throttle",
        sa.Column("key_sha256", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"key_sha256 {HEX}", name=op.f("ck_sign_in_throttle_key_sha256_form")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_sign_in_throttle_failures")),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_sign_in_throttle")),
    )


def _create_recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("code_sha256", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"code_sha256 {HEX}", name=op.f("ck_recovery_code_code_sha256_form")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])


def _create_oidc_attempt() -> None:
    op.create_table(
        "oidc_attempt",
        sa.Column("state_sha256", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("code_verifier", sa.String(128), nullable=False),
        sa.Column("return_to", sa.String(2000), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"state_sha256 {HEX}", name=op.f("ck_oidc_attempt_state_sha256_form")),
        sa.PrimaryKeyConstraint("state_sha256", name=op.f("pk_oidc_attempt")),
    )
