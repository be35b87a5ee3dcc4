"""Verdicts of many plans under one rule set: a code for each criterion and plan, reasons when read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from data.domain.assessment import Assessment, Kind, Status, Verdict
from data.domain.plan.kinds import PlanType
from rules.engine.assess import assess_facts
from rules.engine.columns.answers import (
    INCOMPLETE,
    MET,
    NEEDS_REVIEW,
    NOT_APPLICABLE,
    NOT_MET,
    STATUSES,
    Codes,
    Sheet,
    Trace,
    answers,
)
from rules.engine.columns.frames import Batch
from rules.engine.criterion import Criterion, RuleSet

_OVERALL = {
    NOT_MET: Verdict.NOT_ELIGIBLE,
    INCOMPLETE: Verdict.NEEDS_EVIDENCE,
    NEEDS_REVIEW: Verdict.NEEDS_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The answers of ``criteria`` (first axis of ``codes``) for the plans of a batch (second axis).

    ``traces`` holds, where asked for, what each single demand of a criterion answered, by criterion.
    """

    batch: Batch
    rules: RuleSet
    criteria: tuple[Criterion, ...]
    codes: Codes
    traces: Mapping[str, tuple[Trace, ...]] = field(default_factory=dict)

    def statuses(self, plan: int) -> dict[str, Status]:
        """Return the answers for one plan by criterion, as its findings have them."""
        return {
            criterion.id: STATUSES[code]
            for criterion, code in zip(self.criteria, self.codes[:, plan], strict=True)
        }

    def overall(self) -> list[Verdict]:
        """Return what the answers of each plan add up to; only requirements count."""
        counted = [criterion.kind is Kind.REQUIREMENT for criterion in self.criteria]
        worst = self.codes[counted].min(axis=0, initial=NOT_APPLICABLE)
        return [_OVERALL.get(code, Verdict.ELIGIBLE) for code in worst]

    def explained(self, plan: int, plan_type: PlanType) -> Assessment:
        """Return the full assessment of one plan, worded now from the same facts and criteria."""
        return assess_facts(self.batch.facts(plan), plan_type, self.rules)


def verdicts(rules: RuleSet, batch: Batch, *, trace: bool = False) -> Verdicts:
    """Answer every criterion of ``rules`` in force on the day of ``batch`` for all its plans."""
    criteria = tuple(criterion for criterion in rules.criteria if criterion.in_force(batch.on))
    codes = np.empty((len(criteria), len(batch.plans)), dtype=np.int8)
    traces: dict[str, tuple[Trace, ...]] = {}
    for place, criterion in enumerate(criteria):
        kept: list[Trace] | None = [] if trace else None
        found = answers(criterion.demand, Sheet(batch, batch.plans, kept))
        judged = criterion.question is not None
        codes[place] = np.where(found == MET, NEEDS_REVIEW, found) if judged else found
        if kept is not None:
            traces[criterion.id] = tuple(kept)
    return Verdicts(batch, rules, criteria, codes, traces)
