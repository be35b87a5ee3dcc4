"""Which support measures a plan can be offered (the push): why, what is missing, how sure the source is.

The measures, their lines and the plan types the source names for them stand in ``data.reference``; what a
plan must state for each stands in ``catalogues/support_fits.yaml``. A measure that the source does not
connect with a plan type is not offered to it; one whose connexion cannot be read is offered with that said.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from data.domain.assessment import Citation, Status
from data.domain.embedded import read_yaml
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.reference.catalogues.support import (
    APPLICABILITY_NAMES,
    Applicability,
    SupportMeasure,
    support_measures,
)
from rules.engine.answer import answer
from rules.engine.condition import Compare, Condition, Offer, Offers, ValueOf, all_of, fact, stated
from rules.engine.facts import Facts
from rules.engine.reading import Reading
from rules.engine.sources import cite

SURE_FIRST = (Applicability.STATED, Applicability.UNCLEAR)
"""The order in which measures are offered; what the source does not state for a plan type is not offered."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One measure that may be offered to one plan, ready to be shown."""

    measure: SupportMeasure
    applicability: Applicability
    why: Text
    status: Status
    """``met``: all that is asked is stated; ``incomplete``: something is missing; ``not_met``: no fit."""
    lacking: tuple[Text, ...]
    remedies: tuple[Text, ...]
    citation: Citation

    @property
    def caveat(self) -> Text | None:
        """Return what the reader must know where the source does not clearly name the plan type."""
        return self.measure.entry.caveat if self.applicability is Applicability.UNCLEAR else None


@dataclass(frozen=True, slots=True)
class _Fit:
    measure: SupportMeasure
    applicability: Applicability
    why: Text
    demand: Condition


def proposals(facts: Facts, plan_type: PlanType) -> tuple[Proposal, ...]:
    """Return the measures for plans of this type, those the source names for it first."""
    return tuple(_proposal(facts, fit) for fit in _fits(plan_type))


def support_offers(plan_type: PlanType) -> Offers:
    """Return the same measures as conditions, so that a finding explains them like any demand."""
    return Offers(
        tuple(Offer(fit.measure.entry.name, _with_source(fit), fit.demand) for fit in _fits(plan_type))
    )


def unmatched(plan_type: PlanType) -> tuple[SupportMeasure, ...]:
    """Return the measures open to a plan type that no field of a plan speaks to; a person considers them."""
    matched = {fit.measure.entry.id for fit in _fits(plan_type)}
    return tuple(
        measure
        for key, measure in support_measures().items()
        if measure.applicability(plan_type) in SURE_FIRST and key not in matched
    )


@cache
def _fits(plan_type: PlanType) -> tuple[_Fit, ...]:
    rows = read_yaml("rules", "catalogues", "support_fits.yaml")["fits"]
    found = [_fit(row, plan_type) for row in rows if plan_type in row["needs"]]
    offered = [fit for fit in found if fit.applicability in SURE_FIRST]
    return tuple(sorted(offered, key=lambda fit: SURE_FIRST.index(fit.applicability)))


def _fit(row: dict[str, Any], plan_type: PlanType) -> _Fit:
    measure = support_measures()[row["measure"]]
    demand = stated(*row["needs"][plan_type])
    if "at_least" in row:
        least = row["at_least"]
        demand = all_of(demand, Compare(fact(least["fact"]), ">=", ValueOf(least["value"])))
    return _Fit(measure, measure.applicability(plan_type), Text(**row["why"]), demand)


def _proposal(facts: Facts, fit: _Fit) -> Proposal:
    found = answer(fit.demand, Reading(facts))
    open_steps = () if found.status is Status.MET else found.because
    entry = fit.measure.entry
    return Proposal(
        measure=fit.measure,
        applicability=fit.applicability,
        why=fit.why,
        status=found.status,
        lacking=tuple(dict.fromkeys(step.reason for step in open_steps)),
        remedies=tuple(dict.fromkeys(step.remedy for step in open_steps if step.remedy is not None)),
        citation=cite(entry.document, entry.cited_lines),
    )


def _with_source(fit: _Fit) -> Text:
    named = APPLICABILITY_NAMES[fit.applicability]
    return Text(f"{fit.why.ja}（資料：{named.ja}）", f"{fit.why.en} (Source: {named.en}.)")
