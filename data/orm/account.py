"""Tables of accounts, their secrets (apart, so that no list can show them), sessions and API keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base, Timestamps


class Account(Timestamps, Base):
    """A person who can sign in; rights come from the posts the account holds."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("login = lower(login) AND login !~ '\\s'", name="login_form"),
        CheckConstraint("(oidc_issuer IS NULL) = (oidc_subject IS NULL)", name="oidc_whole"),
        Index("uq_account_oidc", "oidc_issuer", "oidc_subject", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    oidc_issuer: Mapped[str | None] = mapped_column(String(500))
    oidc_subject: Mapped[str | None] = mapped_column(String(255))
    is_break_glass: Mapped[bool] = mapped_column(server_default=text("false"))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))


class Credential(Base):
    """The secrets of one local account; only system units of work can read this table."""

    __tablename__ = "credential"
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    password_hash: Mapped[str | None]
    """Argon2id in its encoded form; ``NULL`` for accounts that sign in by OIDC only."""
    password_changed_at: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(server_default=text("false"))
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    """Last time step whose code was used, so that a code works once."""


class RecoveryCode(Base):
    """A code that stands in for the second factor once, kept as SHA-256."""

    __tablename__ = "recovery_code"
    __table_args__ = (CheckConstraint("code_sha256 ~ '^[0-9a-f]{64}$'", name="code_sha256_form"),)

    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    used_at: Mapped[datetime | None]


class SignInThrottle(Base):
    """Failed attempts counted by what was typed or where from, whether or not such an account exists."""

    __tablename__ = "sign_in_throttle"
    __table_args__ = (
        CheckConstraint("key_sha256 ~ '^[0-9a-f]{64}$'", name="key_sha256_form"),
        CheckConstraint("failures >= 0", name="failures"),
    )

    key_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    counted_since: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class OidcAttempt(Base):
    """A sign-in under way at the identity provider; used once and for a few minutes."""

    __tablename__ = "oidc_attempt"
    __table_args__ = (CheckConstraint("state_sha256 ~ '^[0-9a-f]{64}$'", name="state_sha256_form"),)

    state_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    code_verifier: Mapped[str] = mapped_column(String(128))
    return_to: Mapped[str] = mapped_column(String(2000))
    expires_at: Mapped[datetime]


class WebSession(Base):
    """An open session of a browser; the cookie holds a token of which only the SHA-256 is kept."""

    __tablename__ = "web_session"
    __table_args__ = (
        CheckConstraint("token_sha256 ~ '^[0-9a-f]{64}$'", name="token_sha256_form"),
        CheckConstraint("created_at < expires_at", name="in_order"),
        CheckConstraint("method IN ('local', 'oidc')", name="method"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id"))
    """The post acted for, of those the account holds; ``NULL`` until one is chosen."""
    method: Mapped[str] = mapped_column(String(10), server_default=text("'local'"))
    second_factor_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiKey(Timestamps, Base):
    """A key for programs, acting for a post within its scopes; only the SHA-256 of the key is kept."""

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint("key_sha256 ~ '^[0-9a-f]{64}$'", name="key_sha256_form"),
        CheckConstraint("cardinality(scopes) > 0", name="has_scopes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    """Beginning of the key, shown so that people can tell keys apart."""
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"), index=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    expires_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
