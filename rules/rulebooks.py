"""Which criteria are in force for a plan type on a day, and the assessment of a plan by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from data.domain.assessment import Assessment
from data.domain.errors import NotReady
from data.domain.evidence import Fact
from data.domain.plan.fields import Section
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.plan.plan_a import PlanA
from data.domain.plan.plan_b import PlanB
from data.domain.plan.plan_c import PlanC
from data.domain.plan.zones_gx import PlanGX1, PlanGX2, PlanGX3, PlanGX4
from data.domain.wording import Text
from rules.engine.assess import assess_facts
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.facts import Facts
from rules.engine.values import Threshold
from rules.gx_types import type1, type2, type3, type4
from rules.gx_types.shared import IN_FORCE as GX_IN_FORCE
from rules.plan_types import a, b, c
from rules.plan_types.shared import IN_FORCE
from rules.vocabulary import MEASURED, vocabulary_of

RULE_SETS: dict[PlanType, tuple[RuleSet, ...]] = {
    PlanType.A: (RuleSet("A-2026-06-01", IN_FORCE, a.CRITERIA),),
    PlanType.B: (RuleSet("B-2026-06-01", IN_FORCE, b.CRITERIA),),
    PlanType.C: (RuleSet("C-2026-06-01", IN_FORCE, c.CRITERIA),),
    PlanType.GX1: (RuleSet("GX1-2025-12-22", GX_IN_FORCE, type1.CRITERIA),),
    PlanType.GX2: (RuleSet("GX2-2025-12-22", GX_IN_FORCE, type2.CRITERIA),),
    PlanType.GX3: (RuleSet("GX3-2025-12-22", GX_IN_FORCE, type3.CRITERIA),),
    PlanType.GX4: (RuleSet("GX4-2025-12-22", GX_IN_FORCE, type4.CRITERIA),),
}
"""Every version of every plan type's rule set; old ones stay, so that old assessments can be made again."""
PLAN_TYPES: dict[type[Section], PlanType] = {
    PlanA: PlanType.A,
    PlanB: PlanType.B,
    PlanC: PlanType.C,
    PlanGX1: PlanType.GX1,
    PlanGX2: PlanType.GX2,
    PlanGX3: PlanType.GX3,
    PlanGX4: PlanType.GX4,
}


class NoRuleSet(NotReady):
    """No rule set is in force for the plan type on the day asked for."""

    code = "no-rule-set"
    title = Text("適用できる審査基準がありません", "No rule set applies")


def rule_set_for(plan_type: PlanType, on: date) -> RuleSet:
    """Return the newest rule set in force on ``on``; raises ``NoRuleSet``, never takes the nearest."""
    return newest_in_force(RULE_SETS.get(plan_type, ()), plan_type, on)


def newest_in_force(rule_sets: Sequence[RuleSet], plan_type: PlanType, on: date) -> RuleSet:
    """Return the newest of these rule sets that is in force on ``on``; raises ``NoRuleSet``."""
    in_force = [rules for rules in rule_sets if rules.since <= on]
    if not in_force:
        title = PLAN_TYPE_TITLES[plan_type]
        raise NoRuleSet(
            Text(
                f"{title.ja}について、{on.isoformat()}に効力を持つ審査基準はありません。",
                f"No criteria for the {title.en} are in force on {on.isoformat()}.",
            )
        )
    return max(in_force, key=lambda rules: rules.since)


def rule_set_named(plan_type: PlanType, version: str) -> RuleSet:
    """Return a version of a plan type's rule set, in force or not; raises ``NoRuleSet`` for unknown ones."""
    for rules in RULE_SETS.get(plan_type, ()):
        if rules.version == version:
            return rules
    title = PLAN_TYPE_TITLES[plan_type]
    raise NoRuleSet(
        Text(
            f"{title.ja}の審査基準に「{version}」という版はありません。",
            f"The criteria for the {title.en} have no version {version}.",
        )
    )


def register() -> tuple[Criterion, ...]:
    """Return every criterion of every rule set, in clause order, each once."""
    return tuple({id(c): c for sets in RULE_SETS.values() for rules in sets for c in rules.criteria}.values())


def assess(
    document: Section, measured: Mapping[str, Fact], on: date, *, frozen: RuleSet | None = None
) -> Assessment:
    """Check a plan document against the rule set in force on ``on``, or the one its call has ``frozen``.

    ``measured`` holds what layers and tables say, by the paths of ``rules.vocabulary.MEASURED``; a path left
    out counts as not measured. Raises ``NoRuleSet``, and ``KeyError`` for a measured path nobody defines.
    """
    plan_type = PLAN_TYPES[type(document)]
    rules = frozen or rule_set_for(plan_type, on)
    return assess_facts(facts_on(document, measured, on), plan_type, rules)


def facts_on(
    document: Section,
    measured: Mapping[str, Fact],
    on: date,
    values: Mapping[str, Threshold] | None = None,
) -> Facts:
    """Return what criteria may ask about a plan; ``KeyError`` for a measured path nobody defines.

    ``values`` are the numbers criteria compare with, where not those of ``rules/thresholds``.
    """
    if not measured.keys() <= MEASURED.keys():
        unknown = sorted(measured.keys() - MEASURED.keys())
        raise KeyError(f"no measured fact is called {', '.join(unknown)}")
    return Facts(document, measured, vocabulary_of(type(document)), on, values)
