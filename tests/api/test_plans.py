"""Plans go in, are assessed, replaced and read again."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.examples import plan


@pytest.fixture
def stored(client: TestClient) -> dict[str, Any]:
    answer = client.post("/v1/plans", json=plan())
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/plans/{body['plan']['id']}"
    return body


def test_a_stored_plan_can_be_read_where_its_location_says(
    client: TestClient, stored: dict[str, Any]
) -> None:
    read = client.get(f"/v1/plans/{stored['plan']['id']}")
    assert read.json() == stored["plan"]
    assert read.headers["etag"] == '"v1"'


def test_a_stored_plan_carries_its_assessment_with_sources(
    client: TestClient, stored: dict[str, Any]
) -> None:
    assessment = stored["assessment"]
    assert client.get(f"/v1/assessments/{assessment['id']}").json() == assessment
    for finding in assessment["record"]["findings"]:
        assert finding["citations"]
        assert finding["reason"]["ja"]
        assert finding["reason"]["en"]


def test_without_layers_what_they_would_tell_is_missing_with_a_reason(stored: dict[str, Any]) -> None:
    measured = {fact["path"]: fact for fact in stored["assessment"]["measured"]}
    assert measured["land.area_ha"]["value"] > 0
    assert measured["land.prefectures"]["value"] == ["15"]
    for path in ("land.municipalities", "power.decarbonised_mw", "power.nearest_substation"):
        assert "value" not in measured[path]
        assert measured[path]["reason"]["ja"]


def test_a_plan_named_by_municipalities_waits_for_their_boundaries(client: TestClient) -> None:
    answer = client.post("/v1/plans", json=plan(footprint=None)).json()
    assert answer["plan"]["footprint_origin"] == "none"
    area = next(fact for fact in answer["assessment"]["measured"] if fact["path"] == "land.area_ha")
    assert "柏崎市" in area["reason"]["ja"]


def test_the_footprint_is_geojson_with_outer_rings_counter_clockwise(
    client: TestClient, stored: dict[str, Any]
) -> None:
    answer = client.get(f"/v1/plans/{stored['plan']['id']}.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    geometry = answer.json()["geometry"]
    assert geometry["type"] == "MultiPolygon"
    ring = geometry["coordinates"][0][0]
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    assert doubled > 0


def test_a_plan_without_ground_is_a_feature_without_geometry(client: TestClient) -> None:
    plan_id = client.post("/v1/plans", json=plan(footprint=None)).json()["plan"]["id"]
    assert client.get(f"/v1/plans/{plan_id}.geojson").json()["geometry"] is None


def test_replacing_needs_the_version_it_starts_from(client: TestClient, stored: dict[str, Any]) -> None:
    address = f"/v1/plans/{stored['plan']['id']}"
    assert client.put(address, json=plan(title="新しい計画")).status_code == 428
    assert client.put(address, json=plan(title="新しい計画"), headers={"if-match": '"v7"'}).status_code == 412
    assert client.put(address, json=plan(title="新しい計画"), headers={"if-match": "x"}).status_code == 422
    assert client.get(address).json()["title"] == plan()["title"]


def test_replacing_makes_the_next_version_and_assesses_it(client: TestClient, stored: dict[str, Any]) -> None:
    address = f"/v1/plans/{stored['plan']['id']}"
    answer = client.put(address, json=plan(title="新しい計画"), headers={"if-match": '"v1"'})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"v2"'
    assert answer.json()["assessment"]["plan_version"] == 2
    assert len(client.get(f"{address}/assessments").json()) == 2
    late = client.put(address, json=plan(title="さらに別の計画"), headers={"if-match": '"v1"'})
    assert late.status_code == 412
    assert client.get(address).json()["title"] == "新しい計画"


def test_a_refused_replacement_changes_nothing(client: TestClient, stored: dict[str, Any]) -> None:
    address = f"/v1/plans/{stored['plan']['id']}"
    answer = client.put(address, json=plan(municipalities=["15999"]), headers={"if-match": '"v1"'})
    assert answer.status_code == 422
    assert client.get(address).json() == stored["plan"]
    assert len(client.get(f"{address}/assessments").json()) == 1


def test_assessing_again_keeps_the_earlier_answer(client: TestClient, stored: dict[str, Any]) -> None:
    address = f"/v1/plans/{stored['plan']['id']}/assessments"
    again = client.post(address)
    assert again.status_code == 201
    assert [line["id"] for line in client.get(address).json()] == [
        again.json()["id"],
        stored["assessment"]["id"],
    ]


def test_the_list_is_paged_without_gaps_or_repeats(client: TestClient) -> None:
    made = [client.post("/v1/plans", json=plan(title=f"計画{n}")).json()["plan"]["id"] for n in range(5)]
    seen: list[str] = []
    after = ""
    while True:
        page = client.get(f"/v1/plans?limit=2{after}").json()
        seen += [line["id"] for line in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == made[::-1]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "after=x", "after=W10"])
def test_a_wrong_page_is_told_as_bad_input(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/plans?{query}")
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_overlapping_plans_name_each_other_with_the_shared_area(client: TestClient) -> None:
    client.post("/v1/plans", json=plan(title="先の計画"))
    measured = client.post("/v1/plans", json=plan(title="後の計画")).json()["assessment"]["measured"]
    facts = {fact["path"]: fact.get("value") for fact in measured}
    assert facts["land.overlaps"] == ["先の計画"]
    assert facts["land.overlap_areas"][0]["area_ha"] == pytest.approx(facts["land.area_ha"], rel=1e-3)


def test_the_schema_tells_titles_units_and_what_is_confidential(client: TestClient) -> None:
    schema = client.get("/v1/schemas/plan-b").json()
    row = schema["$defs"]["InvestmentRow"]["properties"]
    assert row["company"]["x-confidential"] is True
    assert row["amount_yen"]["x-unit"] == "円"


def test_rules_are_listed_with_their_sources(client: TestClient) -> None:
    register = client.get("/v1/rules").json()
    assert {"promise.product", "kpi.set", "content.investment"} <= {c["id"] for c in register["criteria"]}
    assert all(criterion["citations"] for criterion in register["criteria"])


def test_a_day_without_rules_is_not_found(client: TestClient) -> None:
    answer = client.get("/v1/rules?on=1999-01-01")
    assert answer.status_code == 404
    assert answer.json()["code"] == "no-rule-set"
