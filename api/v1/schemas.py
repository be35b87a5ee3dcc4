"""The public answers of version 1 as models; every plan and assessment in them has passed ``publication``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.services import publication
from data.domain.assessment import Assessment, Kind, Verdict, finding_id
from data.domain.plan.kinds import PlanType
from data.orm.assessment import StoredAssessment
from data.orm.plan import FootprintOrigin, Plan
from data.queries.plans import PlanLine


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanAnswer(_Answer):
    """A stored plan without its confidential fields."""

    id: UUID
    plan_type: PlanType
    title: str
    body: str
    version: int
    is_sample: bool
    footprint_origin: FootprintOrigin
    created_at: datetime
    updated_at: datetime
    document: dict[str, Any] = Field(description="非公開項目を除いた計画の内容 / without confidential fields")

    @classmethod
    def of(cls, plan: Plan) -> PlanAnswer:
        """Publish a stored plan."""
        plan_type = PlanType(plan.plan_type)
        return cls(
            id=plan.id,
            plan_type=plan_type,
            title=plan.title,
            body=plan.body_code,
            version=plan.version,
            is_sample=plan.is_sample,
            footprint_origin=FootprintOrigin(plan.footprint_origin),
            created_at=plan.created_at,
            updated_at=plan.updated_at,
            document=publication.public_document(plan_type, plan.document),
        )


class AssessmentLine(_Answer):
    """One line of the history of a plan's assessments."""

    id: UUID
    plan_id: UUID
    plan_version: int
    rule_set: str
    assessed_on: date
    verdict: Verdict
    created_at: datetime

    @classmethod
    def line(cls, stored: StoredAssessment) -> AssessmentLine:
        """Publish what a list tells of an assessment."""
        return AssessmentLine(**_line(stored))


class AssessmentAnswer(AssessmentLine):
    """A stored assessment with all findings and the measured facts it rested on."""

    record: Assessment
    finding_ids: dict[str, str] = Field(description="項目ごとの所見の番号 / id of each finding by criterion")
    measured: list[dict[str, JsonValue]]

    @classmethod
    def of(cls, stored: StoredAssessment) -> AssessmentAnswer:
        """Publish a stored assessment."""
        return cls(
            **_line(stored),
            record=Assessment.model_validate(publication.public_assessment(stored)),
            finding_ids={
                finding["criterion"]: finding_id(stored.id, finding["criterion"])
                for finding in stored.record["findings"]
            },
            measured=stored.facts["measured"],
        )


class SubmittedAnswer(_Answer):
    """A plan that was just stored, with its assessment."""

    plan: PlanAnswer
    assessment: AssessmentAnswer


class PlanLineAnswer(_Answer):
    """One line of the list of plans."""

    id: UUID
    plan_type: PlanType
    title: str
    body: str
    is_sample: bool
    version: int
    created_at: datetime
    verdict: Verdict | None

    @classmethod
    def of(cls, line: PlanLine) -> PlanLineAnswer:
        """Publish a line."""
        return cls(
            id=line.id,
            plan_type=PlanType(line.plan_type),
            title=line.title,
            body=line.body_code,
            is_sample=line.is_sample,
            version=line.version,
            created_at=line.created_at,
            verdict=Verdict(line.verdict) if line.verdict else None,
        )


class PlanListAnswer(_Answer):
    """A page of the list of plans; give ``next`` as ``after`` to go on."""

    items: list[PlanLineAnswer]
    next: str | None


class CriterionAnswer(_Answer):
    """One criterion of a rule set, as the register has it."""

    id: str
    title: dict[str, str]
    side: dict[str, str]
    kind: Kind
    question: dict[str, str] | None
    citations: list[dict[str, JsonValue]]
    since: date
    until: date | None


class RuleSetAnswer(_Answer):
    """The criteria in force for one plan type on one day."""

    plan_type: PlanType
    rule_set: str
    on: date
    criteria: list[CriterionAnswer]


class HealthAnswer(_Answer):
    """Whether the product and its database answer."""

    status: str
    database: str


class ProblemText(_Answer):
    """A sentence in both languages."""

    ja: str
    en: str


class ProblemItem(_Answer):
    """One defect of an input."""

    field: str
    value: JsonValue
    message: ProblemText
    remedy: ProblemText


class ProblemAnswer(_Answer):
    """An error as problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    problems: list[ProblemItem]


def _line(stored: StoredAssessment) -> dict[str, Any]:
    names = ("id", "plan_id", "plan_version", "rule_set", "assessed_on", "verdict", "created_at")
    return {name: getattr(stored, name) for name in names}
