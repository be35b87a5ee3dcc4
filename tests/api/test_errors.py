"""Every error has one form: problem details for programs, a page for people, in the language asked for."""

from __future__ import annotations

import json
import logging

import jsonschema
import pytest
from fastapi.testclient import TestClient

from api.errors import STATUS
from api.logs import JsonLines
from api.v1.schemas import ProblemAnswer
from data.domain import errors as domain_errors
from tests.api.examples import plan

NO_PLAN = "/v1/plans/00000000-0000-0000-0000-000000000000"
WRONG = [
    ("GET", "/v1/nothing-here", 404, "not-found"),
    ("GET", NO_PLAN, 404, "not-found"),
    ("GET", f"{NO_PLAN}/assessments", 404, "not-found"),
    ("POST", f"{NO_PLAN}/assessments", 404, "not-found"),
    ("GET", "/v1/assessments/00000000-0000-0000-0000-000000000000", 404, "not-found"),
    ("GET", "/v1/schemas/plan-z", 404, "not-found"),
    ("DELETE", "/v1/plans", 405, "method-not-allowed"),
    ("GET", "/v1/plans/not-an-id", 422, "invalid-input"),
    ("POST", "/v1/plans", 422, "invalid-input"),
]


@pytest.mark.parametrize(("method", "path", "status", "code"), WRONG)
def test_errors_are_problem_details(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    jsonschema.validate(body, ProblemAnswer.model_json_schema())
    assert body["code"] == code
    assert body["status"] == status
    assert body["instance"] == path
    assert body["request_id"] == answer.headers["x-request-id"]


def test_title_and_detail_follow_the_language_asked_for(client: TestClient) -> None:
    japanese = client.get(NO_PLAN).json()
    english = client.get(NO_PLAN, headers={"accept-language": "en-GB,en;q=0.9"}).json()
    assert japanese["title"] == "見つかりません"
    assert english["title"] == "Not found"


@pytest.mark.parametrize("path", ["/nothing-here", "/plans/00000000-0000-0000-0000-000000000000", "/plans/x"])
def test_a_person_gets_a_page_with_the_same_facts(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html,*/*"})
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-request-id"] in answer.text


def test_a_method_that_is_not_offered_names_those_that_are(client: TestClient) -> None:
    assert client.delete("/v1/plans").headers["allow"]


def test_a_long_value_is_shown_shortened(client: TestClient) -> None:
    answer = client.post("/v1/plans", json=plan(body="1" * 10_000))
    assert len(answer.text) < 5_000


def test_every_error_of_the_domain_has_a_status() -> None:
    kinds = [getattr(domain_errors, name) for name in dir(domain_errors)]
    ours = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, domain_errors.ShusekiError)]
    assert [kind for kind in ours if kind is not domain_errors.ShusekiError and kind not in STATUS] == []


def test_a_request_id_of_a_proxy_is_kept_only_when_harmless(client: TestClient) -> None:
    kept = client.get("/healthz", headers={"x-request-id": "proxy-1234"})
    assert kept.headers["x-request-id"] == "proxy-1234"
    changed = client.get("/healthz", headers={"x-request-id": "a b\\n<script>"})
    assert changed.headers["x-request-id"] != "a b\\n<script>"


def test_log_lines_are_json_with_the_request_they_belong_to() -> None:
    record = logging.LogRecord("shuseki.errors", logging.ERROR, __file__, 1, "request failed", (), None)
    record.request_id = "abc"
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["request_id"], line["level"]) == ("request failed", "abc", "ERROR")
