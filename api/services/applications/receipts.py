"""Receipts (受付票): written once with the version they are for, read back as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.services.footprints import Footprint
from data.domain.call import in_japan
from data.domain.workflow import Event
from data.orm import Application, Attachment, Call, Plan, StoredAssessment
from data.queries import bodies

FORMAT = "receipt.v1"


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes into a version: the case, the copy as it stands, its files and the verdict on it."""

    application: Application
    call: Call
    plan: Plan
    files: Sequence[Attachment]
    assessment: StoredAssessment
    footprint: Footprint
    document_sha256: str
    """Over the canonical form of the document (``data.domain.canonical``)."""


def written(session: Session, sent: Sent, event: Event, version: int, at: datetime) -> dict[str, Any]:
    """Return the receipt of a version as plain JSON values; every file was read back before."""
    application, call, plan = sent.application, sent.call, sent.plan
    assessment, files = sent.assessment, sent.files
    body = bodies.get_body(session, application.body_id)
    return {
        "format": FORMAT,
        "number": application.number,
        "version": version,
        "event": str(event),
        "received_at": in_japan(at),
        "received_at_exact": at.isoformat(timespec="microseconds"),
        "call": {"code": call.code, "title": {"ja": call.title_ja, "en": call.title_en}},
        "closes_at": in_japan(call.closes_at),
        "body": {"code": body.code, "name": {"ja": body.name_ja, "en": body.name_en}},
        "plan_type": plan.plan_type,
        "title": plan.title,
        "document_sha256": sent.document_sha256,
        "rule_set": assessment.rule_set,
        "form_version": call.form_version,
        "assessment": str(assessment.id),
        "verdict": assessment.verdict,
        "attachments": [
            {"id": str(f.id), "name": f.name, "size_bytes": f.size_bytes, "sha256": f.sha256} for f in files
        ],
    }
