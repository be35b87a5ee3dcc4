"""Every route file of the review, listed once."""

from __future__ import annotations

from api.v1.reviews import (
    assignments,
    cases,
    conflicts,
    monitoring,
    outcomes,
    queue,
    scores,
    unsent,
    workbooks,
)

ROUTERS = (
    queue.router,
    assignments.router,
    conflicts.router,
    cases.router,
    scores.router,
    outcomes.router,
    monitoring.router,
    workbooks.router,
    unsent.router,
)
