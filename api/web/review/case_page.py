"""What the page of one case shows, gathered from the services; reading it is on the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import comparisons
from api.services.reviews import case_desk, case_view, publishing, reassessments, scores
from api.services.reviews.case_view import CaseView
from api.web import report_summary
from data.domain.assessment import Status, finding_id
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.meaning import meanings
from data.domain.plan.naming import pointer
from data.domain.plan.shape import FieldShape, ValueKind, shapes
from data.domain.review import CorrectionState, Outcome, Side
from data.domain.wording import Language, Text
from data.domain.workflow import Event, State
from rules.access import Action
from rules.screening.effective import EffectiveFinding

OVERRULED_AS = (Status.MET, Status.NOT_MET, Status.INCOMPLETE, Status.NOT_APPLICABLE)
BEGINS = (Event.FIRST_SCREENING_STARTED, Event.FINAL_SCREENING_STARTED)
OUTCOME_EVENTS = {
    Event.FOUND_PROMISING: Outcome.PROMISING,
    Event.CERTIFIED: Outcome.CERTIFIED,
    Event.NOT_SELECTED: Outcome.NOT_SELECTED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the document as sent: a heading, or a value as readers write it."""

    pointer: str
    label: str
    depth: int
    value: str | None
    """``None``: a heading."""
    is_confidential: bool


def context(session: Session, application_id: UUID, language: Language) -> dict[str, Any]:
    """Return the template's context, confidential contents included; raises as ``case_view.read``."""
    view = case_view.read(session, application_id)
    desk = case_desk.around(session, view)
    plan_type = PlanType(view.application.plan_type)
    rows = list(document_rows(plan_type, view.version.submission.document, language))
    sees_scores = Action.SEE_SCORES in view.actions
    own, final = scores.seen(session, application_id) if sees_scores else (None, ())
    post_ids = {score.post_id for score in final}
    return {
        "view": view,
        "case": view.application,
        "sent": view.version.submission,
        "assessment": view.version.assessment,
        "desk": desk,
        "actions": view.actions,
        "act": Action,
        "state": State.of(view.application.state),
        "sides": by_side(view),
        "open_findings": [each.finding for each in view.result.findings if each.is_open],
        "finding_ids": {
            each.finding.criterion: finding_id(view.version.assessment.id, each.finding.criterion)
            for each in view.result.findings
        },
        "rows": rows,
        "askable": [*_stated_fields(rows), *_open_fields(plan_type, view, language)],
        "correction_state": CorrectionState,
        "event_words": {str(event): event.text for event in Event},
        "state_of": State.of,
        "begins": [event for event in desk.events if event in BEGINS],
        "outcomes": [OUTCOME_EVENTS[event] for event in desk.events if event in OUTCOME_EVENTS],
        "outcome_of": Outcome.of,
        "event": Event,
        "overruled_as": OVERRULED_AS,
        "own_score": own,
        "final_scores": final,
        "score_sides": list(Side),
        **_outcome(session, view, desk),
        "score_posts": case_desk.post_names(session, post_ids),
    }


def _outcome(session: Session, view: CaseView, desk: case_desk.Desk) -> dict[str, Any]:
    application_id, plan_type = view.application.id, PlanType(view.application.plan_type)
    rule_sets = {each.rule_set for each in desk.versions}
    decided = [decision for decision, _ in desk.decisions if decision.announced_at]
    return {
        "published": publishing.current(session, application_id),
        "chosen": any(decision.outcome in publishing.CHOSEN for decision in decided),
        "rules_kept": {each for each in rule_sets if comparisons.can_be_made_again(plan_type, each)},
        "reassessments": reassessments.history(session, application_id),
    }


def document_rows(plan_type: PlanType, document: dict[str, Any], language: Language) -> Iterator[Row]:
    """Return every stated place of a document in its order; shapes are left to the map."""
    placed = enumerate(shapes(DOCUMENTS[plan_type]).items())
    yield from _rows({path: (place, field) for place, (path, field) in placed}, document, (), language)


def _rows(
    known: dict[str, tuple[int, FieldShape]],
    section: dict[str, Any],
    at: tuple[str | int, ...],
    language: Language,
) -> Iterator[Row]:
    here_known = {name: known[path] for name in section if (path := _pattern((*at, name))) in known}
    for name, (_, field) in sorted(here_known.items(), key=lambda item: item[1][0]):
        place, value = (*at, name), section[name]
        if value is None or field.kind in (ValueKind.GEOMETRY, ValueKind.CONSTANT):
            continue
        title, depth = field.meaning.title.in_language(language), len(at)
        if field.kind is not ValueKind.SECTION:
            shown = report_summary.shown(value, field, language)
            yield Row(pointer(place), title, depth, shown, field.meaning.confidential)
            continue
        parts = enumerate(value, 1) if isinstance(value, list) else ((None, value),)
        for number, part in parts:
            here = place if number is None else (*place, number - 1)
            label = title if number is None else f"{title} {number}"
            yield Row(pointer(here), label, depth, None, field.meaning.confidential)
            yield from _rows(known, part, here, language)


def _pattern(place: tuple[str | int, ...]) -> str:
    path = ""
    for part in place:
        path += "[]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def _stated_fields(rows: list[Row]) -> list[tuple[str, str]]:
    found, headings = [], {-1: ""}
    for row in rows:
        above = headings.get(row.depth - 1, "")
        if row.value is None:
            headings[row.depth] = headings[row.depth + 1] = row.label
        found.append((row.pointer, f"{above} › {row.label}" if above else row.label))
    return found


def _open_fields(plan_type: PlanType, view: CaseView, language: Language) -> list[tuple[str, str]]:
    """Fields of the first level that the body left open; what is missing can be asked for as well."""
    document = view.version.submission.document
    not_stated = Text("（記載なし）", " (not stated)").in_language(language)
    return [
        (f"/{path}", f"{meaning.title.in_language(language)}{not_stated}")
        for path, meaning in meanings(DOCUMENTS[plan_type]).items()
        if "." not in path and document.get(path) is None
    ]


def by_side(view: CaseView) -> list[tuple[Text, list[EffectiveFinding]]]:
    """Return the findings of a case by the side they belong to, in the order of the assessment."""
    grouped = groupby(view.result.findings, lambda each: each.finding.side)
    return [(side, list(group)) for side, group in grouped]
