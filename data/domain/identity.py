"""Who calls, as far as they have proved it, and the limits that sign-in keeps; no secret is checked here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from data.domain.actor import MINISTRY_ROLES, PUBLIC, Actor, Role
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text


class Step(Vocabulary):
    """What a person still has to do before the session counts as signed in."""

    SECOND_FACTOR = "second_factor", "確認コードの入力", "enter the code of the second factor"
    ENROL = "enrol", "2要素認証の登録", "register a second factor"
    CHANGE_PASSWORD = "change_password", "パスワードの変更", "change the password"


class Method(Vocabulary):
    """How a session was opened."""

    LOCAL = "local", "本サービスのパスワード", "password of this product"
    OIDC = "oidc", "組織の認証基盤（OIDC）", "the organisation's identity provider (OIDC)"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: the actor for the database, and what pages say about the person.

    ``actor`` is the public until every ``Step`` is done and a post is held.
    """

    actor: Actor = PUBLIC
    account_id: UUID | None = None
    name: str = ""
    post: Text | None = None
    body: Text | None = None
    session_id: UUID | None = None
    pending: Step | None = None
    ended: bool = False
    """Whether a session was presented that is over or was never given."""
    scopes: frozenset[str] | None = None
    """What an API key is for; ``None`` for people."""

    @property
    def is_signed_in(self) -> bool:
        """Whether the person proved who they are, with every step done."""
        return self.account_id is not None and self.pending is None


ANONYMOUS = Caller()


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """How long sessions last, when attempts are locked out, and who needs a second factor."""

    idle: timedelta = timedelta(minutes=60)
    longest: timedelta = timedelta(hours=12)
    failures_per_login: int = 5
    failures_per_address: int = 100
    """Generous, because a whole prefecture may come from one address."""
    lock: timedelta = timedelta(minutes=15)
    """How long an account or address stays locked, and how long failures are counted together."""
    second_factor_roles: frozenset[Role] = MINISTRY_ROLES | {Role.ADMINISTRATOR}
