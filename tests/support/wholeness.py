"""Whether receipts, versions, cases, files and trail tell the same story; asked after every fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.attachment_store import AttachmentStore
from data.domain.audit import walk
from data.domain.canonical import sha256_of
from data.domain.workflow import Event
from data.orm import Application, Attachment, AuditRow, CaseEvent, Submission, SubmissionAttachment
from data.queries import audit

SENDING = {str(Event.SUBMITTED), str(Event.REPLACED), str(Event.RESUBMITTED), str(Event.REFINED)}
NOT_SENT = {"draft", "in_approval", "approved"}


def contradictions(session: Session, store: AttachmentStore) -> list[str]:
    """Return every place where two records of the same thing differ; none means that the state is whole."""
    return [*_of_versions(session, store), *_of_cases(session), *_of_events(session), *_of_trail(session)]


def _of_versions(session: Session, store: AttachmentStore) -> Iterator[str]:
    cases = {case.id: case for case in session.scalars(select(Application))}
    for version in session.scalars(select(Submission)):
        receipt, case = version.receipt, cases[version.application_id]
        if (receipt["number"], receipt["version"]) != (case.number, version.number):
            yield f"{case.number}: the receipt is for {receipt['number']} version {receipt['version']}"
        if not receipt["document_sha256"] == version.document_sha256 == sha256_of(version.document):
            yield f"{case.number}: the document is not what the receipt says"
        if receipt["received_at_exact"] != version.submitted_at.isoformat(timespec="microseconds"):
            yield f"{case.number}: the receipt tells another moment"
        linked = select(Attachment).join(
            SubmissionAttachment, SubmissionAttachment.attachment_id == Attachment.id
        )
        files = session.scalars(linked.where(SubmissionAttachment.submission_id == version.id)).all()
        kept = sorted((str(file.id), file.sha256, file.size_bytes) for file in files)
        if kept != sorted((f["id"], f["sha256"], f["size_bytes"]) for f in receipt["attachments"]):
            yield f"{case.number}: the files are not those on the receipt"
        yield from (
            f"{case.number}: {file.name} is damaged"
            for file in files
            if not store.is_sound(file.sha256, file.size_bytes)
        )


def _of_cases(session: Session) -> Iterator[str]:
    versions = Counter(session.scalars(select(Submission.application_id)))
    numbers = Counter(session.scalars(select(Application.number).where(Application.number.is_not(None))))
    yield from (f"{number} was given twice" for number, times in numbers.items() if times > 1)
    for case in session.scalars(select(Application)):
        if (case.number is None) != (versions[case.id] == 0):
            yield f"{case.id}: number {case.number} with {versions[case.id]} versions"
        if case.state in NOT_SENT and case.number is None and versions[case.id]:
            yield f"{case.id}: {case.state} but sent"
        if case.state == "submitted" and not versions[case.id]:
            yield f"{case.id}: submitted without a version"


def _of_events(session: Session) -> Iterator[str]:
    sent = Counter(session.scalars(select(CaseEvent.submission_id).where(CaseEvent.event.in_(SENDING))))
    for version in session.scalars(select(Submission.id)):
        if sent.pop(version, 0) != 1:
            yield f"version {version} has not one event"
    yield from (f"event of no version {version}" for version in sent)
    recorded = Counter(session.scalars(select(AuditRow.event).where(AuditRow.event.in_(SENDING))))
    happened = Counter(session.scalars(select(CaseEvent.event).where(CaseEvent.event.in_(SENDING))))
    if recorded != happened:
        yield f"trail {recorded}, events {happened}"


def _of_trail(session: Session) -> Iterator[str]:
    broken = walk(audit.trail(session)).broken
    if broken is not None:
        yield f"the trail breaks at {broken.position}: {broken.kind}"
