"""Rehearsing a draft of the rulebook over the plans stored here or over the samples; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.services import facts, publication, samples, zone_facts
from api.services.snapshots import document_kept, for_rules, restored
from data.db import actor_of
from data.domain.assessment import Finding, Status
from data.domain.evidence import Fact
from data.domain.plan.document import PlanDocument
from data.domain.plan.reading import read_plan_file
from data.domain.wording import Text
from data.queries import assessments
from rules.access import GeneralAction, require_generally
from rules.books import in_force
from rules.drafts import Draft, read_draft
from rules.engine.values import Threshold
from rules.rehearsal import ChangedFinding, Outcome, Subject, rehearse


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the table of changes, fit to be shown to whoever may know the plan."""

    plan: str
    title: str
    plan_type: str
    criterion: str
    criterion_title: Text
    before: Status | None
    after: Status | None
    causes: tuple[Text, ...]
    reason_before: Text | None
    reason_after: Text | None


def draft_of(contents: Iterable[str | bytes]) -> Draft:
    """Return the draft that YAML texts state, over the rulebook in force; raises ``InvalidInput``."""
    return read_draft(contents, in_force())


def day_of(draft: Draft, today: date) -> date:
    """Return the day to rehearse on: when the whole draft has taken effect, but not before today."""
    return max(draft.day, today)


def over_samples(draft: Draft, on: date) -> Iterator[Outcome]:
    """Rehearse over the samples that come with the product; without a database nothing is measured."""
    paths = sorted(samples.FOLDER.glob("*.yaml"))
    subjects = (_sample(path.stem, read_plan_file(path), on) for path in paths)
    return rehearse(subjects, in_force(), draft, on)


def over_stored(session: Session, draft: Draft, on: date, unread: list[UUID]) -> Iterator[Outcome]:
    """Rehearse over every plan the caller may know, on the facts of its latest assessment.

    The same facts are read on both sides, so that every change comes from the draft. Plans whose
    facts today's form does not read are added to ``unread``. Raises ``NotAllowed``.
    """
    require_generally(actor_of(session), GeneralAction.REHEARSE_RULES)
    return rehearse(_stored(session, on, unread), in_force(), draft, on)


def count_samples() -> int:
    """Return how many samples there are."""
    return len(list(samples.FOLDER.glob("*.yaml")))


def count_stored(session: Session) -> int:
    """Return over how many plans a rehearsal goes."""
    return assessments.count_plans(session)


def rows(outcome: Outcome) -> tuple[ChangeRow, ...]:
    """Return the lines of the table of changes for one plan, without confidential words."""
    return tuple(_row(outcome.subject, change) for change in outcome.changes)


def _row(subject: Subject, change: ChangedFinding) -> ChangeRow:
    before, after = change.statuses
    return ChangeRow(
        plan=subject.id,
        title=subject.title,
        plan_type=str(subject.plan_type),
        criterion=change.criterion,
        criterion_title=change.title,
        before=before,
        after=after,
        causes=tuple(cause.text for cause in change.causes),
        reason_before=_public_reason(subject, change.before),
        reason_after=_public_reason(subject, change.after),
    )


def _public_reason(subject: Subject, finding: Finding | None) -> Text | None:
    if finding is None:
        return None
    document = subject.document.model_dump(mode="json", exclude_none=True)
    record = {"findings": [finding.record()]}
    public = publication.public_record(subject.plan_type, document, record)
    return Text(**public["findings"][0]["reason"])


def _sample(name: str, document: PlanDocument, on: date) -> Subject:
    measured = for_rules(facts.without_database(document, on))
    return _subject(name, document, measured, on)


def _stored(session: Session, on: date, unread: list[UUID]) -> Iterator[Subject]:
    for kept in assessments.latest_of_each(session):
        try:
            document, measured = document_kept(kept.facts["document"]), restored(kept.facts["measured"])
        except (KeyError, ValidationError):
            unread.append(kept.plan_id)
        else:
            yield _subject(str(kept.plan_id), document, measured, on)


def _subject(name: str, document: PlanDocument, measured: Mapping[str, Fact], on: date) -> Subject:
    def by(values: Mapping[str, Threshold]) -> Mapping[str, Fact]:
        return {**measured, **zone_facts.by_values(document, on, values)}

    return Subject(name, document.title, document, by)
