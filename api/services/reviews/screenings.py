"""Beginning a screening, or the refinement of a promising plan: the ministry's steps that decide nothing."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access
from api.services.applications import steps
from data.domain.workflow import Event, State
from data.orm import Application


def begin(session: Session, application_id: UUID, from_version: int) -> Application:
    """Begin the screening that is next: the first, or the final one of a refined plan.

    Raises ``NotFound``, ``NotAllowed``, ``StaleVersion``, and ``Conflict`` when none can begin.
    """
    case = access.known(session, application_id)
    refined = State.of(case.state) is State.REFINED
    event = Event.FINAL_SCREENING_STARTED if refined else Event.FIRST_SCREENING_STARTED
    return steps.take(session, application_id, event, from_version=from_version)


def begin_refinement(session: Session, application_id: UUID, from_version: int) -> Application:
    """Let the body refine its promising plan. Raises as ``begin``."""
    return steps.take(session, application_id, Event.REFINEMENT_STARTED, from_version=from_version)
