"""The start page: the map, calls, lists, open data, and how to read what the product says."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import DatabaseSession
from api.services import calls, plans, published_plans
from api.web import view
from data.domain.assessment import Status, Verdict
from data.domain.wording import Text
from data.domain.workflow import State
from data.queries import clock
from data.queries import plans as plan_queries

router = APIRouter(include_in_schema=False)
LINES_SHOWN = 8
STATUS_EXPLAINED = {
    Status.MET: Text(
        "要件の内容を、計画に書かれた値から確かめられました。",
        "The values in the plan show that the demand is met.",
    ),
    Status.NOT_MET: Text(
        "計画に書かれた値が、要件と合いません。直す箇所を示します。",
        "A value in the plan does not agree with the demand; what to mend is told.",
    ),
    Status.INCOMPLETE: Text(
        "判断に必要な記載や資料がありません。「満たさない」という意味ではありません。",
        "Something needed for an answer is not there. This does not mean “not met”.",
    ),
    Status.NEEDS_REVIEW: Text(
        "記載はそろっており、内容の当否を審査官が判断します。",
        "The evidence is there; a reviewer judges its substance.",
    ),
    Status.NOT_APPLICABLE: Text(
        "この計画には当てはまらない要件です。", "The demand does not apply to this plan."
    ),
}


@router.get("/")
def home(request: Request, session: DatabaseSession) -> Response:
    """Show the start page."""
    counts = plan_queries.verdict_counts(session)
    now = clock.moment(session)
    return view.render(
        request,
        "home",
        counts=[(verdict, counts.get(verdict, 0)) for verdict in Verdict],
        lines=plans.page(session, LINES_SHOWN).lines,
        published=published_plans.listed(session)[:LINES_SHOWN],
        state_of=State.of,
        calls=[call for call in calls.listed(session) if call.published_at and now < call.closes_at],
        now=now,
        status_explained=STATUS_EXPLAINED,
    )
