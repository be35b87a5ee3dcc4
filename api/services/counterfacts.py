"""What would have to change for the criteria that a plan fails; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import comparisons, screening, zone_facts
from api.services.snapshots import document_kept, for_rules, restored
from data.domain.assessment import Status
from data.domain.evidence import Fact
from data.domain.plan.document import PlanDocument
from rules.counterfacts.changes import Plan
from rules.counterfacts.search import Counterfacts, counterfacts
from rules.engine.criterion import RuleSet
from rules.engine.values import thresholds
from rules.rulebooks import rule_set_for


def of_assessment(session: Session, assessment_id: UUID) -> list[Counterfacts]:
    """Return the counter-facts of every criterion a stored assessment found unmet; raises ``NotFound``.

    They rest on the facts, the rule set and the day of that assessment.
    """
    stored = screening.get(session, assessment_id)
    unmet = [f["criterion"] for f in stored.record["findings"] if f["status"] == Status.NOT_MET]
    document, measured = document_kept(stored.facts["document"]), restored(stored.facts["measured"])
    return _of(document, measured, comparisons.rules_of(stored), unmet, stored.assessed_on)


def of_document(session: Session | None, document: PlanDocument, on: date) -> list[Counterfacts]:
    """Return the counter-facts of every criterion a document fails on the day ``on``."""
    found, measured = screening.try_out(session, document, on)
    unmet = [finding.criterion for finding in found.findings if finding.status is Status.NOT_MET]
    return _of(document, for_rules(measured), rule_set_for(document.plan_type, on), unmet, on)


def _of(
    document: PlanDocument, measured: Mapping[str, Fact], rules: RuleSet, unmet: Sequence[str], on: date
) -> list[Counterfacts]:
    def remeasure(changed: PlanDocument) -> Mapping[str, Fact]:
        if getattr(changed, "plots", None) == getattr(document, "plots", None):
            return measured
        return {**measured, **zone_facts.by_values(changed, on, thresholds())}

    plan = Plan(document, measured, remeasure)
    return [counterfacts(plan, rules, criterion, on) for criterion in unmet]
