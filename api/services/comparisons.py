"""Making an assessment again as it was made, and telling two of a plan apart; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import publication, screening, zone_facts
from api.services.snapshots import document_kept, restored
from data.domain.assessment import Assessment, Verdict
from data.domain.errors import InvalidInput, NotReady, Problem
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.orm.assessment import StoredAssessment
from data.queries import submissions
from rules.amendments import RulesOfDay, amendments
from rules.books import assess_again, in_force
from rules.comparison import Comparison, Crossed, FindingComparison, compare, otherwise
from rules.engine.criterion import RuleSet
from rules.engine.values import as_of, thresholds
from rules.settings import PREFIX, possible_settings


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion that comes out otherwise when an assessment is made again, in what, and why.

    ``compared`` holds both answers as the public may see them.
    """

    criterion: str
    what: Text
    compared: FindingComparison


@dataclass(frozen=True, slots=True)
class Reproduction:
    """An assessment made again from what was kept with it; ``is_same`` when the records are equal whole."""

    assessment: StoredAssessment
    verdict: Verdict
    """As it comes out now."""
    findings: int
    """How many criteria were answered again."""
    is_same: bool
    differences: tuple[Difference, ...]


def _compared(finding: dict[str, Any]) -> list[object]:
    """Return each comparison without its words: the answer, the margin and the values."""
    return [
        (
            step["status"],
            step["margin"],
            [(read["path"], read["value"], read["unit"]) for read in step["inputs"]],
        )
        for step in finding["steps"]
    ]


_PARTS: tuple[tuple[Callable[[dict[str, Any]], object], Text], ...] = (
    (itemgetter("status"), Text("答え", "the answer")),
    (_compared, Text("読み取った値又は比べた数値", "what was read or compared")),
    (itemgetter("citations"), Text("出典", "the sources")),
    (itemgetter("reason"), Text("理由の文言", "the wording of the reason")),
)
_ELSE = Text("その他の文言", "other wording")
_APPEARED = Text("当時の記録にない項目", "not in the record of the time")
_GONE = Text("現在の基準にない項目", "no longer among the criteria")


def reproduce(session: Session, assessment_id: UUID) -> Reproduction:
    """Make a stored assessment again: its facts, its rule set, its day. Raises ``NotFound``, ``NotReady``."""
    stored = screening.get(session, assessment_id)
    found = _made_again(stored)
    record = found.model_dump(mode="json")
    return Reproduction(
        assessment=stored,
        verdict=found.verdict,
        findings=len(found.findings),
        is_same=record == stored.record,
        differences=_differences(stored, record),
    )


def case_of(session: Session, assessment_id: UUID) -> UUID | None:
    """Return the application that was sent with this assessment; none for one of a plan outside a call."""
    sent = submissions.of_assessment(session, assessment_id)
    return sent.application_id if sent else None


def compare_with(session: Session, assessment_id: UUID, earlier_id: UUID) -> Comparison:
    """Compare an assessment with an earlier one of the same plan, as the public may see both.

    Raises ``NotFound``, ``InvalidInput`` for two different plans, ``NotReady`` for a rule set not kept.
    """
    after, before = screening.get(session, assessment_id), screening.get(session, earlier_id)
    if after.plan_id != before.plan_id:
        raise InvalidInput.of([_other_plan(earlier_id)])
    crossed = Crossed(
        old_by_old=_made_again(before),
        old_by_new=_crossed(before, after),
        new_by_old=_crossed(after, before),
        new_by_new=_made_again(after),
    )
    old, new = (RulesOfDay(rules_of(each), each.assessed_on) for each in (before, after))
    amended = amendments(PlanType(after.record["plan_type"]), old, new, thresholds())
    return compare(_public(before), _public(after), crossed, _numbers(), amended)


def _made_again(stored: StoredAssessment) -> Assessment:
    """Answer the facts of ``stored`` by its rules, on its day."""
    kept, day = stored.facts, stored.assessed_on
    document = document_kept(kept["document"])
    return assess_again(rules_of(stored), document, restored(kept["measured"]), day, rules_of=day)


def _crossed(facts_of: StoredAssessment, other: StoredAssessment) -> Assessment:
    """Answer the facts and the day of one by the rules of another, settings of the operator included."""
    kept, day = facts_of.facts, facts_of.assessed_on
    document = document_kept(kept["document"])
    own, others = (restored(each.facts["measured"]) for each in (facts_of, other))
    measured = {
        **{path: fact for path, fact in own.items() if not path.startswith(PREFIX)},
        **{path: fact for path, fact in others.items() if path.startswith(PREFIX)},
        **zone_facts.by_values(document, day, as_of(thresholds(), other.assessed_on)),
    }
    return assess_again(rules_of(other), document, measured, day, rules_of=other.assessed_on)


def _numbers() -> frozenset[str]:
    """Return the paths of the rulebook's numbers: those of documents, and settings of the operator."""
    return frozenset((*thresholds(), *(each.path for each in possible_settings().values())))


def rules_of(stored: StoredAssessment) -> RuleSet:
    """Return the rule set a stored assessment was made by; raises ``NotReady`` when it is not kept."""
    rules = _kept(PlanType(stored.record["plan_type"]), stored.rule_set)
    if rules is None:
        raise NotReady(
            Text(
                f"審査基準の版「{stored.rule_set}」は、この製品に残っていません。",
                f"The rule set {stored.rule_set} is not kept in this product.",
            )
        )
    return rules


def can_be_made_again(plan_type: PlanType, version: str) -> bool:
    """Tell whether the product still holds a rule set."""
    return _kept(plan_type, version) is not None


def _kept(plan_type: PlanType, version: str) -> RuleSet | None:
    return in_force().named(plan_type, version)


def _public(stored: StoredAssessment) -> Assessment:
    return Assessment.model_validate(publication.public_assessment(stored))


def _differences(stored: StoredAssessment, record: dict[str, Any]) -> tuple[Difference, ...]:
    """Return what differs; who may not see a confidential value is not told by which it does."""
    old, new = (
        {finding["criterion"]: finding for finding in each["findings"]} for each in (stored.record, record)
    )
    plan_type = PlanType(stored.record["plan_type"])
    public = publication.public_record(plan_type, stored.facts["document"], record)
    compared = otherwise(_public(stored), Assessment.model_validate(public), _numbers())
    return tuple(
        Difference(each.criterion, _what(old.get(each.criterion), new.get(each.criterion)), each)
        for each in compared
    )


def _what(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Text:
    if old is None or new is None:
        return _APPEARED if old is None else _GONE
    return next((words for part, words in _PARTS if part(old) != part(new)), _ELSE)


def _other_plan(earlier_id: UUID) -> Problem:
    return Problem(
        "with",
        str(earlier_id),
        Text("別の計画の確認結果です。", "This is an assessment of another plan."),
        Text("同じ計画の確認結果を指定してください。", "Name an assessment of the same plan."),
    )
