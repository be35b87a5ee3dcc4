"""What a plan can be told beside its findings: support measures to propose, and advice on its KPIs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import plans, screening
from data.domain.evidence import Known, SourceRef
from data.domain.plan.document import PlanDocument
from data.domain.wording import Text
from data.orm.assessment import StoredAssessment
from data.orm.plan import Plan
from data.reference.catalogues.support import SupportMeasure
from rules.engine.facts import Facts
from rules.kpi_linter import Advice, advise
from rules.support import Proposal, proposals, unmatched
from rules.vocabulary import vocabulary_of

_LAND = "land."
"""What support depends on beside the document: the places a footprint touches."""


@dataclass(frozen=True, slots=True)
class Support:
    """Measures to propose with why and what is missing, and those no field of the plan speaks to."""

    proposals: tuple[Proposal, ...]
    unmatched: tuple[SupportMeasure, ...]


def support_of(session: Session, plan_id: UUID, today: date) -> Support:
    """Return the support measures for a stored plan by its latest assessment; raises ``NotFound``.

    A plan never assessed, such as a draft just started, is read as on ``today`` with nothing measured.
    """
    plan = plans.get(session, plan_id)
    return support_for(plan, next(iter(screening.history(session, plan_id)), None), today)


def support_for(plan: Plan, latest: StoredAssessment | None, today: date) -> Support:
    """Return the support measures for a stored plan, by what was measured for its ``latest`` assessment.

    Without one nothing counts as measured, and the day is ``today``.
    """
    document = screening.read_stored(plan)
    measured = _measured(latest.facts["measured"]) if latest else {}
    day = latest.assessed_on if latest else today
    facts = Facts(document, measured, vocabulary_of(type(document)), day)
    return Support(proposals(facts, document.plan_type), unmatched(document.plan_type))


def kpi_advice_of(session: Session, plan_id: UUID) -> tuple[Advice, ...]:
    """Return the advice on the KPIs of a stored plan; none where its type has no KPIs. ``NotFound``."""
    return kpi_advice_for(screening.read_stored(plans.get(session, plan_id)))


def kpi_advice_for(document: PlanDocument) -> tuple[Advice, ...]:
    """Return the advice on the KPIs of a document; past values are not held here, so no trend is judged."""
    return advise(getattr(document, "kpis", None))


def _measured(stored: Sequence[dict[str, Any]]) -> dict[str, Known]:
    known = (fact for fact in stored if fact["path"].startswith(_LAND) and "value" in fact)
    return {
        fact["path"]: Known(fact["path"], _value(fact["value"]), _source(fact["source"])) for fact in known
    }


def _value(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _source(source: dict[str, Any]) -> SourceRef:
    return SourceRef(source["origin"], Text(**source["label"]), source["reference"])
