"""The screening board of a call: its cases in columns by state."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from api.deps import DatabaseSession, Now, Today
from api.services.reviews import queue
from api.web import view
from api.web.review.asked import AskedQueue
from api.web.review.gates import require_ministry
from api.web.review.queue import SENT_STATES, choices

ADDRESS = "/review/board"
MOST = 500
"""Cards on one board; a longer one says that it was cut."""
router = APIRouter(include_in_schema=False, dependencies=[Depends(require_ministry)])


@router.get(ADDRESS)
def show(request: Request, session: DatabaseSession, asked: AskedQueue, now: Now, today: Today) -> Response:
    """Show the cases in columns, those first that have waited longest."""
    page = queue.page(session, asked.filter(), today, MOST)
    columns = [(state, [line for line in page.lines if line.state is state]) for state in SENT_STATES]
    return view.render(
        request,
        "review_board",
        columns=[(state, lines) for state, lines in columns if lines],
        counts=queue.counts(session, asked.filter(), today),
        is_whole=page.next_cursor is None,
        asked=asked,
        age_days=queue.age_days,
        now=now,
        path=ADDRESS,
        **choices(session),
    )
