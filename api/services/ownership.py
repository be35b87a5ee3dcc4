"""Whose a plan is, and when its body may work on it: asked before any plan is stored or changed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.actor import APPLICANT_ROLES, BodyKind, Role
from data.domain.errors import Conflict, InvalidInput, NotAllowed, Problem
from data.domain.plan.document import PlanDocument
from data.domain.wording import Text
from data.domain.workflow import State
from data.orm import Application, Plan
from data.queries import applications, bodies, clock
from rules.workflow.transitions import EDITABLE

LOCAL = frozenset({str(BodyKind.PREFECTURE), str(BodyKind.MUNICIPALITY)})


def of_new_plan(session: Session, accepted: PlanDocument) -> UUID | None:
    """Return the body a new plan belongs to; ``None`` makes it a demonstration plan that everybody sees.

    Raises ``NotAllowed`` for approvers: what a body writes must not become public by a slip.
    """
    actor = actor_of(session)
    if actor.role not in APPLICANT_ROLES:
        return None
    if actor.role is not Role.OFFICER:
        raise NotAllowed(
            Text("計画の作成は担当者の職で行ってください。", "Plans are written by officers of the body.")
        )
    assert actor.body_id is not None  # noqa: S101 - an Actor of this role has one
    _require_code(session, actor.body_id, accepted)
    return actor.body_id


def require_own_body(session: Session, plan: Plan, accepted: PlanDocument) -> None:
    """Raise ``InvalidInput`` when the document of a body's plan names another body as its author."""
    if plan.owner_body_id is not None:
        _require_code(session, plan.owner_body_id, accepted)


def require_open(session: Session, plan: Plan) -> None:
    """Lock the open cases made with a plan; raise ``Conflict`` when one is not open for editing now."""
    if plan.owner_body_id is None:
        return
    for application in applications.open_with_plan(session, plan.id, for_update=True):
        require_editable(session, application)


def require_editable(session: Session, application: Application) -> None:
    """Raise ``Conflict`` unless the body may work on its copy in the state the locked case is in."""
    state = State.of(application.state)
    if state not in EDITABLE:
        raise Conflict(
            Text(
                f"「{state.text.ja}」の案件の計画は編集できません。",
                f"The plan of an application that is {state.text.en} cannot be edited.",
            )
        )
    closes_at = applications.call_of(session, application).closes_at
    if state is State.SUBMITTED and clock.moment(session) >= closes_at:
        raise Conflict(
            Text(
                "締切を過ぎたため、差替えの準備はできません。",
                "The call has closed; a replacement can no longer be prepared.",
            )
        )


def _require_code(session: Session, body_id: UUID, accepted: PlanDocument) -> None:
    body = bodies.get_body(session, body_id)
    if body.kind in LOCAL and accepted.body != body.code:
        problem = Problem(
            "/body",
            accepted.body,
            Text(
                f"作成主体のコードが、所属する団体（{body.name_ja}）のものではありません。",
                f"The author is not the body you belong to ({body.name_en}).",
            ),
            Text(f"「{body.code}」と記入してください。", f"State {body.code}."),
        )
        raise InvalidInput.of([problem])
