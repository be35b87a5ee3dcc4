"""The page of declared conflicts of interest: one's own, and for the manager all, with their withdrawal."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.deps import DatabaseSession
from api.errors import Answer, shown_value
from api.services.reviews import conflicts
from api.web import view
from api.web.review.asked import Fields, one, refused
from api.web.review.gates import require_manager, require_review

ADDRESS = "/review/conflicts"
router = APIRouter(include_in_schema=False, dependencies=[Depends(require_review)])


@router.get(ADDRESS)
def show(request: Request, session: DatabaseSession, done: bool = False) -> Response:
    """Show the declarations in force."""
    return _page(request, session, done=done)


@router.post(f"{ADDRESS}/{{conflict_id}}", dependencies=[Depends(require_manager)])
def withdraw(conflict_id: UUID, request: Request, session: DatabaseSession, fields: Fields) -> Response:
    """Let another person's declaration no longer count."""
    answer = refused(
        request, session, lambda: conflicts.withdraw(session, conflict_id, one(fields, "reason"))
    )
    if answer is None:
        return RedirectResponse(view.address(request, f"{ADDRESS}?done=true"), status_code=303)
    return _page(request, session, answer, typed={conflict_id: one(fields, "reason")})


def _page(
    request: Request,
    session: Session,
    answer: Answer | None = None,
    *,
    done: bool = False,
    typed: dict[UUID, str] | None = None,
) -> Response:
    return view.render(
        request,
        "review_conflicts",
        answer.status if answer else 200,
        lines=conflicts.lines(session),
        me=view.caller_of(request).account_id,
        answer=answer,
        done=done,
        typed=typed or {},
        shown_value=shown_value,
        path=ADDRESS,
    )
