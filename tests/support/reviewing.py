"""More cases for the small ministry of the tests: sent, with findings, ready to be reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from data.domain.assessment import Citation, Finding, Kind, Status, verdict_of
from data.domain.wording import Text
from data.orm import Application, Plan, StoredAssessment, Submission
from tests.support.ministry import HASH, RECEIPT, Ministry

SENT_AT = datetime(2026, 3, 2, tzinfo=UTC)
STATUSES = {"gx.land": Status.MET, "gx.away": Status.NEEDS_REVIEW, "gx.window": Status.NOT_MET}


@dataclass(frozen=True, slots=True)
class Sent:
    """A case that was sent, and its one version."""

    id: UUID
    number: str
    submission: UUID
    plan: UUID


def finding(criterion: str, status: Status, kind: Kind = Kind.REQUIREMENT) -> Finding:
    words = Text(criterion, criterion)
    citation = Citation(document="S2", title=words, lines="1-2", tier="primary", status="final")
    return Finding(
        criterion=criterion, title=words, side=words, kind=kind, status=status, reason=words, steps=(),
        citations=(citation,),
    )  # fmt: skip


def record(plan_type: str, statuses: Mapping[str, Status]) -> dict[str, Any]:
    findings = tuple(finding(criterion, status) for criterion, status in statuses.items())
    return {
        "format": "assessment.v1",
        "plan_type": plan_type,
        "rule_set": "r1",
        "assessed_on": "2026-02-01",
        "verdict": str(verdict_of(findings)),
        "findings": [each.record() for each in findings],
    }


def send_case(
    session: Session,
    ministry: Ministry,
    number: str,
    *,
    state: str = "first_screening",
    plan_type: str = "GX2",
    document: Mapping[str, Any] | None = None,
    statuses: Mapping[str, Status] | None = None,
    body: str = "neighbour",
    assessed_on: date = date(2026, 2, 1),
) -> Sent:
    """Store a case of the second prefecture, sent as it is; call it before ``act_as``."""
    actor = ministry.actors[body]
    contents = {"plan_type": plan_type, "title": f"計画{number}", "body": "16000", **(document or {})}
    plan = Plan(
        id=uuid4(), plan_type=plan_type, title=contents["title"], body_code="16000", document=contents,
        footprint_origin="none", is_sample=False, version=1, owner_body_id=actor.body_id,
    )  # fmt: skip
    whole = record(plan_type, STATUSES if statuses is None else statuses)
    assessment = StoredAssessment(
        id=uuid4(), plan_id=plan.id, plan_version=1, rule_set="r1", assessed_on=assessed_on,
        verdict=whole["verdict"], record=whole, facts={"document": contents, "measured": []},
    )  # fmt: skip
    case = Application(
        id=uuid4(), number=number, call_id=ministry.call, plan_id=plan.id, plan_type=plan_type,
        body_id=actor.body_id, state=state, state_since=SENT_AT + timedelta(seconds=int(number[-4:])),
        first_submitted_at=SENT_AT, batch="第1弾" if state == "certified" else None,
    )  # fmt: skip
    version = Submission(
        id=uuid4(), application_id=case.id, number=1, document=contents, document_sha256=HASH,
        title=contents["title"], plan_version=1, rule_set="r1", form_version="f1",
        assessment_id=assessment.id,
        receipt={**RECEIPT, "number": number, "plan_type": plan_type}, idempotency_key="k1",
        submitted_at=SENT_AT, account_id=actor.account_id, post_id=actor.post_id,
    )  # fmt: skip
    for row in (plan, assessment, case, version):
        session.add(row)
        session.flush()
    return Sent(case.id, number, version.id, plan.id)


def send_cases(session: Session, ministry: Ministry, count: int, **same: Any) -> Sequence[Sent]:
    return [send_case(session, ministry, f"R8-1-{place:04}", **same) for place in range(10, 10 + count)]
