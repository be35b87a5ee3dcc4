"""The access rules of the review routes, for the tests of every route as every role."""

from __future__ import annotations

REVIEW = "who reviews: ministry reviewers and managers, committee members; rows by the row filter"
MINISTRY = "ministry reviewers and managers"
MANAGER = "managers of the review"
AUDITOR = "the administrator (SEARCH_AUDIT)"
PEOPLE = "who is signed in; cases by the row filter, actions by the matrix"
EVERYBODY = {"officer", "approver", "reviewer", "manager", "finished", "administrator"}
LET_IN: dict[str, set[str]] = {
    REVIEW: {"reviewer", "manager", "finished"},
    MINISTRY: {"reviewer", "manager"},
    MANAGER: {"manager"},
    AUDITOR: {"administrator"},
    PEOPLE: EVERYBODY,
}
REVIEW_PAGES = {
    "GET /review": REVIEW,
    "POST /review/assigned": MANAGER,
    "GET /review/next": REVIEW,
    "GET /review/{case_id}": REVIEW,
    "GET /review/{case_id}/map": REVIEW,
    "POST /review/{case_id}/judge": MINISTRY,
    "POST /review/{case_id}/overrule": MANAGER,
    "POST /review/{case_id}/corrections": MINISTRY,
    "POST /review/{case_id}/corrections/{item_id}": MINISTRY,
    "POST /review/{case_id}/return": MINISTRY,
    "POST /review/{case_id}/begin": MINISTRY,
    "POST /review/{case_id}/refine": MANAGER,
    "POST /review/{case_id}/assign": MANAGER,
    "POST /review/{case_id}/assignments/{assignment_id}/end": MANAGER,
    "POST /review/{case_id}/conflict": REVIEW,
    "GET /review/{case_id}/review-sheet.{ending}": REVIEW,
    "GET /review/{case_id}/scoring": REVIEW,
    "POST /review/{case_id}/scoring": REVIEW,
}
REVIEW_ACCESS = {
    **REVIEW_PAGES,
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
    "PUT /v1/review/cases/{case_id}/decision": MANAGER,
    "POST /v1/review/decisions/preview": MANAGER,
    "POST /v1/review/decisions/announcement": MANAGER,
    "PUT /v1/review/cases/{case_id}/publication": MANAGER,
    "POST /v1/review/cases/{case_id}/publication/withdrawal": MANAGER,
    "POST /v1/review/cases/{case_id}/reassessments": MINISTRY,
    "GET /v1/review/cases/{case_id}/reassessments": MINISTRY,
    "GET /v1/kpi-returns": MINISTRY,
    "GET /v1/kpi-returns/{case_id}": PEOPLE,
    "POST /v1/kpi-returns/{case_id}": PEOPLE,
    "GET /v1/portfolio": MINISTRY,
    "GET /v1/portfolio.csv": MINISTRY,
    "GET /v1/audit": AUDITOR,
    "GET /v1/review/reports/disagreement": MINISTRY,
    "GET /v1/review/reports/cut-line": MINISTRY,
}
