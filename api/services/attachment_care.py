"""Nightly care of attachments: every kept file is read again and compared; leftovers are swept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.services import audit
from data.attachment_store import AttachmentStore
from data.domain.audit import AuditEvent
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.queries import accounts, attachments, clock
from data.queries.attachments import KeptFile

TOLD = Text(
    "添付資料{count}件の破損または欠落を検出しました。shuseki attachments verify で確認してください。",
    "{count} attachment(s) are damaged or missing. See shuseki attachments verify.",
)


@dataclass(frozen=True, slots=True)
class Report:
    """How many files were read, and those that are not what was received."""

    files: int
    damaged: Sequence[KeptFile]


def verify(session: Session, store: AttachmentStore) -> Report:
    """Read every kept file again; damage is put on the trail and told to the administrators."""
    files = attachments.kept_files(session)
    damaged = [file for file in files if not store.is_sound(file.sha256, file.size_bytes)]
    if damaged:
        posts = accounts.administrators_posts(session, clock.moment(session))
        told = TOLD.filled(count=len(damaged))
        accounts.notify(session, posts, str(NoticeKind.SYSTEM), told.ja, told.en)
    for file in damaged:
        plans = {"plans": [str(plan_id) for plan_id in file.plan_ids]}
        audit.record(session, AuditEvent.ATTACHMENT_DAMAGED, "attachment", file.sha256, after=plans)
    return Report(len(files), damaged)


def sweep(session: Session, store: AttachmentStore) -> int:
    """Delete files no row speaks of, left where an upload failed long ago; return how many."""
    known = frozenset(file.sha256 for file in attachments.kept_files(session))
    leftovers = list(store.orphans(known, clock.moment(session)))
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)
