"""The audit trail: what an entry holds and how each is chained to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from data.domain.plan.vocabulary import Vocabulary

FIRST_PREVIOUS_HASH = "0" * 64
"""What the first entry is chained to."""


class AuditEvent(Vocabulary):
    """Events besides those of the workflow (``data.domain.workflow.Event``): area, thing, past tense."""

    SIGNED_IN = "account:session:opened", "サインイン", "signed in"
    SIGN_IN_REFUSED = "account:session:refused", "サインインの拒否", "sign-in refused"
    SECOND_FACTOR_PROVED = "account:second_factor:proved", "2要素認証の確認", "second factor proved"
    SIGNED_OUT = "account:session:closed", "サインアウト", "signed out"
    LOCKED_OUT = "account:locked", "アカウントのロック", "account locked"
    BREAK_GLASS_USED = "account:break_glass:used", "緊急用アカウントの使用", "break-glass account used"
    ACCOUNT_CHANGED = "account:changed", "アカウントの変更", "account changed"
    ACCOUNT_CREATED = "account:created", "アカウントの作成", "account created"
    BODY_CREATED = "body:created", "団体の登録", "body registered"
    POST_CREATED = "post:created", "職の登録", "post registered"
    POST_GIVEN = "post:given", "職への就任", "post given"
    POST_HANDED_OVER = "post:handed_over", "職の引継ぎ", "post handed over"
    API_KEY_CREATED = "api_key:created", "APIキーの発行", "API key issued"
    API_KEY_PAUSED = "api_key:paused", "APIキーの一時停止・再開", "API key paused or resumed"
    API_KEY_REVOKED = "api_key:revoked", "APIキーの失効", "API key revoked"
    API_KEY_REFUSED = "api_key:refused", "失効したAPIキーの使用", "unusable API key presented"
    CALL_PUBLISHED = "call:published", "公募の公開", "call published"
    CALL_EXTENDED = "call:extended", "締切の延長", "deadline extended"
    CALL_CREATED = "call:created", "公募の作成", "call created"
    CALL_CHANGED = "call:changed", "公募の変更", "call changed"
    OUTAGE_RECORDED = "outage:recorded", "障害の記録", "outage recorded"
    SETTING_CHANGED = "rules:setting:changed", "運用設定の変更", "operator setting changed"
    PLAN_CREATED = "plan:created", "計画の作成", "plan created"
    PLAN_CHANGED = "plan:changed", "計画の変更", "plan changed"
    ATTACHMENT_ADDED = "plan:attachment:added", "添付資料の追加", "attachment added"
    ATTACHMENT_REMOVED = "plan:attachment:removed", "添付資料の取外し", "attachment removed"
    ATTACHMENT_DAMAGED = "plan:attachment:damaged", "添付資料の破損の検出", "damaged attachment found"
    CONFIDENTIAL_READ = "application:confidential:read", "非公表事項の閲覧", "confidential contents read"
    APPLICATION_STARTED = "application:started", "申請の作成開始", "application started"
    CORRECTION_ASKED = "application:correction:asked", "補正事項の指摘", "correction asked"
    CORRECTION_ANSWERED = "application:correction:answered", "補正事項への回答", "correction answered"
    CORRECTION_SETTLED = (
        "application:correction:settled",
        "補正事項の確認・取下げ",
        "correction item settled",
    )
    ASSIGNED = "application:assigned", "審査の割当て", "assigned"
    UNASSIGNED = "application:unassigned", "審査の割当ての取消し", "assignment ended"
    CONFLICT_DECLARED = "application:conflict:declared", "利益相反の申告", "conflict of interest declared"
    CONFLICT_WITHDRAWN = (
        "application:conflict:withdrawn",
        "利益相反の申告の解除",
        "declaration of conflict withdrawn",
    )
    JUDGED = "application:judged", "要審査事項の判断", "finding judged"
    OVERRULED = "application:overruled", "機械判定の変更", "mechanical finding overruled"
    REASSESSED = "application:reassessed", "提出版の再確認", "submitted version assessed anew"
    SCORED = "application:scored", "採点", "scored"
    DECISION_DRAFTED = "application:decision:drafted", "審査結果案の作成", "decision drafted"
    LETTER_ISSUED = "application:letter:issued", "通知書の発出", "letter issued"
    PUBLISHED = "application:published", "公表", "published"
    UNPUBLISHED = "application:unpublished", "公表の取りやめ", "publication taken back"
    KPI_REPORTED = "application:kpi:reported", "KPI実績の報告", "KPI reported"
    EXPORTED = "data:exported", "データの書出し", "data exported"
    IMPORTED = "data:imported", "データの取込み", "data imported"
    EDITION_CHOSEN = "data:edition:chosen", "使用する版の変更", "edition in use changed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One event: who (person, post, role), when, on what, from what to what, and why."""

    at: datetime
    event: str
    role: str
    account_id: UUID | None
    post_id: UUID | None
    body_id: UUID | None
    subject_type: str
    """Table of the thing the event is about, such as ``application``."""
    subject_id: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """An entry as it lies in the trail: its place, counted from 1, and its links."""

    position: int
    entry: AuditEntry
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first place where the trail is not what was written."""

    position: int
    kind: str
    """``altered`` (contents do not give the hash), ``unlinked`` (to the row before), ``gap`` or ``cut``."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk over the trail found; ``tip`` is the hash to keep elsewhere and compare next time."""

    entries: int
    tip: str
    broken: ChainBreak | None


def chain_hash(position: int, entry: AuditEntry, previous_hash: str) -> str:
    """Return the SHA-256 (hexadecimal) of the place, the hash before and the entry as canonical JSON.

    Canonical: keys sorted, no spaces, UTF-8 as is, moments in UTC to the microsecond. Raises ``ValueError``
    for values JSON does not know and for a moment without a time zone.
    """
    content = {field.name: _plain(getattr(entry, field.name)) for field in fields(entry)}
    text = json.dumps(
        {"position": position, "previous_hash": previous_hash, "entry": content},
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def walk(entries: Iterable[ChainedEntry], expected: str | None = None) -> ChainReport:
    """Follow the trail from its first entry and stop at the first that was altered, cut out or put in.

    ``expected`` is a tip reported earlier; when it is nowhere in the trail, the end was cut off since.
    """
    position, tip, seen = 0, FIRST_PREVIOUS_HASH, expected in (None, FIRST_PREVIOUS_HASH)
    for link in entries:
        broken = _break_at(link, position + 1, tip)
        if broken is not None:
            return ChainReport(position, tip, broken)
        position, tip = link.position, link.hash
        seen = seen or tip == expected
    return ChainReport(position, tip, None if seen else ChainBreak(position + 1, "cut"))


def _break_at(link: ChainedEntry, expected: int, tip: str) -> ChainBreak | None:
    if link.position != expected:
        return ChainBreak(expected, "gap")
    if chain_hash(link.position, link.entry, link.previous_hash) != link.hash:
        return ChainBreak(link.position, "altered")
    if link.previous_hash != tip:
        return ChainBreak(link.position, "unlinked")
    return None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(value)
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
