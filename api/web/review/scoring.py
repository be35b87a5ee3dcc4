"""The page on which a committee member scores a case: four sides, draft or final, others' after one's own."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.deps import DatabaseSession
from api.errors import Answer, shown_value
from api.services.reviews import case_desk, scores
from api.services.reviews.scores import Given
from api.web import view
from api.web.review.asked import AskedQueue, Fields, Typed, one, refused, whole_in
from api.web.review.gates import require_review
from data.domain.errors import InvalidInput, Problem
from data.domain.review import Side
from data.domain.wording import Text

router = APIRouter(prefix="/review", include_in_schema=False, dependencies=[Depends(require_review)])


@router.get("/{case_id}/scoring")
def show(case_id: UUID, request: Request, session: DatabaseSession) -> Response:
    """Show the form with one's latest points, and the others' once one's own are final."""
    return _page(request, session, case_id)


@router.post("/{case_id}/scoring")
def give(
    case_id: UUID, request: Request, session: DatabaseSession, asked: AskedQueue, fields: Fields
) -> Response:
    """Keep the points as a draft, or as final."""
    is_final = one(fields, "final") == "true"
    answer = refused(
        request, session, lambda: scores.give(session, case_id, _given(fields), is_final=is_final)
    )
    if answer is None:
        target = asked.address(f"/review/{case_id}", done="scored")
        return RedirectResponse(f"{view.address(request, target)}#scores", status_code=303)
    return _page(request, session, case_id, answer, fields)


def _given(fields: Typed) -> dict[Side, Given]:
    """Read the sides that have points; a reason without points would be lost, so it is told."""
    found, problems = {}, []
    for side in Side:
        reason, points = one(fields, f"{side}-reason"), whole_in(fields, f"{side}-points")
        if points is not None:
            found[side] = Given(points, reason)
        elif reason.strip():
            problems.append(Problem(f"{side}-points", None, _without_points(side), _CHOOSE))
    if problems:
        raise InvalidInput.of(problems)
    return found


def _page(
    request: Request,
    session: Session,
    case_id: UUID,
    answer: Answer | None = None,
    fields: Typed | None = None,
) -> Response:
    sheet = scores.sheet(session, case_id)
    return view.render(
        request,
        "review_scoring",
        answer.status if answer else 200,
        sheet=sheet,
        case=sheet.case,
        sides=list(Side),
        typed=fields if fields is not None else _kept(sheet),
        answer=answer,
        shown_value=shown_value,
        posts=case_desk.post_names(session, {score.post_id for score in sheet.final}),
        path=f"/review/{case_id}/scoring",
    )


def _kept(sheet: scores.Sheet) -> Typed:
    kept = sheet.own.sides if sheet.own else {}
    return {
        f"{side}-{name}": [str(kept[side][name])]
        for side in Side
        if side in kept
        for name in ("points", "reason")
    }


def _without_points(side: Side) -> Text:
    return Text(
        f"「{side.text.ja}」に理由がありますが、点数が選ばれていません。",
        f"There is a reason but no points on {side.text.en}.",
    )


_CHOOSE = Text("点数を選んでください。", "Choose the points.")
