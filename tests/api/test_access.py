"""Every route under the rule of who may use it; a new route fails here until somebody decides."""

from __future__ import annotations

import inspect

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.public_routes import PublicRoute
from tests.api.reviews.access import MANAGER, MINISTRY, REVIEW_ACCESS

PUBLIC = "anyone on the network the product listens on; confidential fields are stripped"
SIGNING_IN = "anyone; shows nothing but the form of the step the caller has reached"
OWN_ACCOUNT = "who is signed in, about the own account or post alone"
ADMINISTRATOR = "the administrator (MANAGE_ACCOUNTS, MANAGE_KEYS)"
SETTINGS = "the administrator (MANAGE_RULE_SETTINGS)"
CALLS = "the administrator (MANAGE_CALLS)"
CASES = "who is signed in; which cases, and what with them, by the matrix and the workflow (rules.access)"
ACCESS = {
    "GET /account": OWN_ACCOUNT,
    "GET /account/handover": OWN_ACCOUNT,
    "POST /account/post": OWN_ACCOUNT,
    "POST /account/second-factor": OWN_ACCOUNT,
    "POST /account/sessions/{session_id}/end": OWN_ACCOUNT,
    "GET /admin/accounts": ADMINISTRATOR,
    "POST /admin/accounts": ADMINISTRATOR,
    "POST /admin/accounts/{account_id}/reset": ADMINISTRATOR,
    "POST /admin/accounts/{account_id}/state": ADMINISTRATOR,
    "GET /admin/bodies": ADMINISTRATOR,
    "POST /admin/bodies": ADMINISTRATOR,
    "POST /admin/posts": ADMINISTRATOR,
    "POST /admin/posts/{post_id}/give": ADMINISTRATOR,
    "POST /admin/posts/{post_id}/hand-over": ADMINISTRATOR,
    "GET /admin/keys": ADMINISTRATOR,
    "GET /admin/settings": SETTINGS,
    "POST /admin/settings": SETTINGS,
    "POST /admin/keys": ADMINISTRATOR,
    "POST /admin/keys/{key_id}/revoke": ADMINISTRATOR,
    "POST /admin/keys/{key_id}/pause": ADMINISTRATOR,
    "GET /": PUBLIC,
    "GET /docs": PUBLIC,
    "GET /applications/{application_id}": CASES,
    "GET /applications/{application_id}/compare": CASES,
    "GET /applications/{application_id}/corrections": CASES,
    "POST /applications/{application_id}/corrections/{item_id}": CASES,
    "POST /applications/{application_id}/files": CASES,
    "POST /applications/{application_id}/files/{attachment_id}/remove": CASES,
    "POST /applications/{application_id}/steps": CASES,
    "GET /applications/{application_id}/submit": CASES,
    "POST /applications/{application_id}/submit": CASES,
    "GET /applications/{application_id}/versions/{number}/receipt": CASES,
    "GET /applications/{application_id}/versions/{number}/receipt.pdf": CASES,
    "GET /work": OWN_ACCOUNT,
    "POST /work/notices": OWN_ACCOUNT,
    "POST /work/start": CASES,
    "GET /applications/{application_id}/edit": CASES,
    "GET /applications/{application_id}/edit/checklist": CASES,
    "GET /applications/{application_id}/edit/{key}": CASES,
    "POST /applications/{application_id}/edit/{key}": CASES,
    "POST /applications/{application_id}/edit/{key}/autosave": CASES,
    "POST /applications/{application_id}/footprint": CASES,
    "GET /exports": PUBLIC,
    "GET /footprints": PUBLIC,
    "GET /healthz": PUBLIC,
    "GET /layers": PUBLIC,
    "GET /layers/{edition_id}": PUBLIC,
    "GET /ledger": MINISTRY,
    "GET /maps/data/{name}.json": PUBLIC,
    "GET /maps/plans": PUBLIC,
    "GET /maps/power": PUBLIC,
    "GET /maps/{which}/map": PUBLIC,
    "GET /maps/{which}/print": PUBLIC,
    "GET /ogc": PUBLIC,
    "GET /ogc/api": PUBLIC,
    "GET /ogc/conformance": PUBLIC,
    "GET /ogc/collections": PUBLIC,
    "GET /ogc/collections/{collection}": PUBLIC,
    "GET /ogc/collections/{collection}/items": PUBLIC,
    "GET /ogc/collections/{collection}/items/{feature_id}": PUBLIC,
    "GET /ogc/collections/{collection}/queryables": PUBLIC,
    "GET /ogc/collections/{collection}/tiles": PUBLIC,
    "GET /ogc/collections/{collection}/tiles/{grid}": PUBLIC,
    "GET /ogc/collections/{collection}/tiles/{grid}/{z}/{y}/{x}": PUBLIC,
    "GET /ogc/tileMatrixSets": PUBLIC,
    "GET /ogc/tileMatrixSets/{grid}": PUBLIC,
    "GET /plans": PUBLIC,
    "GET /plans.{ending}": PUBLIC,
    "GET /plans/new": PUBLIC,
    "GET /plans/template.xlsx": PUBLIC,
    "GET /plans/{plan_id}": PUBLIC,
    "GET /plans/{plan_id}/map": PUBLIC,
    "GET /plans/{plan_id}/print": PUBLIC,
    "GET /plans/{plan_id}/review-sheet.{ending}": PUBLIC,
    "GET /plans/{plan_id}/summary.{ending}": PUBLIC,
    "GET /rules": PUBLIC,
    "GET /rules/rehearsal": MANAGER,
    "POST /rules/rehearsal": MANAGER,
    "GET /sign-in": SIGNING_IN,
    "GET /sign-in/code": SIGNING_IN,
    "GET /sign-in/enrol": SIGNING_IN,
    "GET /sign-in/oidc": SIGNING_IN,
    "GET /sign-in/oidc/return": SIGNING_IN,
    "GET /sign-in/password": SIGNING_IN,
    "GET /siting": PUBLIC,
    "GET /siting/scenarios/{scenario_id}": PUBLIC,
    "GET /siting/scenarios/{scenario_id}/cells/{code}": PUBLIC,
    "GET /siting/scenarios/{scenario_id}/map": PUBLIC,
    "GET /siting/scenarios/{scenario_id}/print": PUBLIC,
    "GET /siting/studies/{study_id}/tiles/{z}/{x}/{y}.png": PUBLIC,
    "GET /v1/assessments/{assessment_id}": PUBLIC,
    "GET /v1/exports": PUBLIC,
    "GET /v1/exports/layers/{key}.{file_format}": PUBLIC,
    "GET /v1/exports/{collection}.{file_format}": PUBLIC,
    "GET /v1/applications": CASES,
    "POST /v1/applications": CASES,
    "GET /v1/applications/{application_id}": CASES,
    "GET /v1/applications/{application_id}/attachments": CASES,
    "POST /v1/applications/{application_id}/attachments": CASES,
    "GET /v1/applications/{application_id}/attachments/{attachment_id}": CASES,
    "DELETE /v1/applications/{application_id}/attachments/{attachment_id}": CASES,
    "GET /v1/applications/{application_id}/check": CASES,
    "GET /v1/applications/{application_id}/corrections": CASES,
    "PUT /v1/applications/{application_id}/corrections/{item_id}/answer": CASES,
    "GET /v1/applications/{application_id}/versions/{number}/attachments": CASES,
    "GET /v1/applications/{application_id}/document": CASES,
    "PUT /v1/applications/{application_id}/document": CASES,
    "GET /v1/applications/{application_id}/events": CASES,
    "GET /v1/applications/{application_id}/sections": CASES,
    "GET /v1/applications/{application_id}/sections/{name}": CASES,
    "PUT /v1/applications/{application_id}/sections/{name}": CASES,
    "POST /v1/applications/{application_id}/steps": CASES,
    "GET /v1/applications/{application_id}/versions": CASES,
    "POST /v1/applications/{application_id}/versions": CASES,
    "GET /v1/applications/{application_id}/versions/compare": CASES,
    "GET /v1/applications/{application_id}/versions/{number}": CASES,
    "GET /v1/applications/{application_id}/versions/{number}/receipt": CASES,
    "GET /v1/calls": PUBLIC,
    "POST /v1/calls": CALLS,
    "GET /v1/calls/{call_id}": PUBLIC,
    "PUT /v1/calls/{call_id}": CALLS,
    "POST /v1/calls/{call_id}/extensions": CALLS,
    "POST /v1/calls/{call_id}/publication": CALLS,
    "GET /v1/notices": OWN_ACCOUNT,
    "POST /v1/notices/read": OWN_ACCOUNT,
    "GET /v1/outages": PUBLIC,
    "POST /v1/outages": CALLS,
    "GET /assessments/{assessment_id}/comparison": PUBLIC,
    "GET /assessments/{assessment_id}/counterfacts": PUBLIC,
    "GET /v1/assessments/{assessment_id}/comparison": PUBLIC,
    "GET /v1/assessments/{assessment_id}/counterfacts": PUBLIC,
    "GET /v1/features": PUBLIC,
    "GET /v1/features/{collection}": PUBLIC,
    "GET /v1/features/{collection}/{feature_id}": PUBLIC,
    "GET /v1/ledger": MINISTRY,
    "GET /v1/plans": PUBLIC,
    "GET /v1/plans/{plan_id}": PUBLIC,
    "GET /v1/plans/{plan_id}.geojson": PUBLIC,
    "GET /v1/plans/{plan_id}/assessments": PUBLIC,
    "GET /v1/plans/{plan_id}/kpi-advice": PUBLIC,
    "GET /v1/plans/{plan_id}/support": PUBLIC,
    "GET /v1/power-near": PUBLIC,
    "GET /v1/rules": PUBLIC,
    "GET /v1/schemas/{name}": PUBLIC,
    "DELETE /v1/session": SIGNING_IN,
    "GET /v1/session": SIGNING_IN,
    "POST /v1/session": SIGNING_IN,
    "POST /v1/session/code": SIGNING_IN,
    "GET /v1/siting/profiles": PUBLIC,
    "GET /v1/siting/scenarios": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}/areas": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}/at": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}/cells/{code}": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}/compare": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}/export/{what}.{file_format}": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}/movements": PUBLIC,
    "GET /v1/siting/scenarios/{scenario_id}/ranking": PUBLIC,
    "GET /v1/siting/studies": PUBLIC,
    "GET /v1/siting/studies/{study_id}": PUBLIC,
    "GET /v1/siting/studies/{study_id}/what-if": PUBLIC,
    "POST /footprints": PUBLIC,
    "POST /plans": PUBLIC,
    "POST /sign-in": SIGNING_IN,
    "POST /sign-in/code": SIGNING_IN,
    "POST /sign-in/enrol": SIGNING_IN,
    "POST /sign-in/password": SIGNING_IN,
    "POST /sign-out": SIGNING_IN,
    "POST /siting": PUBLIC,
    "POST /siting/studies/{study_id}/scenarios": PUBLIC,
    "POST /v1/footprints/inspect": PUBLIC,
    "POST /v1/plans": PUBLIC,
    "POST /v1/plans/{plan_id}/assessments": PUBLIC,
    "POST /v1/siting/scenarios": PUBLIC,
    "POST /v1/siting/studies": PUBLIC,
    "PUT /v1/plans/{plan_id}": PUBLIC,
    **REVIEW_ACCESS,
}
"""Who may use each route. Which rows they then see is held by the row filter and the database."""


def routes(app: FastAPI) -> list[APIRoute]:
    found: list[APIRoute] = []
    pending = list(app.routes)
    while pending:
        route = pending.pop()
        pending += list(getattr(getattr(route, "original_router", None), "routes", []))
        if isinstance(route, APIRoute):
            found.append(route)
    return found


def test_every_route_has_an_access_rule(app: FastAPI) -> None:
    served = {f"{method} {route.path}" for route in routes(app) for method in route.methods}
    assert served == set(ACCESS)


def test_no_route_blocks_the_event_loop_with_database_work(app: FastAPI) -> None:
    # Endpoints of public routes answer from memory on the loop and leave everything else to a thread.
    asked = [route for route in routes(app) if not isinstance(route, PublicRoute)]
    assert [route.path for route in asked if inspect.iscoroutinefunction(route.endpoint)] == []
