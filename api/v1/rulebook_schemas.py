"""The public answers on assessments compared and made again, and on counter-facts, as models."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from api.services.comparisons import Reproduction
from data.domain.assessment import InputRead, Status, Verdict, finding_id
from rules.amendments import Amendment
from rules.comparison import Cause, Comparison, FindingComparison, InputChange
from rules.counterfacts.search import Change, Counterfact, Counterfacts
from rules.engine.formatting import plain


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Words(_Answer):
    """A sentence in both languages."""

    ja: str
    en: str


class InputChangeAnswer(_Answer):
    """One value that was read otherwise; null where it was not read."""

    path: str
    label: Words
    before: InputRead | None
    after: InputRead | None

    @classmethod
    def of(cls, change: InputChange) -> InputChangeAnswer:
        """Publish a changed value."""
        label = Words(**asdict(change.label))
        return cls(path=change.path, label=label, before=change.before, after=change.after)


class FindingComparisonAnswer(_Answer):
    """One criterion before and after; null where it was not in force."""

    criterion: str
    title: Words
    before: Status | None
    after: Status | None
    cause: Cause | None
    facts: list[InputChangeAnswer]
    numbers: list[InputChangeAnswer]

    @classmethod
    def of(cls, found: FindingComparison) -> FindingComparisonAnswer:
        """Publish one criterion."""
        return cls(
            criterion=found.criterion,
            title=Words(**asdict(found.title)),
            before=found.before,
            after=found.after,
            cause=found.cause,
            facts=[InputChangeAnswer.of(change) for change in found.facts],
            numbers=[InputChangeAnswer.of(change) for change in found.numbers],
        )


class AmendmentAnswer(_Answer):
    """One number or criterion of the rules that is another one, in words."""

    key: str
    title: Words
    before: Words
    after: Words

    @classmethod
    def of(cls, found: Amendment) -> AmendmentAnswer:
        """Publish what changed in the rules."""
        return cls.model_validate(asdict(found))


class ComparisonAnswer(_Answer):
    """Two assessments of one plan side by side; ``amended`` is what changed in the rules."""

    rule_set_before: str
    rule_set_after: str
    day_before: date
    day_after: date
    verdict_before: Verdict
    verdict_after: Verdict
    amended: list[AmendmentAnswer]
    findings: list[FindingComparisonAnswer]

    @classmethod
    def of(cls, found: Comparison) -> ComparisonAnswer:
        """Publish a comparison."""
        return cls(
            rule_set_before=found.rule_set_before,
            rule_set_after=found.rule_set_after,
            day_before=found.day_before,
            day_after=found.day_after,
            verdict_before=found.verdict_before,
            verdict_after=found.verdict_after,
            amended=[AmendmentAnswer.of(each) for each in found.amended],
            findings=[FindingComparisonAnswer.of(each) for each in found.findings],
        )


class DifferenceAnswer(_Answer):
    """One finding that comes out otherwise, and in what."""

    finding_id: str
    what: Words
    compared: FindingComparisonAnswer


class ReproductionAnswer(_Answer):
    """An assessment made again; ``is_same`` where the whole record came out as it is stored."""

    assessment_id: UUID
    rule_set: str
    assessed_on: date
    is_same: bool
    verdict_stored: Verdict
    verdict_again: Verdict
    findings: int
    differences: list[DifferenceAnswer]

    @classmethod
    def of(cls, found: Reproduction) -> ReproductionAnswer:
        """Publish a reproduction."""
        stored = found.assessment
        return cls(
            assessment_id=stored.id,
            rule_set=stored.rule_set,
            assessed_on=stored.assessed_on,
            is_same=found.is_same,
            verdict_stored=Verdict(stored.verdict),
            verdict_again=found.verdict,
            findings=found.findings,
            differences=[
                DifferenceAnswer(
                    finding_id=finding_id(stored.id, each.criterion),
                    what=Words(**asdict(each.what)),
                    compared=FindingComparisonAnswer.of(each.compared),
                )
                for each in found.differences
            ],
        )


class ChangeAnswer(_Answer):
    """One value to change; ``before`` is null where a row is added."""

    path: str
    label: Words
    before: Words | None
    after: Words
    value: JsonValue

    @classmethod
    def of(cls, change: Change) -> ChangeAnswer:
        """Publish a change."""
        return cls(
            path=change.path,
            label=Words(**asdict(change.label)),
            before=Words(**asdict(change.before)) if change.before else None,
            after=Words(**asdict(change.after)),
            value=plain(change.value),
        )


class CounterfactAnswer(_Answer):
    """Changes that together meet the criterion, the answer then, and what they make worse elsewhere."""

    changes: list[ChangeAnswer]
    status: Status
    worse: dict[str, Status]

    @classmethod
    def of(cls, found: Counterfact) -> CounterfactAnswer:
        """Publish a counter-fact."""
        worse = {finding.criterion: finding.status for finding in found.worse}
        return cls(changes=[ChangeAnswer.of(c) for c in found.changes], status=found.status, worse=worse)


class CounterfactsAnswer(_Answer):
    """What would meet one criterion, the smallest first; or why nothing is offered."""

    finding_id: str
    criterion: str
    offers: list[CounterfactAnswer]
    why_none: Words | None

    @classmethod
    def of(cls, assessment_id: UUID, found: Counterfacts) -> CounterfactsAnswer:
        """Publish the counter-facts of one finding."""
        return cls(
            finding_id=finding_id(assessment_id, found.criterion),
            criterion=found.criterion,
            offers=[CounterfactAnswer.of(offer) for offer in found.offers],
            why_none=Words(**asdict(found.why_none)) if found.why_none else None,
        )
