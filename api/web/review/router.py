"""The page files of the review, listed once; fixed addresses come before those of a case."""

from __future__ import annotations

from fastapi import APIRouter

from api.web.review import (
    assignments,
    board,
    case,
    case_outcome,
    conflicts,
    decisions,
    portfolio,
    queue,
    scores,
    scoring,
    sheet,
)

router = APIRouter()
for each in (
    queue,
    assignments,
    board,
    scores,
    decisions,
    portfolio,
    conflicts,
    scoring,
    sheet,
    case_outcome,
    case,
):
    router.include_router(each.router)
