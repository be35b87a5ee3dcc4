"""The page of the reports on final scores: where members disagree, and what hangs on the cut line."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from api.deps import DatabaseSession
from api.services.reviews import case_desk, score_reports
from api.web import view
from api.web.review.asked import AskedQueue
from api.web.review.gates import require_ministry
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.review import ScreeningRound, Side
from data.domain.scoring import SCORED_TYPES
from rules.screening.cut_line import Cut, LineSide
from rules.screening.disagreement import disagreements

ADDRESS = "/review/scores"
DEFAULT_PLACES = 10
BAR_OF = {LineSide.ABOVE: "", LineSide.ON_LINE: "open", LineSide.BELOW: "none", LineSide.UNSCORED: ""}
router = APIRouter(include_in_schema=False, dependencies=[Depends(require_ministry)])


@router.get(ADDRESS)
def show(
    request: Request,
    session: DatabaseSession,
    asked: AskedQueue,
    screening: ScreeningRound = ScreeningRound.FIRST,
    places: Annotated[int, Query(ge=0, le=10_000)] = DEFAULT_PLACES,
    points: Annotated[str, Query(max_length=12, pattern=r"^\s*(\d{1,6}(\.\d{1,4})?)?\s*$")] = "",
) -> Response:
    """Show the ranking with the cut line and the spread of points; the newest call without a choice.

    The line is drawn at ``points`` where they are given, else below the best ``places``.
    """
    cut = Cut(points=Fraction(points.strip())) if points.strip() else Cut(places=places)
    calls = case_desk.call_choices(session)
    call = asked.call or (calls[0].code if calls else None)
    plan_type = asked.plan_type or PlanType.GX2
    found = None if call is None else _reports(session, call, plan_type, screening, cut)
    return view.render(
        request,
        "review_scores",
        calls=calls,
        call=call,
        plan_type_chosen=plan_type,
        plan_types={key: words for key, words in PLAN_TYPE_TITLES.items() if key in SCORED_TYPES},
        screening=screening,
        screenings=list(ScreeningRound),
        places=places,
        points=points.strip(),
        sides=list(Side),
        bar_of=BAR_OF,
        shown=shown,
        found=found,
        path=ADDRESS,
    )


def shown(value: Fraction) -> str:
    """Write a mean with two decimals, for reading only."""
    return f"{float(value):.2f}"


def _reports(
    session: Session, call: str, plan_type: PlanType, screening: ScreeningRound, cut: Cut
) -> dict[str, Any]:
    scored = score_reports.scored(session, call, plan_type, screening)
    posts = case_desk.post_names(session, set(scored.members.values()))
    return {
        "cases": scored.cases,
        "full_marks": scored.settings.full_marks,
        "members": {member: posts.get(post) for member, post in scored.members.items()},
        "line": score_reports.line_of(session, scored, cut),
        "disagreement": disagreements(scored.sheets),
    }
