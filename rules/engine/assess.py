"""Turn facts and a rule set into an assessment: the explanation is the return value."""

from __future__ import annotations

from datetime import date

from data.domain.assessment import Assessment, Finding, Status, Step, verdict_of
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.answer import answer
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.facts import Facts
from rules.engine.reading import Reading

MOST_REASONS = 3
_TO_JUDGE = Text(
    "記載は確認できました。内容の妥当性は審査官が判断します。", "The evidence is there; a reviewer judges it."
)


def assess_facts(facts: Facts, plan_type: PlanType, rules: RuleSet, on: date) -> Assessment:
    """Answer every criterion of ``rules`` in force on ``on``."""
    reading = Reading(facts, on)
    findings = tuple(find(criterion, reading) for criterion in rules.criteria if criterion.in_force(on))
    return Assessment(
        plan_type=plan_type,
        rule_set=rules.version,
        assessed_on=on,
        verdict=verdict_of(findings),
        findings=findings,
    )


def find(criterion: Criterion, reading: Reading) -> Finding:
    """Answer one criterion; evidence that is there and a question left open is ``needs_review``."""
    found = answer(criterion.demand, reading)
    open_question = found.status is Status.MET and criterion.question is not None
    status = Status.NEEDS_REVIEW if open_question else found.status
    decisive = [step for step in found.steps if step.status is found.status]
    return Finding(
        criterion=criterion.id,
        title=criterion.title,
        side=criterion.side,
        kind=criterion.kind,
        status=status,
        reason=_TO_JUDGE if open_question else _reason(decisive),
        steps=found.steps,
        citations=criterion.citations,
        remedy=_first_remedies(decisive),
        question=criterion.question,
        notes=criterion.notes,
    )


def _reason(steps: list[Step]) -> Text:
    first, more = [step.reason for step in steps[:MOST_REASONS]], len(steps) - MOST_REASONS
    tail = Text(f" ほか{more}件。", f" And {more} more.") if more > 0 else Text("", "")
    return Text(
        "".join(_sentence(r.ja, "。") for r in first) + tail.ja,
        " ".join(_sentence(r.en, ".") for r in first) + tail.en,
    )


def _sentence(words: str, stop: str) -> str:
    return words if words.endswith(stop) else f"{words}{stop}"


def _first_remedies(steps: list[Step]) -> Text | None:
    remedies = list(dict.fromkeys(step.remedy for step in steps if step.remedy is not None))[:MOST_REASONS]
    if not remedies:
        return None
    return Text("".join(r.ja for r in remedies), " ".join(r.en for r in remedies))
