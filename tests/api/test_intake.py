"""Bad input is told field by field, and nothing of it is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from tests.api.examples import plan


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


SWAPPED = {
    "type": "Polygon",
    "coordinates": [[[37.33, 138.52], [37.33, 138.58], [37.38, 138.58], [37.38, 138.52], [37.33, 138.52]]],
}
CROSSING = {
    "type": "Polygon",
    "coordinates": [[[138.52, 37.33], [138.58, 37.38], [138.58, 37.33], [138.52, 37.38], [138.52, 37.33]]],
}
COMPANY = {"name": "見本精機", "role": "組立て", "origin": "local", "core": True}
KPI = {"indicator": "域内取引額", "unit": "億円", "direction": "increase", "baseline": 80, "target": 30}

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown municipality code": (plan(municipalities=["15999"]), "/municipalities/0"),
    "an unknown body": (plan(body="99000"), "/body"),
    "latitude and longitude swapped": (plan(footprint=SWAPPED), "/footprint"),
    "a self-crossing footprint": (plan(footprint=CROSSING), "/footprint"),
    "an empty footprint": (plan(footprint={"type": "Polygon", "coordinates": []}), "/footprint"),
    "a footprint at sea": (plan(footprint=box(145.0, 32.0, 145.1, 32.1)), "/footprint"),
    "a footprint in another prefecture": (plan(footprint=box(130.7, 32.8, 130.8, 32.9)), "/footprint"),
    "a target below its baseline": (plan(kpis=[KPI]), "/kpis/0/target"),
    "an end before the start": (plan(period={"start": "2030-04-01", "end": "2029-03-31"}), "/period"),
    "a wrong check digit": (
        plan(companies=[{**COMPANY, "corporate_number": "1000000000011"}]),
        "/companies/0/corporate_number",
    ),
    "a number as text": (plan(targets={"sales_yen": "12億円"}), "/targets/sales_yen"),
    "an unknown field": (plan(colour="blue"), "/colour"),
    "no title": (plan(title=None), "/title"),
    "another plan type": (plan(plan_type="Z"), "/plan_type"),
}


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        query = text("SELECT (SELECT count(*) FROM plan) + (SELECT count(*) FROM assessment)")
        return int(connection.execute(query).scalar_one())


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_at_its_field_and_stores_nothing(
    client: TestClient, own_engine: Engine, name: str
) -> None:
    document, field = BAD[name]
    answer = client.post("/v1/plans", json=document)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problems = answer.json()["problems"]
    assert any(problem["field"].startswith(field) for problem in problems), problems
    for problem in problems:
        assert problem["message"]["ja"]
        assert problem["message"]["en"]
        assert problem["remedy"]["ja"]
        assert problem["remedy"]["en"]
    assert rows(own_engine) == 0


@pytest.mark.parametrize(
    "body", ["{", "", "[]", '"x"', "null", '{"plan_type": "B", "plan_type": "B"}', "\xff"]
)
def test_a_body_that_is_no_document_is_told_as_bad_input(
    client: TestClient, own_engine: Engine, body: str
) -> None:
    answer = client.post("/v1/plans", content=body.encode("latin-1"))
    assert answer.status_code == 422
    assert answer.json()["problems"]
    assert rows(own_engine) == 0


def test_all_problems_are_told_at_once(client: TestClient) -> None:
    document = plan(municipalities=["15999"], period={"start": "2030-04-01", "end": "2029-03-31"}, kpis=[KPI])
    fields = {problem["field"] for problem in client.post("/v1/plans", json=document).json()["problems"]}
    assert len(fields) >= 3


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(client: TestClient, own_engine: Engine) -> None:
    answer = client.post("/v1/plans", content=b" " * (10 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert rows(own_engine) == 0


def test_a_deeply_nested_body_is_bad_input(client: TestClient) -> None:
    assert client.post("/v1/plans", content="[" * 100_000).status_code == 422


@pytest.mark.parametrize(
    "headers", [{"origin": "http://elsewhere.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_page_of_another_site_cannot_store_anything(
    client: TestClient, own_engine: Engine, headers: dict[str, str]
) -> None:
    answer = client.post("/v1/plans", json=plan(), headers=headers)
    assert answer.status_code == 403
    assert rows(own_engine) == 0


def test_a_page_of_ours_may_store(client: TestClient) -> None:
    headers = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert client.post("/v1/plans", json=plan(), headers=headers).status_code == 201


def test_text_is_stored_as_it_was_written(client: TestClient) -> None:
    title = "髙﨑𠮷①㈱～－ <script>alert(1)</script> '; DROP TABLE plan; --"
    stored = client.post("/v1/plans", content=json.dumps(plan(title=title))).json()["plan"]
    assert client.get(f"/v1/plans/{stored['id']}").json()["title"] == title
