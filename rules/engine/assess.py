"""Turn facts and a rule set into an assessment: the explanation is the return value."""

from __future__ import annotations

from data.domain.assessment import Assessment, Finding, verdict_of
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine import wording
from rules.engine.answer import answer
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.facts import Facts
from rules.engine.logic import MET, NEEDS_REVIEW, NOT_APPLICABLE, Answer
from rules.engine.reading import Reading

MOST_REASONS = 3
_NO_MORE = Text("", "")


def assess_facts(facts: Facts, plan_type: PlanType, rules: RuleSet) -> Assessment:
    """Answer every criterion of ``rules`` in force on the day of ``facts``."""
    reading = Reading(facts)
    findings = tuple(find(criterion, reading) for criterion in rules.criteria if criterion.in_force(facts.on))
    return Assessment(
        plan_type=plan_type,
        rule_set=rules.version,
        assessed_on=facts.on,
        verdict=verdict_of(findings),
        findings=findings,
    )


def find(criterion: Criterion, reading: Reading) -> Finding:
    """Answer one criterion; evidence that is there and a question left open is ``needs_review``."""
    found = answer(criterion.demand, reading)
    judged = found.status is MET and criterion.question is not None
    doubted = found.status is NEEDS_REVIEW
    return Finding(
        criterion=criterion.id,
        title=criterion.title,
        side=criterion.side,
        kind=criterion.kind,
        status=NEEDS_REVIEW if judged else found.status,
        reason=wording.TO_JUDGE if judged else _reason(found),
        steps=found.steps,
        citations=criterion.citations,
        remedy=_remedy(found),
        question=(criterion.doubt if doubted else None) or _open_question(criterion, found),
        notes=criterion.notes,
    )


def _open_question(criterion: Criterion, found: Answer) -> Text | None:
    return None if found.status is NOT_APPLICABLE else criterion.question


def _reason(found: Answer) -> Text:
    steps = found.because or found.steps
    reasons = {(step.reason.ja, step.reason.en): step.reason for step in steps}
    if not reasons:
        return wording.NOTHING_TO_ASK
    first, more = tuple(reasons.values())[:MOST_REASONS], len(reasons) - MOST_REASONS
    tail = wording.and_more(more) if more > 0 else _NO_MORE
    return Text("".join([r.ja for r in first]) + tail.ja, " ".join([r.en for r in first]) + tail.en)


def _remedy(found: Answer) -> Text | None:
    remedies = tuple(dict.fromkeys(step.remedy for step in found.because if step.remedy is not None))
    first = remedies[:MOST_REASONS]
    return Text("".join([r.ja for r in first]), " ".join([r.en for r in first])) if first else None
