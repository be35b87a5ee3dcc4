"""Who acts: a post that an account holds, the public, or the product itself; no access is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from data.domain.plan.vocabulary import Vocabulary


class BodyKind(Vocabulary):
    """What kind of organisation a body is."""

    PREFECTURE = "prefecture", "都道府県", "prefecture"
    MUNICIPALITY = "municipality", "市区町村", "municipality"
    COMPANY = "company", "企業", "company"
    MINISTRY = "ministry", "府省", "ministry"
    COMMITTEE = "committee", "審査委員会", "screening committee"


class Role(Vocabulary):
    """What a post may be there for; ``PUBLIC`` needs no account and ``SYSTEM`` is no person."""

    OFFICER = "officer", "担当者（作成団体）", "officer of the applying body"
    APPROVER = "approver", "決裁者（作成団体）", "approver of the applying body"
    REVIEWER = "reviewer", "審査担当（府省）", "ministry reviewer"
    MANAGER = "manager", "審査総括（府省）", "ministry review manager"
    COMMITTEE_MEMBER = "committee_member", "審査委員（外部有識者）", "committee member (outside expert)"
    ADMINISTRATOR = "administrator", "システム管理者", "administrator"
    PUBLIC = "public", "一般の閲覧者", "public"
    SYSTEM = "system", "システム（自動処理）", "system (automatic)"


APPLICANT_ROLES = frozenset({Role.OFFICER, Role.APPROVER})
MINISTRY_ROLES = frozenset({Role.REVIEWER, Role.MANAGER})
POST_ROLES = tuple(role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM))
"""The roles a post can have."""

ROLES_AT: Mapping[BodyKind, frozenset[Role]] = MappingProxyType(
    {
        BodyKind.PREFECTURE: APPLICANT_ROLES,
        BodyKind.MUNICIPALITY: APPLICANT_ROLES,
        BodyKind.COMPANY: APPLICANT_ROLES,
        BodyKind.MINISTRY: MINISTRY_ROLES | {Role.ADMINISTRATOR},
        BodyKind.COMMITTEE: frozenset({Role.COMMITTEE_MEMBER}),
    }
)
"""Which roles posts of a kind of body can have."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting post: its role, the body it belongs to, and the account that holds it at this moment.

    Work belongs to the post and outlives the person; the account is kept so that the audit trail can say who.
    """

    role: Role
    account_id: UUID | None = None
    post_id: UUID | None = None
    body_id: UUID | None = None

    def __post_init__(self) -> None:
        known = (self.account_id, self.post_id, self.body_id)
        if (self.role in POST_ROLES) == (None in known) or (self.role not in POST_ROLES and any(known)):
            raise ValueError(f"{self.role} acts with an account, a post and a body, or with none of them")


PUBLIC = Actor(Role.PUBLIC)
SYSTEM = Actor(Role.SYSTEM)
"""Migrations, imports, samples, sign-in and nightly work: trusted code that acts for no person."""
