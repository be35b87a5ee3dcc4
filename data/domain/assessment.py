"""The verdict and everything it rests on, in the one form (``assessment.v1``) that is stored and shown.

Pages, API, workbook, report and command line print this record and its id; none of them computes its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from data.domain.plan.kinds import PlanType
from data.domain.wording import Text


class Status(StrEnum):
    """Answer of one criterion. "Not stated" is ``INCOMPLETE``, never ``NOT_MET``."""

    MET = "met"
    NOT_MET = "not_met"
    INCOMPLETE = "incomplete"
    NEEDS_REVIEW = "needs_review"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """What the findings add up to. Only requirements count; remarks and information never refuse."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_EVIDENCE = "needs_evidence"
    NEEDS_REVIEW = "needs_review"


VERDICT_NAMES = {
    Verdict.ELIGIBLE: Text("要件充足", "Eligible"),
    Verdict.NOT_ELIGIBLE: Text("要件不充足", "Not eligible"),
    Verdict.NEEDS_EVIDENCE: Text("資料不足", "Needs evidence"),
    Verdict.NEEDS_REVIEW: Text("判断待ち", "Needs review"),
}


class Kind(StrEnum):
    """Whether a criterion can refuse (requirement), only remarks (留意事項) or only informs."""

    REQUIREMENT = "requirement"
    REMARK = "remark"
    INFORMATION = "information"


_STRICT = ConfigDict(extra="forbid")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Record):
    """Where a demand is written."""

    document: str
    """Key in the register of sources, such as ``S2``."""
    title: Text
    lines: str
    """Line or range in the extracted text of the document, such as ``1964-1967``."""
    tier: Literal["primary", "secondary"]
    status: Literal["draft", "final"]


@dataclass(slots=True, unsafe_hash=True)
class InputRead:
    """One fact a criterion read: its value and source, or why there is none.

    Of a ``confidential`` fact the record holds that it was read and where it stands, never the value.
    """

    path: Final[str]
    label: Final[Text]
    value: Final[JsonValue] = None
    unit: Final[str | None] = None
    missing: Final[Text | None] = None
    source: Final[Text | None] = None
    confidential: Final[bool] = False

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(slots=True, unsafe_hash=True)
class Step:
    """One comparison or demand inside a criterion, with the answer it gave."""

    status: Final[Status]
    reason: Final[Text]
    inputs: Final[tuple[InputRead, ...]] = ()
    remedy: Final[Text | None] = None
    margin: Final[str | None] = None
    """Distance to the threshold with unit, for borderline cases."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(slots=True, unsafe_hash=True)
class Finding:
    """The answer of one criterion for one plan, complete enough to be argued with."""

    criterion: Final[str]
    title: Final[Text]
    side: Final[Text]
    kind: Final[Kind]
    status: Final[Status]
    reason: Final[Text]
    steps: Final[tuple[Step, ...]]
    citations: Final[Annotated[tuple[Citation, ...], Field(min_length=1)]]
    remedy: Final[Text | None] = None
    question: Final[Text | None] = None
    """What is left to a reviewer's judgement."""
    notes: Final[tuple[Text, ...]] = ()

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    def record(self) -> dict[str, Any]:
        """Return the finding as it is stored, in plain values."""
        plain: dict[str, Any] = _FINDING.dump_python(self, mode="json")
        return plain

    @property
    def inputs(self) -> tuple[InputRead, ...]:
        """Every fact read, once, in reading order."""
        return tuple({read.path: read for step in self.steps for read in step.inputs}.values())


_FINDING = TypeAdapter(Finding)


class Assessment(_Record):
    """All findings on one plan under one rule set on one day."""

    format: Literal["assessment.v1"] = "assessment.v1"
    plan_type: PlanType
    rule_set: str
    assessed_on: date
    verdict: Verdict
    findings: tuple[Finding, ...]

    def finding(self, criterion: str) -> Finding:
        """Return the finding of ``criterion``; ``KeyError`` when the rule set has no such criterion."""
        for finding in self.findings:
            if finding.criterion == criterion:
                return finding
        raise KeyError(criterion)


def finding_id(assessment_id: UUID, criterion: str) -> str:
    """Return the id of a finding, the same at every door: the stored assessment and the criterion."""
    return f"{assessment_id}:{criterion}"


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """Add findings up: an unmet requirement refuses; then missing evidence counts, then open judgement."""
    statuses = {f.status for f in findings if f.kind is Kind.REQUIREMENT}
    if Status.NOT_MET in statuses:
        return Verdict.NOT_ELIGIBLE
    if Status.INCOMPLETE in statuses:
        return Verdict.NEEDS_EVIDENCE
    if Status.NEEDS_REVIEW in statuses:
        return Verdict.NEEDS_REVIEW
    return Verdict.ELIGIBLE
