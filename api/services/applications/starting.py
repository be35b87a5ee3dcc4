"""Starting an application: a new or an existing draft of the body is entered for a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import audit, calls, documents, footprints, ownership, plans
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.call import in_japan
from data.domain.errors import Conflict
from data.domain.wording import Text
from data.domain.workflow import State
from data.orm import Application, Call, Plan
from data.queries import applications, clock
from data.queries import plans as plan_queries
from rules.access import GeneralAction, require_generally


@dataclass(frozen=True, slots=True)
class Started:
    """A case just started, and the plan it is made with."""

    application: Application
    plan: Plan


def start_new(session: Session, call_id: UUID, document: Mapping[str, Any]) -> Started:
    """Start an application with a new plan; type, title and body suffice, the rest is written later.

    Raises ``NotAllowed``, ``NotFound`` for the call, ``Conflict`` when it is closed or does not take the
    type, and ``InvalidInput``.
    """
    call = _open_call(session, call_id)
    accepted = documents.accept(document)
    _require_taken(call, str(accepted.plan_type))
    plan = Plan(
        id=uuid4(),
        version=1,
        is_sample=False,
        owner_body_id=ownership.of_new_plan(session, accepted),
        **plans.document_columns(accepted),
        **plans.footprint_columns(footprints.of(session, accepted)),
    )
    plan_queries.add(session, plan)
    audit.record(session, AuditEvent.PLAN_CREATED, "plan", plan.id, after={"plan_type": plan.plan_type})
    return Started(_enter(session, call, plan), plan)


def start_with(session: Session, call_id: UUID, plan_id: UUID) -> Started:
    """Start an application with a draft the body already has; raises as ``start_new``.

    ``Conflict`` also for a demonstration plan, and for one that is in another open application.
    """
    call = _open_call(session, call_id)
    plan = plans.get(session, plan_id, for_update=True)
    if plan.owner_body_id is None:
        raise Conflict(
            Text(
                "だれでも閲覧できる実証用の計画は、申請に使えません。団体の計画として作成してください。",
                "A demonstration plan that everybody sees cannot be entered; write it as your body's.",
            )
        )
    _require_taken(call, plan.plan_type)
    if applications.open_with_plan(session, plan.id):
        raise Conflict(Text("この計画は別の申請で使われています。", "The plan is in another application."))
    return Started(_enter(session, call, plan), plan)


def _open_call(session: Session, call_id: UUID) -> Call:
    require_generally(actor_of(session), GeneralAction.START_APPLICATION)
    call = calls.get(session, call_id)
    if clock.moment(session) >= call.closes_at:
        at = in_japan(call.closes_at)
        raise Conflict(Text(f"公募は{at}に締め切られました。", f"The call closed at {at}."))
    return call


def _require_taken(call: Call, plan_type: str) -> None:
    if plan_type not in call.plan_types:
        raise Conflict(
            Text(
                f"この公募は種別 {plan_type} を受け付けません。",
                f"The call takes no plans of type {plan_type}.",
            )
        )


def _enter(session: Session, call: Call, plan: Plan) -> Application:
    application = Application(
        id=uuid4(),
        call_id=call.id,
        plan_id=plan.id,
        plan_type=plan.plan_type,
        body_id=plan.owner_body_id,
        state=str(State.DRAFT),
        state_since=clock.moment(session),
        version=1,
    )
    applications.add(session, application)
    after = {"call": call.code, "plan": str(plan.id)}
    audit.record(session, AuditEvent.APPLICATION_STARTED, "application", application.id, after=after)
    return application
