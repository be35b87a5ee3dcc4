"""A rulebook as a value: the one in force, or one that a draft makes of it, and assessments by either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.domain.assessment import Assessment
from data.domain.evidence import Fact
from data.domain.plan.fields import Section
from data.domain.plan.kinds import PlanType
from rules.engine.assess import assess_facts
from rules.engine.columns.frames import Batch
from rules.engine.columns.verdicts import Verdicts, verdicts
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.facts import Facts
from rules.engine.values import Threshold, as_of, thresholds
from rules.rulebooks import PLAN_TYPES, RULE_SETS, facts_on, newest_in_force


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule set with the numbers that its criteria compare with."""

    rule_sets: Mapping[PlanType, tuple[RuleSet, ...]]
    values: Mapping[str, Threshold]

    def named(self, plan_type: PlanType, version: str) -> RuleSet | None:
        """Return the rule set of this version; none when the rulebook does not hold it."""
        return next((rules for rules in self.rule_sets[plan_type] if rules.version == version), None)

    def rules(self, plan_type: PlanType, on: date) -> RuleSet:
        """Return the rule set in force on ``on``; raises ``NoRuleSet``."""
        return newest_in_force(self.rule_sets[plan_type], plan_type, on)

    def assess(self, document: Section, measured: Mapping[str, Fact], on: date) -> Assessment:
        """Check a document by the rule set in force on ``on``; raises ``NoRuleSet``."""
        plan_type = PLAN_TYPES[type(document)]
        facts = facts_on(document, measured, on, self.values)
        return assess_facts(facts, plan_type, self.rules(plan_type, on))

    def columns(
        self, plan_type: PlanType, plans: Sequence[tuple[Section, Mapping[str, Fact]]], on: date
    ) -> Verdicts:
        """Answer plans of one type by column, wording nothing; the answers are those of ``assess``."""

        def facts_of(plan: int) -> Facts:
            return facts_on(*plans[plan], on, self.values)

        batch = Batch([document for document, _ in plans], facts_of)
        return verdicts(self.rules(plan_type, on), batch)


def in_force() -> Rulebook:
    """Return the rulebook of this product."""
    return Rulebook(RULE_SETS, thresholds())


def assess_again(
    rules: RuleSet, document: Section, measured: Mapping[str, Fact], on: date, *, rules_of: date
) -> Assessment:
    """Check a document on the day ``on`` by ``rules`` as they were on the day ``rules_of``.

    With both days alike this makes an old assessment again; with two days it tells what new facts and the
    passing of time do while the rules stay as they were.
    """
    kept = tuple(criterion for criterion in rules.criteria if criterion.in_force(rules_of))
    as_then = replace(rules, criteria=tuple(_lasting(criterion) for criterion in kept))
    facts = facts_on(document, measured, on, as_of(thresholds(), rules_of))
    return assess_facts(facts, PLAN_TYPES[type(document)], as_then)


def _lasting(criterion: Criterion) -> Criterion:
    return replace(criterion, since=date.min, until=None)
