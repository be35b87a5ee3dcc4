"""Taking, replacing and finding plans; a plan is stored whole and sound, and assessed as it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import cursors, footprints, ownership, screening
from api.services.footprints import Footprint
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.plan.document import PlanDocument
from data.domain.wording import Text
from data.orm.assessment import StoredAssessment
from data.orm.plan import Plan
from data.queries import plans
from data.queries.plans import PlanLine


class StaleVersion(Conflict):
    """The change starts from a version that is no longer the latest."""

    code = "stale-version"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list of plans; ``next_cursor`` names the place where the next one starts."""

    lines: tuple[PlanLine, ...]
    next_cursor: str | None


def submit(
    session: Session,
    accepted: PlanDocument,
    on: date,
    *,
    plan_id: UUID | None = None,
    is_sample: bool = False,
) -> tuple[Plan, StoredAssessment]:
    """Store and assess a new plan as on the day ``on``: an officer's is a draft of the officer's body.

    Raises ``InvalidInput`` when its footprint cannot stand, or an officer's names another body as its
    author, and ``NotAllowed`` for approvers; nothing is stored then.
    """
    footprint = footprints.of(session, accepted)
    plan = Plan(
        id=plan_id or uuid4(),
        version=1,
        is_sample=is_sample,
        owner_body_id=ownership.of_new_plan(session, accepted),
        **document_columns(accepted),
        **footprint_columns(footprint),
    )
    plans.add(session, plan)
    return plan, screening.screen(session, plan, accepted, footprint, on)


def replace(
    session: Session, plan_id: UUID, accepted: PlanDocument, from_version: int, on: date
) -> tuple[Plan, StoredAssessment]:
    """Replace the document of a plan and assess it again.

    Raises ``NotFound``, ``StaleVersion`` when somebody was faster, ``InvalidInput``, and ``Conflict`` while
    an application made with the plan is not open for editing.
    """
    ownership.require_open(session, get(session, plan_id))
    plan = get(session, plan_id, for_update=True)
    if plan.version != from_version:
        raise StaleVersion(
            Text(
                f"この計画は第{plan.version}版に更新されています（送信されたのは第{from_version}版への変更です）。",
                f"The plan is at version {plan.version}; the change starts from version {from_version}.",
            )
        )
    if accepted.plan_type != plan.plan_type:
        raise InvalidInput.of([other_type(accepted, plan)])
    ownership.require_own_body(session, plan, accepted)
    footprint = footprints.of(session, accepted)
    for name, value in (document_columns(accepted) | footprint_columns(footprint)).items():
        setattr(plan, name, value)
    plan.version += 1
    session.flush()
    return plan, screening.screen(session, plan, accepted, footprint, on)


def get(session: Session, plan_id: UUID, *, for_update: bool = False) -> Plan:
    """Return a plan; raises ``NotFound``."""
    plan = plans.find(session, plan_id, for_update=for_update)
    if plan is None:
        raise NotFound(Text(f"計画 {plan_id} はありません。", f"There is no plan {plan_id}."))
    return plan


def page(session: Session, size: int, cursor: str | None = None) -> Page:
    """Return one page of the plans, newest first; ``InvalidInput`` for a cursor this product did not give."""
    lines = plans.list_newest_first(session, size + 1, cursors.read(cursor) if cursor else None)
    shown = tuple(lines[:size])
    return Page(shown, cursors.write(shown[-1].created_at, shown[-1].id) if len(lines) > size else None)


def document_columns(accepted: PlanDocument) -> dict[str, Any]:
    """Return the columns of a plan that its document fills."""
    period = accepted.period
    return {
        "plan_type": str(accepted.plan_type),
        "title": accepted.title,
        "body_code": accepted.body,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "document": accepted.model_dump(mode="json", exclude_none=True),
    }


def footprint_columns(footprint: Footprint) -> dict[str, Any]:
    """Return the columns of a plan that its footprint fills."""
    return {
        "footprint": footprints.to_column(footprint),
        "footprint_origin": str(footprint.origin),
    }


def other_type(accepted: PlanDocument, plan: Plan) -> Problem:
    """Return the problem of a document that is of another type than the stored plan."""
    return Problem(
        "/plan_type",
        str(accepted.plan_type),
        Text(
            f"登録済みの計画の種別は {plan.plan_type} です。", f"The stored plan is of type {plan.plan_type}."
        ),
        Text("別の種別の計画は新しく登録してください。", "Store a plan of another type as a new plan."),
    )
