"""What is checked and what a plan looks like: rule sets, their register, the schemas of plan documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from rules.engine.criterion import Criterion, RuleSet
from rules.rulebooks import rule_set_for


def rule_set(plan_type: PlanType, on: date) -> RuleSet:
    """Return the rule set for a plan type on a day; raises ``NoRuleSet`` when none is in force."""
    return rule_set_for(plan_type, on)


def in_force(rules: RuleSet, on: date) -> tuple[Criterion, ...]:
    """Return the criteria of a rule set that apply on a day, in the order of the clauses."""
    return tuple(criterion for criterion in rules.criteria if criterion.in_force(on))


def json_schema(plan_type: PlanType) -> dict[str, Any]:
    """Return the JSON Schema of the documents of a plan type."""
    return DOCUMENTS[plan_type].model_json_schema()
