"""The page of the review queue: filters with counts, age, deadline, and assigning by hand."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.deps import DatabaseSession, Now, Today
from api.errors import Answer, shown_value
from api.services import unsent
from api.services.reviews import assignment_lists, assignments, case_desk
from api.services.reviews import queue as service
from api.web import view
from api.web.review.asked import Asked, AskedQueue, Fields, day_in, ids_in, one, refused
from api.web.review.gates import require_manager, require_review
from data.domain.assessment import VERDICT_NAMES
from data.domain.plan.kinds import PLAN_TYPE_TITLES
from data.domain.workflow import BEFORE_SUBMISSION, STAGE_OF, Stage, State
from data.queries.reviews.queue import QueueOrder
from data.reference.fields import strategic_fields
from data.reference.places import prefectures
from data.reference.regions import regional_blocks
from rules.access import GeneralAction, may_generally

router = APIRouter(include_in_schema=False, dependencies=[Depends(require_review)])
ADDRESS = "/review"
PAGE_SIZES = (50, 200)
SENT_STATES = [state for state in State if state not in BEFORE_SUBMISSION]
SENT_STAGES = [stage for stage in Stage if stage is not Stage.DRAFTING]


@router.get(ADDRESS)
def show(
    request: Request,
    session: DatabaseSession,
    asked: AskedQueue,
    now: Now,
    today: Today,
    after: Annotated[str, Query(max_length=200)] = "",
    done: Annotated[int | None, Query(ge=0, le=5_000)] = None,
) -> Response:
    """Show the queue in the order asked for; those first that have waited longest without a choice."""
    page = service.page(
        session, asked.filter(), today, asked.size or PAGE_SIZES[0], after or None, asked.order
    )
    counts = service.counts(session, asked.filter(), today)
    return _page(request, session, asked, {"page": page, "counts": counts, "now": now, "done": done})


@router.post(f"{ADDRESS}/assigned", dependencies=[Depends(require_manager)])
def assign(
    request: Request, session: DatabaseSession, asked: AskedQueue, fields: Fields, now: Now, today: Today
) -> Response:
    """Assign the chosen cases to one post, all or none."""
    chosen = fields.get("case", [])

    def act() -> None:
        post = ids_in([one(fields, "post")])[0]
        due_on = day_in(fields, "due_on")
        pairs = [(case, post, due_on) for case in ids_in(chosen)]
        assignments.assign_all(session, assignment_lists.named(session, pairs))

    answer = refused(request, session, act)
    if answer is None:
        done = asked.address(ADDRESS, done=str(len(chosen)))
        return RedirectResponse(view.address(request, done), status_code=303)
    page = service.page(session, asked.filter(), today, asked.size or PAGE_SIZES[0], order=asked.order)
    counts = service.counts(session, asked.filter(), today)
    shown = {"page": page, "counts": counts, "now": now, "done": None, "chosen": set(chosen)}
    return _page(request, session, asked, shown, answer, due_on=one(fields, "due_on"))


@router.get(f"{ADDRESS}/next")
def follow(
    request: Request, session: DatabaseSession, asked: AskedQueue, today: Today, case: UUID
) -> Response:
    """Lead to the case that comes after this one, or back to the queue at its end."""
    line = service.following(session, asked.filter(), today, case, asked.order)
    target = asked.address(f"{ADDRESS}/{line.id}" if line else ADDRESS)
    return RedirectResponse(view.address(request, target), status_code=303)


def _page(
    request: Request,
    session: Session,
    asked: Asked,
    shown: dict[str, Any],
    answer: Answer | None = None,
    due_on: str = "",
) -> Response:
    caller = view.caller_of(request)
    may_count = may_generally(caller.actor, GeneralAction.COUNT_UNSENT)
    may_assign = may_generally(caller.actor, GeneralAction.ASSIGN_IN_BULK)
    named = {post for line in shown["page"].lines for post in line.posts} | set(
        shown["counts"].by["assignee"]
    )
    context = {
        "chosen": set(),
        **shown,
        "asked": asked,
        "answer": answer,
        "due_on": due_on,
        "shown_value": shown_value,
        "age_days": service.age_days,
        "posts": case_desk.post_names(session, named),
        "assignable": assignments.posts(session) if may_assign else (),
        "unsent": unsent.counts(session) if may_count else (),
        "path": ADDRESS,
        **choices(session),
    }
    return view.render(request, "review_queue", answer.status if answer else 200, **context)


def choices(session: Session) -> dict[str, Any]:
    """Return what the filters of the queue offer."""
    return {
        "calls": case_desk.call_choices(session),
        "plan_types": PLAN_TYPE_TITLES,
        "states": SENT_STATES,
        "stages": SENT_STAGES,
        "stage_of": STAGE_OF,
        "verdicts": VERDICT_NAMES,
        "prefectures": prefectures(),
        "blocks": regional_blocks(),
        "orders": list(QueueOrder),
        "sizes": PAGE_SIZES,
        "fields": strategic_fields(),
    }
