"""The access rules of the review routes, for the tests of every route as every role."""

from __future__ import annotations

REVIEW = "who reviews: ministry reviewers and managers, committee members; rows by the row filter"
MINISTRY = "ministry reviewers and managers"
MANAGER = "managers of the review"
LET_IN: dict[str, set[str]] = {
    REVIEW: {"reviewer", "manager", "finished"},
    MINISTRY: {"reviewer", "manager"},
    MANAGER: {"manager"},
}
REVIEW_ACCESS = {
    "GET /v1/review/queue": REVIEW,
    "GET /v1/review/queue/counts": REVIEW,
    "GET /v1/review/queue/next": REVIEW,
    "GET /v1/review/posts": MANAGER,
    "POST /v1/review/assignments": MANAGER,
    "POST /v1/review/assignments/csv": MANAGER,
    "POST /v1/review/assignments/proposal": MANAGER,
    "DELETE /v1/review/assignments/{assignment_id}": MANAGER,
    "GET /v1/review/conflicts": REVIEW,
    "POST /v1/review/conflicts": REVIEW,
    "POST /v1/review/conflicts/{conflict_id}/withdrawal": REVIEW,
    "GET /v1/review/cases/{case_id}": REVIEW,
    "POST /v1/review/cases/{case_id}/judgements": MINISTRY,
    "POST /v1/review/cases/{case_id}/overrulings": MINISTRY,
    "POST /v1/review/cases/{case_id}/corrections": MINISTRY,
    "POST /v1/review/cases/{case_id}/return": MINISTRY,
    "POST /v1/review/corrections/{item_id}/state": MINISTRY,
    "POST /v1/review/cases/{case_id}/screening": MINISTRY,
    "POST /v1/review/cases/{case_id}/refinement": MINISTRY,
    "GET /v1/review/cases/{case_id}/scores": REVIEW,
    "POST /v1/review/cases/{case_id}/scores": REVIEW,
    "GET /v1/review/reports/disagreement": MINISTRY,
    "GET /v1/review/reports/cut-line": MINISTRY,
}
