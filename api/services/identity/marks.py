"""Marks of what an administrator saw of an account, a post or a key, so that stale forms do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.services.plans import StaleVersion
from data.db import as_system
from data.domain.canonical import tag_of
from data.domain.wording import Text
from data.orm.account import Account, ApiKey, Credential
from data.queries import accounts

_DIGITS = 12
_VACANT = Text("空席", "vacant")
_STATES = {True: Text("有効", "active"), False: Text("停止中", "disabled")}
_REVOKED, _PAUSED = Text("失効", "revoked"), Text("一時停止中", "paused")
_STATE = Text("状態（今は{now}）", "its state (now {now})")
_HOLDER = Text("担当（今は{now}）", "its holder (now {now})")
_STALE = Text(
    "「{thing}」は、画面を開いた後に変わりました：{parts}。何も変更していません。"
    "今の内容を確かめてから操作してください。",
    "{thing} has changed since the page was opened: {parts}. Nothing was done; look at it first.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was seen: what stands there, and how it is told where it has changed."""

    value: Any
    told: Text


Parts = Mapping[str, Part]


def of_account(account: Account, credential: Credential | None) -> Parts:
    """Return what is seen of an account: whether it may sign in, its password, its second factor."""
    password = credential.password_hash if credential else None
    factor = str(credential.totp_confirmed_at) if credential else None
    return {
        "state": Part(account.is_active, _now(_STATE, _STATES[account.is_active])),
        "password": Part(password, Text("パスワード", "its password")),
        "factor": Part(factor, Text("2要素認証の登録", "its second factor")),
    }


def of_post(holders: Iterable[Account]) -> Parts:
    """Return what is seen of a post: who holds it."""
    named = {str(holder.id): holder.name for holder in holders}
    names = "、".join(named.values())
    return {"holders": Part(sorted(named), _now(_HOLDER, Text(names, names) if named else _VACANT))}


def of_key(key: ApiKey) -> Parts:
    """Return what is seen of an API key: whether it works, is paused or revoked."""
    words = _REVOKED if key.revoked_at else _PAUSED if key.paused_at else _STATES[True]
    return {"state": Part(words.en, _now(_STATE, words))}


def of_keys(keys: Sequence[ApiKey]) -> Parts:
    """Return what is seen of the keys that somebody has for a post: which there are."""
    told = Text("APIキーの一覧（今は{now}件）", "its API keys (now {now})").filled(now=len(keys))
    return {"keys": Part(sorted(str(key.id) for key in keys), told)}


def mark(parts: Parts) -> str:
    """Return the mark that a form carries of what it was made from."""
    return ".".join(f"{name}-{_tag(part)}" for name, part in sorted(parts.items()))


def of_accounts(session: Session, everybody: Iterable[Account]) -> dict[Any, str]:
    """Return the mark of each account by its id."""
    with as_system(session):
        known = accounts.credentials(session)
    return {account.id: mark(of_account(account, known.get(account.id))) for account in everybody}


def require(seen: str | None, parts: Parts, thing: Text) -> None:
    """Raise ``StaleVersion``, naming what has changed, unless ``seen`` is the mark of what stands there.

    ``None`` is for the command line, which acts on what it has just read.
    """
    if seen is None or seen == mark(parts):
        return
    known = dict(part.partition("-")[::2] for part in seen.split("."))
    changed = [part.told for name, part in parts.items() if known.get(name) != _tag(part)]
    raise StaleVersion(
        Text(
            _STALE.ja.format(thing=thing.ja, parts="、".join(each.ja for each in changed)),
            _STALE.en.format(thing=thing.en, parts=", ".join(each.en for each in changed)),
        )
    )


def _now(words: Text, now: Text) -> Text:
    return Text(words.ja.format(now=now.ja), words.en.format(now=now.en))


def _tag(part: Part) -> str:
    return tag_of(part.value)[:_DIGITS]
