"""Gathers what the conditions of one step look at, in the step's own transaction; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from data.domain.plan.kinds import PlanType
from data.domain.review import ScreeningRound
from data.domain.workflow import Event, StageCount, StageSettings, State
from data.orm import Application, Call
from data.queries import applications, case_facts
from rules.workflow import guards
from rules.workflow.guards import CaseFacts
from rules.workflow.transitions import guards_of


def screenings_of(call: Call, application: Application) -> StageCount:
    """Return how many screenings applications of this type go through in their call."""
    return StageSettings.read(call.screenings).of(PlanType(application.plan_type))


def gather(
    session: Session,
    application: Application,
    event: Event,
    *,
    batch: str | None = None,
    missing_items: Sequence[str] | None = None,
    unreadable_files: Sequence[str] | None = None,
) -> CaseFacts:
    """Return the facts of a locked case for one event; what no condition of it looks at is not looked up.

    ``missing_items`` and ``unreadable_files`` are measured by who sends a document: ``ValueError`` without
    them where conditions ask for them. An actor in conflict never gets here: the row filter hides the case.
    """
    call = applications.call_of(session, application)
    screenings = screenings_of(call, application)
    state = State.of(application.state)
    asked = guards_of(state, event, screenings)
    if guards.nothing_required_is_missing in asked and (missing_items is None or unreadable_files is None):
        raise ValueError(f"{event} asks for missing items and unreadable files")
    in_final = state is State.FINAL_SCREENING
    return CaseFacts(
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        screenings=screenings,
        missing_items=tuple(missing_items or ()),
        unreadable_files=tuple(unreadable_files or ()),
        open_corrections=case_facts.open_corrections(session, application.id),
        unjudged_findings=tuple(case_facts.unjudged_findings(session, application.id))
        if guards.findings_are_judged in asked
        else (),
        unfinished_scores=case_facts.unfinished_scores(
            session, application.id, ScreeningRound.FINAL if in_final else ScreeningRound.FIRST
        )
        if guards.scores_are_final in asked
        else 0,
        batch=batch,
        actor_in_conflict=False,
    )
