"""The page files of the review, listed once; fixed addresses come before those of a case."""

from __future__ import annotations

from fastapi import APIRouter

from api.web.review import case, queue, scoring, sheet

router = APIRouter()
for each in (queue.router, scoring.router, sheet.router, case.router):
    router.include_router(each)
