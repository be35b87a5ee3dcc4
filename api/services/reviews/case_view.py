"""All a reviewer needs of one case in one answer; reading it is on the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.reviews import versions
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.workflow import STAGE_OF, State
from data.orm import Application, Assignment, CaseEvent, CorrectionItem
from data.queries.reviews import assignments, cases
from data.queries.reviews.cases import SentVersion
from rules.access import Action, may
from rules.screening.effective import EffectiveResult


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with the version sent last, its findings with what people said, and what is under way."""

    application: Application
    version: SentVersion
    result: EffectiveResult
    corrections: Sequence[CorrectionItem]
    assignments: Sequence[Assignment]
    history: Sequence[CaseEvent]
    actions: tuple[Action, ...]
    """What the acting role may do at this stage."""


def read(session: Session, application_id: UUID) -> CaseView:
    """Return one case with its confidential contents, and record that it was read.

    Raises ``NotFound``, also for who is in conflict, and ``NotAllowed`` for who reviews nothing.
    """
    case = access.permitted(session, Action.SEE_NOTES, application_id)
    version = versions.latest(session, case)
    stage = STAGE_OF[State.of(case.state)]
    view = CaseView(
        application=case,
        version=version,
        result=versions.result(session, version),
        corrections=cases.corrections(session, case.id),
        assignments=assignments.current(session, [case.id]),
        history=cases.history(session, case.id),
        actions=tuple(action for action in Action if may(actor_of(session), action, stage)),
    )
    after = {"submission": str(version.submission.id)}
    audit.record(session, AuditEvent.CONFIDENTIAL_READ, "application", case.id, after=after)
    return view
