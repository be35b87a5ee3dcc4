"""What people do with their own account: password, second factor, sessions, the post they act for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import audit
from api.services.identity import codes, passwords, sessions
from api.services.identity.sign_in import WRONG_CODE, Opened, required_ids
from api.services.identity.tokens import digest
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.identity import Caller, SignInPolicy
from data.domain.wording import Text
from data.orm.account import Account, Credential, WebSession
from data.orm.body import Body, Post
from data.queries import accounts
from data.queries import sessions as session_queries

_RETYPE = Text("入力し直してください。", "Please type it again.")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor about to be registered: the secret to type, and the same as a QR code (SVG)."""

    secret: str
    qr_svg: str

    def __repr__(self) -> str:
        return "Enrolment(…)"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A registered second factor: the session's new token, and recovery codes to be shown once."""

    opened: Opened
    recovery_codes: tuple[str, ...]

    def __repr__(self) -> str:
        return "Enrolled(…)"


@dataclass(frozen=True, slots=True)
class Overview:
    """What an account page shows: the login, the posts held, running sessions, state of the secrets."""

    login: str
    is_local: bool
    has_second_factor: bool
    posts: Sequence[tuple[Post, Body]]
    sessions: Sequence[WebSession]


def overview(session: Session, caller: Caller, now: datetime, policy: SignInPolicy) -> Overview:
    """Return the caller's own account as they may see it."""
    account_id, _ = required_ids(caller)
    account, credential = accounts.find(session, account_id), accounts.credential_of(session, account_id)
    return Overview(
        login=account.login if account else "",
        is_local=credential is not None and credential.password_hash is not None,
        has_second_factor=credential is not None and credential.totp_confirmed_at is not None,
        posts=session_queries.posts_of(session, account_id, now),
        sessions=session_queries.open_of(session, account_id, now, now - policy.idle),
    )


def end_session(session: Session, caller: Caller, session_id: UUID, now: datetime) -> None:
    """End one of the caller's sessions; those of others are left alone, whatever id is sent."""
    account_id, _ = required_ids(caller)
    session_queries.end(session, account_id, now, only=session_id)
    audit.record(session, AuditEvent.SIGNED_OUT, "account", account_id, after={"session": str(session_id)})


def change_password(session: Session, caller: Caller, old: str, new: str, now: datetime) -> Opened:
    """Change the caller's password; all their other sessions end, this one gets a new token.

    Raises ``InvalidInput`` when the old one is wrong or the new one weak or the same.
    """
    account, credential = _local(session, caller)
    if not passwords.is_password(credential.password_hash, old):
        raise InvalidInput.of([_wrong_old()])
    passwords.require_strong(new, account.login)
    if passwords.is_password(credential.password_hash, new):
        raise InvalidInput.of([_same()])
    credential.password_hash = passwords.hash_password(new)
    credential.password_changed_at = now
    credential.must_change_password = False
    account_id, session_id = required_ids(caller)
    session_queries.end(session, account_id, now, but=session_id)
    audit.record(session, AuditEvent.ACCOUNT_CHANGED, "account", account_id, after={"changed": "password"})
    return Opened(account_id, sessions.renew(session_queries.get(session, session_id)))


def enrolment(session: Session, caller: Caller) -> Enrolment:
    """Return the secret to register, the same until it is confirmed; ``Conflict`` once one is confirmed."""
    account, credential = _local(session, caller)
    if credential.totp_confirmed_at is not None:
        raise Conflict(
            Text("2要素認証は登録済みです。", "A second factor is already registered."),
        )
    if credential.totp_secret is None:
        credential.totp_secret = codes.new_secret()
        session.flush()
    address = codes.enrolment_address(credential.totp_secret, account.login)
    return Enrolment(credential.totp_secret, codes.qr_svg(address))


def confirm_enrolment(session: Session, caller: Caller, typed: str, now: datetime) -> Enrolled:
    """Register the second factor by its first code; raises ``InvalidInput`` for a wrong one."""
    _, credential = _local(session, caller)
    secret = credential.totp_secret
    step = codes.accepted_step(secret, typed, now, None) if secret else None
    if step is None or credential.totp_confirmed_at is not None:
        raise InvalidInput.of([Problem("code", None, WRONG_CODE, _RETYPE)])
    credential.totp_confirmed_at, credential.totp_last_step = now, step
    account_id, session_id = required_ids(caller)
    fresh = codes.new_recovery_codes()
    digests = [digest(codes.plain_recovery_code(code)) for code in fresh]
    accounts.replace_recovery_codes(session, account_id, digests)
    row = session_queries.get(session, session_id)
    row.second_factor_at = now
    audit.record(
        session, AuditEvent.ACCOUNT_CHANGED, "account", account_id, after={"changed": "second_factor"}
    )
    return Enrolled(Opened(account_id, sessions.renew(row)), tuple(fresh))


def start_second_factor_anew(session: Session, caller: Caller, password: str) -> None:
    """Forget the second factor so that another can be registered, which comes next.

    Raises ``InvalidInput`` for a wrong password.
    """
    account, credential = _local(session, caller)
    if not passwords.is_password(credential.password_hash, password):
        raise InvalidInput.of([_wrong_old()])
    credential.totp_secret = credential.totp_confirmed_at = credential.totp_last_step = None
    session_queries.get(session, required_ids(caller)[1]).second_factor_at = None
    audit.record(
        session, AuditEvent.ACCOUNT_CHANGED, "account", account.id, after={"changed": "second_factor_removed"}
    )


def choose_post(session: Session, caller: Caller, post_id: UUID, now: datetime) -> None:
    """Act for another post from now on; ``NotFound`` for one the caller does not hold."""
    account_id, session_id = required_ids(caller)
    held = {post.id for post, _ in session_queries.posts_of(session, account_id, now)}
    if post_id not in held:
        raise NotFound(Text("その職には就いていません。", "You do not hold that post."))
    session_queries.get(session, session_id).post_id = post_id


def sign_out(session: Session, caller: Caller, now: datetime, *, everywhere: bool = False) -> None:
    """End this session of the caller, or all of them."""
    account_id, session_id = required_ids(caller)
    session_queries.end(session, account_id, now, only=None if everywhere else session_id)
    audit.record(session, AuditEvent.SIGNED_OUT, "account", account_id, after={"everywhere": everywhere})


def _local(session: Session, caller: Caller) -> tuple[Account, Credential]:
    account_id, _ = required_ids(caller)
    account, credential = accounts.find(session, account_id), accounts.credential_of(session, account_id)
    if account is None or credential is None or credential.password_hash is None:
        raise Conflict(
            Text(
                "このアカウントは組織の認証基盤でサインインするため、パスワードと2要素認証は組織側で管理します。",
                "This account signs in by the organisation's identity provider, which keeps its password.",
            )
        )
    return account, credential


def _wrong_old() -> Problem:
    return Problem(
        "password", None, Text("現在のパスワードが違います。", "The present password is wrong."), _RETYPE
    )


def _same() -> Problem:
    return Problem(
        "new_password",
        None,
        Text("新しいパスワードが現在のものと同じです。", "The new password is the present one."),
        Text("別のパスワードにしてください。", "Choose another one."),
    )
