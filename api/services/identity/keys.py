"""API keys: made for a post within scopes, shown once, paused, revoked, and known again when presented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import audit
from api.services.identity import marks
from api.services.identity.sessions import SEEN_EVERY
from api.services.identity.tokens import digest, new_token
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.identity import Caller
from data.domain.key_scopes import KeyScope
from data.domain.wording import Text
from data.orm.account import Account, ApiKey
from data.orm.body import Post
from data.queries import api_keys, bodies
from rules.access import GeneralAction, require_generally

MARK = "shk_"
"""How every key begins, so that it is known for one where it turns up by mistake."""
REFUSED = Caller(ended=True)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown once; afterwards only its beginning is known."""

    row: ApiKey
    key: str

    def __repr__(self) -> str:
        return f"NewKey({self.row.prefix})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new key is to be: its name, for whom, for what, and until when."""

    name: str
    account_id: UUID
    post_id: UUID
    scopes: frozenset[KeyScope]
    expires_at: datetime


def create(session: Session, wanted: Wanted, now: datetime, seen: str | None = None) -> NewKey:
    """Make a key for a post that the account holds; ``seen`` is the mark of the keys it has for the post.

    Raises ``NotAllowed``, ``InvalidInput`` without name, scopes or time left, ``NotFound`` for the post,
    ``StaleVersion`` when a key was made since, as by a form that is sent twice.
    """
    require_generally(actor_of(session), GeneralAction.MANAGE_KEYS)
    _require_sound(wanted, now)
    if bodies.holding_of(session, wanted.post_id, wanted.account_id, now) is None:
        raise NotFound(Text("その職には就いていません。", "The account does not hold that post."))
    there = api_keys.of_holder(session, wanted.post_id, wanted.account_id)
    marks.require(seen, marks.of_keys(there), Text(wanted.name, wanted.name))
    prefix = MARK + token_hex(4)
    key = f"{prefix}_{new_token()}"
    row = ApiKey(
        id=uuid4(),
        name=wanted.name.strip(),
        prefix=prefix,
        key_sha256=digest(key),
        account_id=wanted.account_id,
        post_id=wanted.post_id,
        scopes=sorted(map(str, wanted.scopes)),
        expires_at=wanted.expires_at,
    )
    api_keys.add(session, row)
    told = {"prefix": prefix, "scopes": row.scopes, "expires_at": wanted.expires_at.isoformat()}
    audit.record(session, AuditEvent.API_KEY_CREATED, "api_key", row.id, after=told)
    return NewKey(row, key)


def revoke(session: Session, key_id: UUID, now: datetime, seen: str | None = None) -> None:
    """Revoke a key for good, at once. Raises ``NotAllowed``, ``NotFound``, ``StaleVersion``."""
    row = _managed(session, key_id, seen)
    if row.revoked_at is None:
        row.revoked_at = now
        audit.record(session, AuditEvent.API_KEY_REVOKED, "api_key", row.id, after={"prefix": row.prefix})


def pause(session: Session, key_id: UUID, now: datetime, *, paused: bool, seen: str | None = None) -> None:
    """Stop a key for a while, or let it go on. Raises as ``revoke``, and ``Conflict``."""
    row = _managed(session, key_id, seen)
    if row.revoked_at is not None:
        raise Conflict(Text("失効したキーです。", "The key is revoked."))
    row.paused_at = now if paused else None
    audit.record(session, AuditEvent.API_KEY_PAUSED, "api_key", row.id, after={"paused": paused})


def all_keys(session: Session) -> Sequence[tuple[ApiKey, Account, Post]]:
    """Return every key. Raises ``NotAllowed``."""
    require_generally(actor_of(session), GeneralAction.MANAGE_KEYS)
    return api_keys.listed(session)


def mark_of_holder(lines: Sequence[tuple[ApiKey, Account, Post]], post_id: UUID, account_id: UUID) -> str:
    """Return the mark of the keys that an account has for a post, for the form that makes another."""
    held = [key for key, _, _ in lines if (key.post_id, key.account_id) == (post_id, account_id)]
    return marks.mark(marks.of_keys(held))


def own(session: Session, caller: Caller) -> list[tuple[ApiKey, Account, Post]]:
    """Return the keys that act for the caller's account."""
    return [line for line in api_keys.listed(session) if line[0].account_id == caller.account_id]


def identify(session: Session, key: str, now: datetime) -> Caller:
    """Return who a key acts for; needs a system unit of work.

    A key that is revoked, paused, over or of a post no longer held gives a caller who is ``ended``, and its
    use is kept in the audit trail.
    """
    found = api_keys.presented(session, digest(key), now)
    if found is None:
        return REFUSED
    row = found.row
    if found.actor is None or row.revoked_at or row.paused_at or row.expires_at <= now:
        audit.record(session, AuditEvent.API_KEY_REFUSED, "api_key", row.id, after={"prefix": row.prefix})
        return REFUSED
    if row.last_used_at is None or now - row.last_used_at >= SEEN_EVERY:
        row.last_used_at = now
    return Caller(
        actor=found.actor,
        account_id=found.account.id,
        name=row.name,
        post=found.post,
        body=found.body,
        scopes=frozenset(row.scopes),
    )


def _managed(session: Session, key_id: UUID, seen: str | None) -> ApiKey:
    require_generally(actor_of(session), GeneralAction.MANAGE_KEYS)
    row = api_keys.find(session, key_id)
    if row is None:
        raise NotFound(Text("該当するAPIキーはありません。", "There is no such API key."))
    marks.require(seen, marks.of_key(row), Text(row.name, row.name))
    return row


def _require_sound(wanted: Wanted, now: datetime) -> None:
    problems = []
    if not wanted.name.strip():
        problems.append(_problem("name", None, "キーの名称がありません。", "The key has no name."))
    if not wanted.scopes:
        problems.append(_problem("scopes", None, "用途が選ばれていません。", "No scope is chosen."))
    if wanted.expires_at <= now:
        problems.append(
            _problem(
                "expires_at",
                wanted.expires_at.isoformat(),
                "有効期限が過ぎています。",
                "The expiry is in the past.",
            )
        )
    if problems:
        raise InvalidInput.of(problems)


def _problem(field: str, value: object, ja: str, en: str) -> Problem:
    return Problem(field, value, Text(ja, en), Text("入力してください。", "Please fill it in."))
