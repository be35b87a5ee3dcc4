"""Pages of decisions in bulk: draft them, look at the letters together, announce once; letters as PDF."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.deps import DatabaseSession, Today
from api.errors import Answer, shown_value
from api.reports import letters as letter_pages
from api.services.reviews import decisions, queue
from api.services.reviews.decisions import Previewed
from api.web import view
from api.web.review.asked import Asked, AskedQueue, Fields, Typed, ids_in, one, refused, whole_in
from api.web.review.gates import require_manager
from api.web.review.queue import choices
from data.domain.errors import InvalidInput, Problem
from data.domain.review import Outcome
from data.domain.wording import Text
from data.domain.workflow import Stage

ADDRESS = "/review/decisions"
MOST = 200
Cases = Annotated[list[UUID] | None, Query(max_length=MOST)]
router = APIRouter(include_in_schema=False, dependencies=[Depends(require_manager)])


@router.get(ADDRESS)
def show(
    request: Request,
    session: DatabaseSession,
    asked: AskedQueue,
    today: Today,
    case: Cases = None,
    done: int | None = None,
) -> Response:
    """Show the cases in screening with the form that drafts decisions on those chosen."""
    return _page(request, session, asked, today, chosen={str(each) for each in case or ()}, done=done)


@router.post(f"{ADDRESS}/draft")
def draft(
    request: Request, session: DatabaseSession, asked: AskedQueue, fields: Fields, today: Today
) -> Response:
    """Draft the same decision on the chosen cases, all or none, and lead to the preview.

    With ``look`` nothing is drafted: the letters of drafts saved before are looked at.
    """
    chosen = fields.get("case", [])

    def act() -> None:
        if one(fields, "look"):
            decisions.preview(session, _cases(fields), today)
            return
        outcome = one(fields, "outcome")
        if outcome not in set(Outcome):
            raise InvalidInput.of([Problem("outcome", None, _NO_OUTCOME, _CHOOSE_OUTCOME)])
        for case in _cases(fields):
            reason, batch = one(fields, "reason"), one(fields, "batch")
            seen = whole_in(fields, f"version-{case}") or 0
            decisions.draft(session, case, Outcome.of(outcome), reason, batch, today, seen=seen)

    answer = refused(request, session, act)
    if answer is None:
        query = "&".join(f"case={case}" for case in chosen)
        return RedirectResponse(view.address(request, f"{ADDRESS}/preview?{query}"), status_code=303)
    return _page(request, session, asked, today, answer, chosen=set(chosen), typed=fields)


@router.get(f"{ADDRESS}/preview")
def preview(request: Request, session: DatabaseSession, today: Today, case: Cases = None) -> Response:
    """Show the drafted decisions as they would be announced; nothing is stored."""
    return _preview(request, decisions.preview(session, case or [], today))


@router.post(f"{ADDRESS}/announcement")
def announce(request: Request, session: DatabaseSession, fields: Fields, today: Today) -> Response:
    """Announce the decisions that were shown, all or none, and each once."""
    done: list[decisions.Announced] = []

    def act() -> None:
        prefix, first = one(fields, "prefix"), whole_in(fields, "first_number")
        if not prefix.strip() or not first:
            raise InvalidInput.of([Problem("first_number", None, _NO_NUMBER, _WRITE_NUMBER)])
        seen = one(fields, "seen")
        done.append(decisions.announce(session, _cases(fields), prefix, first, today, seen=seen))

    answer = refused(request, session, act)
    if answer is None:
        query = "&".join(f"case={case}" for case in fields.get("case", []))
        target = f"{ADDRESS}/preview?{query}"
        return RedirectResponse(view.address(request, target), status_code=303)
    return _preview(request, decisions.preview(session, _cases(fields), today), answer, fields)


@router.get("/review/letters.pdf")
def letters(session: DatabaseSession, today: Today, case: Cases = None) -> Response:
    """Give the letters of these cases as one PDF, a letter a page; those not announced are drafts."""
    found = decisions.preview(session, case or [], today)
    pages = [letter_pages.Letter(each.row.case.number or "", each.letter, not each.done) for each in found]
    headers = {
        "Content-Disposition": 'attachment; filename="shuseki-letters.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(letter_pages.pdf_of(pages), media_type="application/pdf", headers=headers)


def _cases(fields: Typed) -> list[UUID]:
    chosen = ids_in(fields.get("case", []))
    if not chosen:
        raise InvalidInput.of([Problem("case", None, _NO_CASE, _CHOOSE_CASE)])
    return chosen


def _page(
    request: Request,
    session: Session,
    asked: Asked,
    today: Any,
    answer: Answer | None = None,
    **shown: Any,
) -> Response:
    in_screening = asked.model_copy(update={"stage": Stage.SCREENING})
    lines = queue.page(session, in_screening.filter(), today, MOST).lines
    typed: Typed = {}
    drafts = decisions.drafts(session, [line.id for line in lines])
    context = {
        "lines": lines, "drafts": drafts, "asked": asked, "outcomes": list(Outcome), "chosen": set(),
        "done": None, "typed": typed, "answer": answer, "shown_value": shown_value, "path": ADDRESS,
        **choices(session),
    }  # fmt: skip
    return view.render(request, "review_decisions", answer.status if answer else 200, **(context | shown))


def _preview(
    request: Request, seen: list[Previewed], answer: Answer | None = None, fields: Typed | None = None
) -> Response:
    return view.render(
        request,
        "review_announcement",
        answer.status if answer else 200,
        seen=seen,
        mark=decisions.mark_of(seen),
        fresh=[each for each in seen if not each.done],
        blocked=[each for each in seen if each.problems],
        outcome_of=Outcome.of,
        typed=fields or {},
        answer=answer,
        shown_value=shown_value,
        path=ADDRESS,
    )


_NO_OUTCOME = Text("審査結果が選ばれていません。", "No outcome is chosen.")
_CHOOSE_OUTCOME = Text("審査結果を一つ選んでください。", "Choose one outcome.")
_NO_CASE = Text("案件が選ばれていません。", "No case is chosen.")
_CHOOSE_CASE = Text("案件を一つ以上選んでください。", "Choose at least one case.")
_NO_NUMBER = Text("文書番号がありません。", "The document number is missing.")
_WRITE_NUMBER = Text(
    "文書番号の記号と、1以上の最初の番号を記入してください。",
    "Write the prefix and a first number of at least 1.",
)
