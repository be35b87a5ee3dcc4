"""The one gate before anything is done with an application: known, then allowed, else an error."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.actor import APPLICANT_ROLES
from data.domain.workflow import STAGE_OF, State
from data.orm.application import Application
from data.queries import applications
from rules.access import Action, Case, require, require_known


def known(session: Session, application_id: UUID, *, for_update: bool = False) -> Application:
    """Return an application the actor may know, on wish locked. Raises ``NotFound``."""
    return _gate(session, application_id, None, for_update=for_update)


def permitted(
    session: Session, action: Action, application_id: UUID, *, for_update: bool = False
) -> Application:
    """Return an application with which the actor may do ``action`` at its present stage, on wish locked.

    Raises ``NotFound`` when the actor may not know it, else ``NotAllowed`` when role or stage forbid.
    """
    return _gate(session, application_id, action, for_update=for_update)


def _gate(session: Session, application_id: UUID, action: Action | None, *, for_update: bool) -> Application:
    application = applications.find(session, application_id, for_update=for_update)
    case = None if application is None else _case(session, application)
    if action is None:
        require_known(actor_of(session), case)
    else:
        require(actor_of(session), action, case)
    assert application is not None  # noqa: S101 - the questions above refuse a missing case
    return application


def _case(session: Session, application: Application) -> Case:
    """A row that came through the filter is in no conflict with the actor: the filter hides those. To an
    applicant it shows, beside their own, what they are a joint body of."""
    actor = actor_of(session)
    return Case(
        stage=STAGE_OF[State.of(application.state)],
        body_id=application.body_id,
        was_submitted=application.first_submitted_at is not None,
        assigned=applications.is_assigned(session, application.id),
        in_conflict=False,
        is_joint=actor.role in APPLICANT_ROLES and application.body_id != actor.body_id,
    )
