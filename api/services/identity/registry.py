"""Accounts as the administrator keeps them: made, reset, disabled; passwords made here are shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import audit
from api.services.identity import marks, passwords
from api.services.identity.sign_in import normal_login
from api.services.identity.tokens import new_token
from data.db import actor_of, as_system
from data.domain.actor import SYSTEM
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.wording import Text
from data.orm.account import Account, Credential
from data.queries import accounts
from data.queries import sessions as session_queries
from rules.access import GeneralAction, require_generally

TEMPORARY_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Issued:
    """An account with a temporary password, which is shown once and has to be changed at first use."""

    account: Account
    password: str

    def __repr__(self) -> str:
        return f"Issued({self.account.login})"


def create(
    session: Session, login: str, name: str, *, is_break_glass: bool = False, email: str | None = None
) -> Issued:
    """Make a local account with a temporary password.

    Raises ``NotAllowed``, ``InvalidInput`` for a login that cannot be one, ``Conflict`` for one in use.
    """
    _require(session)
    wanted = normal_login(login)
    _require_sound(wanted, name)
    password = new_token()[:TEMPORARY_LENGTH]
    account = Account(id=uuid4(), login=wanted, name=name.strip(), email=email, is_break_glass=is_break_glass)
    with as_system(session):
        if accounts.find_by_login(session, wanted) is not None:
            raise Conflict(
                Text(f"ログイン名「{wanted}」は使われています。", f"The login {wanted} is in use.")
            )
        credential = Credential(
            account_id=account.id,
            password_hash=passwords.hash_password(password),
            must_change_password=True,
        )
        accounts.add(session, account, credential)
    audit.record(
        session,
        AuditEvent.ACCOUNT_CREATED,
        "account",
        account.id,
        after={"login": wanted, "break_glass": is_break_glass},
    )
    return Issued(account, password)


def reset(session: Session, account_id: UUID, now: datetime, seen: str | None = None) -> Issued:
    """Give a temporary password, forget the second factor and end every session.

    ``seen`` is the mark of the account that was seen. Raises ``NotFound``, ``StaleVersion``.
    """
    _require(session)
    account, credential = _as_seen(session, account_id, seen)
    password = new_token()[:TEMPORARY_LENGTH]
    with as_system(session):
        if credential is None:
            credential = Credential(account_id=account.id)
            session.add(credential)
        credential.password_hash = passwords.hash_password(password)
        credential.must_change_password = True
        credential.totp_secret = credential.totp_confirmed_at = credential.totp_last_step = None
        accounts.replace_recovery_codes(session, account.id, [])
        session_queries.end(session, account.id, now)
    audit.record(session, AuditEvent.ACCOUNT_CHANGED, "account", account.id, after={"changed": "reset"})
    return Issued(account, password)


def set_active(
    session: Session, account_id: UUID, active: bool, now: datetime, seen: str | None = None
) -> None:
    """Let an account sign in, or not any more, at once. Raises ``NotAllowed``, ``Conflict``, as ``reset``."""
    _require(session)
    account, _ = _as_seen(session, account_id, seen)
    if account.id == actor_of(session).account_id and not active:
        raise Conflict(
            Text("自分のアカウントは停止できません。", "You cannot disable your own account."),
        )
    before, account.is_active = account.is_active, active
    session.flush()
    if not active:
        with as_system(session):
            session_queries.end(session, account.id, now)
    audit.record(
        session,
        AuditEvent.ACCOUNT_CHANGED,
        "account",
        account.id,
        before={"active": before},
        after={"active": active},
    )


def link(session: Session, account_id: UUID, issuer: str, subject: str) -> None:
    """Let a subject of the identity provider sign in as this account. Raises ``NotFound``."""
    _require(session)
    account = get(session, account_id)
    account.oidc_issuer, account.oidc_subject = issuer, subject
    session.flush()
    audit.record(
        session, AuditEvent.ACCOUNT_CHANGED, "account", account.id, after={"changed": "identity_provider"}
    )


def everybody(session: Session) -> Sequence[Account]:
    """Return all accounts by login. Raises ``NotAllowed``."""
    _require(session)
    return accounts.everybody(session)


def get(session: Session, account_id: UUID) -> Account:
    """Return an account; raises ``NotFound``."""
    return _known(accounts.find(session, account_id))


def by_login(session: Session, login: str) -> Account:
    """Return the account of a login; raises ``NotFound``."""
    account = accounts.find_by_login(session, normal_login(login))
    if account is None:
        raise NotFound(Text(f"アカウント「{login}」はありません。", f"There is no account {login}."))
    return account


def _as_seen(session: Session, account_id: UUID, seen: str | None) -> tuple[Account, Credential | None]:
    account = _known(accounts.find_to_change(session, account_id))
    with as_system(session):
        credential = accounts.credential_of(session, account.id)
    named = f"{account.name}（{account.login}）"
    marks.require(seen, marks.of_account(account, credential), Text(named, account.login))
    return account, credential


def _known(account: Account | None) -> Account:
    if account is None:
        raise NotFound(Text("該当するアカウントはありません。", "There is no such account."))
    return account


def _require(session: Session) -> None:
    if actor_of(session) != SYSTEM:
        require_generally(actor_of(session), GeneralAction.MANAGE_ACCOUNTS)


def _require_sound(login: str, name: str) -> None:
    problems = []
    if not login or any(letter.isspace() for letter in login):
        problems.append(
            Problem(
                "login",
                login,
                Text("ログイン名が空か、空白を含んでいます。", "The login is empty or has spaces in it."),
                Text("空白のない文字列にしてください。", "Use letters without spaces."),
            )
        )
    if not name.strip():
        problems.append(
            Problem(
                "name",
                name,
                Text("氏名がありません。", "There is no name."),
                Text("利用者の氏名を入力してください。", "Enter the name of the person."),
            )
        )
    if problems:
        raise InvalidInput.of(problems)
