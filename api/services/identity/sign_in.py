"""Signing in: password, then second factor; each answer is a value, because failures have to be kept too."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import audit
from api.services.identity import codes, passwords, sessions, throttle
from api.services.identity.throttle import Counter
from api.services.identity.tokens import digest
from data.domain.audit import AuditEvent
from data.domain.errors import NotSignedIn, ShusekiError
from data.domain.identity import Caller, SignInPolicy
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.orm.account import Account, Credential
from data.queries import accounts
from data.queries import sessions as session_queries

NOBODY = "-"
"""Subject of attempts without an account: what was typed might be a password, so it is not kept."""
WRONG = Text(
    "ログイン名とパスワードの組合せが正しくありません。", "The login and password do not belong together."
)
WRONG_CODE = Text(
    "確認コードが正しくないか、使用済みです。次のコードが表示されるのを待って入力してください。",
    "The code is wrong or was used before. Wait for the next code and enter it.",
)
LOCKED = Text(
    "失敗が続いたため、一時的に受け付けていません。{minutes}分後にやり直してください。",
    "There were too many failures. Please try again in {minutes} minute(s).",
)
ALERT = Text(
    "緊急用アカウント「{login}」でサインインが行われました。心当たりがない場合は直ちに停止してください。",
    "Somebody signed in with the break-glass account {login}. If this is unexpected, disable it at once.",
)


class SignInRefused(NotSignedIn):
    """What was typed does not let anybody in."""

    code = "sign-in-refused"
    title = Text("サインインできませんでした", "You are not signed in")


class LockedOut(ShusekiError):
    """There were too many failures; nothing is compared for a while."""

    code = "locked-out"
    title = Text("一時的に受け付けていません", "Locked for a while")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed, and the network address it came from."""

    login: str
    password: str
    address: str

    def __repr__(self) -> str:
        return "Attempt(…)"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nobody was let in; the same words whether or not the account exists."""

    message: Text
    locked: bool = False

    def as_error(self) -> ShusekiError:
        """Return the refusal as an error to tell; raising it would undo the count of failures."""
        return LockedOut(self.message) if self.locked else SignInRefused(self.message)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session was opened or went a step further; ``token`` is for the cookie and kept nowhere."""

    account_id: UUID
    token: str


def enter(session: Session, attempt: Attempt, now: datetime, policy: SignInPolicy) -> Opened | Refused:
    """Compare the password and open a session; needs a system unit of work, which must be committed."""
    login = normal_login(attempt.login)
    own = throttle.counter(session, "login", login, policy.failures_per_login, now)
    address = throttle.counter(session, "address", attempt.address, policy.failures_per_address, now)
    until = throttle.locked_until([own, address], now)
    if until is not None:
        return _refuse(session, None, attempt.address, until, now)
    account = accounts.find_by_login(session, login)
    credential = accounts.credential_of(session, account.id) if account and account.is_active else None
    if not passwords.is_password(credential.password_hash if credential else None, attempt.password):
        until = _failed(session, [own, address], account, now, policy)
        return _refuse(session, account, attempt.address, until, now)
    assert account is not None and credential is not None  # noqa: S101, PT018 - a password matched
    throttle.forget(own, now)
    return _let_in(session, account, credential, attempt, now, policy)


def prove_code(
    session: Session, caller: Caller, typed: str, now: datetime, policy: SignInPolicy
) -> Opened | Refused:
    """Compare a code of the second factor, or a recovery code, and give the session a new token."""
    account_id, session_id = required_ids(caller)
    own = throttle.counter(session, "code", str(account_id), policy.failures_per_login, now)
    account = accounts.find(session, account_id)
    until = throttle.locked_until([own], now)
    if until is not None:
        return _refuse(session, account, None, until, now)
    if not _is_code(session, account_id, typed, now):
        until = _failed(session, [own], account, now, policy)
        return _refuse(session, account, None, until, now, WRONG_CODE)
    throttle.forget(own, now)
    row = session_queries.get(session, session_id)
    row.second_factor_at = now
    audit.record(session, AuditEvent.SECOND_FACTOR_PROVED, "account", account_id)
    return Opened(account_id, sessions.renew(row))


def normal_login(typed: str) -> str:
    """Return a login as it is stored: half width, small letters, no spaces around."""
    letters = (letter for letter in unicodedata.normalize("NFKC", typed) if letter.isprintable())
    return "".join(letters).strip().lower()[:100]


def required_ids(caller: Caller) -> tuple[UUID, UUID]:
    """Return account and session of a caller who has both; the doors let nobody else come here."""
    assert caller.account_id is not None and caller.session_id is not None  # noqa: S101, PT018 - see above
    return caller.account_id, caller.session_id


def _let_in(
    session: Session,
    account: Account,
    credential: Credential,
    attempt: Attempt,
    now: datetime,
    policy: SignInPolicy,
) -> Opened:
    if credential.password_hash and passwords.is_outdated(credential.password_hash):
        credential.password_hash = passwords.hash_password(attempt.password)
    token = sessions.open_session(session, account.id, now, policy)
    if account.is_break_glass:
        told = ALERT.filled(login=account.login)
        posts = accounts.administrators_posts(session, now)
        accounts.notify(session, posts, str(NoticeKind.SYSTEM), told.ja, told.en)
        audit.record(session, AuditEvent.BREAK_GLASS_USED, "account", account.id)
    audit.record(
        session,
        AuditEvent.SIGNED_IN,
        "account",
        account.id,
        after={"address": attempt.address, "by": "local"},
    )
    return Opened(account.id, token)


def _is_code(session: Session, account_id: UUID, typed: str, now: datetime) -> bool:
    credential = accounts.credential_of(session, account_id)
    if credential is None or credential.totp_secret is None or credential.totp_confirmed_at is None:
        return False
    step = codes.accepted_step(credential.totp_secret, typed, now, credential.totp_last_step)
    if step is not None:
        credential.totp_last_step = step
        return True
    plain = codes.plain_recovery_code(typed)
    return accounts.use_recovery_code(session, account_id, digest(plain), now)


def _failed(
    session: Session,
    counters: list[Counter],
    account: Account | None,
    now: datetime,
    policy: SignInPolicy,
) -> datetime | None:
    until = throttle.count_failure(counters, now, policy)
    if until is not None:
        subject = account.id if account else NOBODY
        audit.record(session, AuditEvent.LOCKED_OUT, "account", subject, after={"until": until.isoformat()})
    return until


def _refuse(
    session: Session,
    account: Account | None,
    address: str | None,
    until: datetime | None,
    now: datetime,
    words: Text = WRONG,
) -> Refused:
    subject = account.id if account else NOBODY
    after = {"address": address} if address else None
    audit.record(session, AuditEvent.SIGN_IN_REFUSED, "account", subject, after=after)
    if until is None:
        return Refused(words)
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    return Refused(LOCKED.filled(minutes=minutes), locked=True)
