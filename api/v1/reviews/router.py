"""Every route file of the review, listed once."""

from __future__ import annotations

from api.v1.reviews import assignments, conflicts, queue

ROUTERS = (queue.router, assignments.router, conflicts.router)
