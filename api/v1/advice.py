"""``/v1/plans/{id}/support`` and ``/kpi-advice``: what a plan can be told beside its findings."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.deps import DatabaseSession, Today
from api.services import advice
from api.v1.schemas import ProblemText
from data.domain.assessment import Citation, Status
from data.domain.wording import Text
from data.reference.catalogues.support import Applicability, SupportMeasure
from rules.engine.sources import cite
from rules.kpi_linter import Advice, KpiRule
from rules.support import Proposal

router = APIRouter(prefix="/v1/plans/{plan_id}", tags=["advice"])


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProposalAnswer(_Answer):
    """A support measure that may be proposed, with why, what is missing and how sure the source is."""

    id: str
    title: ProblemText
    status: Status
    why: ProblemText
    lacking: list[ProblemText]
    remedies: list[ProblemText]
    applicability: Applicability
    caveat: ProblemText | None
    citation: Citation

    @classmethod
    def of(cls, found: Proposal) -> ProposalAnswer:
        """Publish a proposal."""
        return cls(
            id=found.measure.entry.id,
            title=_both(found.measure.entry.name),
            status=found.status,
            why=_both(found.why),
            lacking=[_both(each) for each in found.lacking],
            remedies=[_both(each) for each in found.remedies],
            applicability=found.applicability,
            caveat=_both(found.caveat) if found.caveat else None,
            citation=found.citation,
        )


class MeasureAnswer(_Answer):
    """A support measure open to the plan type that no field of a plan speaks to."""

    id: str
    title: ProblemText
    citation: Citation

    @classmethod
    def of(cls, measure: SupportMeasure) -> MeasureAnswer:
        """Publish a measure."""
        entry = measure.entry
        return cls(id=entry.id, title=_both(entry.name), citation=cite(entry.document, entry.cited_lines))


class SupportAnswer(_Answer):
    """The support measures for one plan (the push)."""

    proposals: list[ProposalAnswer]
    unmatched: list[MeasureAnswer]


class KpiAdviceAnswer(_Answer):
    """One warning on KPIs with a rewrite; a hint that refuses nothing."""

    path: str
    rule: KpiRule
    message: ProblemText
    rewrite: ProblemText
    citation: Citation

    @classmethod
    def of(cls, found: Advice) -> KpiAdviceAnswer:
        """Publish a warning."""
        return cls(
            path=found.path,
            rule=found.rule,
            message=_both(found.message),
            rewrite=_both(found.rewrite),
            citation=found.citation,
        )


@router.get("/support", summary="提案できる支援策 / Support measures to propose")
def support(plan_id: UUID, session: DatabaseSession, today: Today) -> SupportAnswer:
    """Return measures the plan may be offered, with why and what is missing, by its latest assessment.

    A plan not yet assessed is answered from its document alone.
    """
    found = advice.support_of(session, plan_id, today)
    return SupportAnswer(
        proposals=[ProposalAnswer.of(each) for each in found.proposals],
        unmatched=[MeasureAnswer.of(each) for each in found.unmatched],
    )


@router.get("/kpi-advice", summary="KPIの書き方の助言 / Advice on KPIs")
def kpi_advice(plan_id: UUID, session: DatabaseSession) -> list[KpiAdviceAnswer]:
    """Return the warnings on the plan's KPIs, each with a rewrite; they are hints and refuse nothing."""
    return [KpiAdviceAnswer.of(each) for each in advice.kpi_advice_of(session, plan_id)]


def _both(text: Text) -> ProblemText:
    return ProblemText(ja=text.ja, en=text.en)
