"""Assessing a submitted version for another day, on the evidence frozen with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit, snapshots
from api.services.reviews import versions
from api.services.reviews.reasons import stated
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.orm import Reassessment
from data.queries.reviews import outcomes
from rules.access import Action
from rules.rulebooks import assess


def reassess(session: Session, application_id: UUID, on: date, reason: str) -> Reassessment:
    """Assess the version sent last by the rules in force on ``on``, with the facts measured when it was sent.

    Applicants do not see it. Raises ``NotFound``, ``NotAllowed``, ``InvalidInput`` without a reason, and
    ``NoRuleSet`` when none was in force.
    """
    case = access.permitted(session, Action.JUDGE, application_id)
    kept = stated(reason)
    version = versions.latest(session, case)
    facts = version.assessment.facts
    document = snapshots.document_kept(facts["document"])
    found = assess(document, snapshots.restored(facts["measured"]), on)
    row = Reassessment(
        id=uuid4(),
        application_id=case.id,
        submission_id=version.submission.id,
        rule_set=found.rule_set,
        assessed_on=on,
        verdict=str(found.verdict),
        record=found.model_dump(mode="json"),
        facts=facts,
        reason=kept,
        account_id=actor_of(session).account_id,
        post_id=actor_of(session).post_id,
    )
    outcomes.add(session, [row])
    after = {"reassessment": str(row.id), "rule_set": row.rule_set, "verdict": row.verdict}
    audit.record(session, AuditEvent.REASSESSED, "application", case.id, after=after, reason=kept)
    return row


def history(session: Session, application_id: UUID) -> Sequence[Reassessment]:
    """Return the re-assessments of a case, the latest first. Raises ``NotFound`` and ``NotAllowed``."""
    case = access.permitted(session, Action.SEE_NOTES, application_id)
    return outcomes.reassessments(session, case.id)
