"""Applications for the four types of GX zone through the API on PostGIS: stored, read, assessed, drawn."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import document_in
from tests.rules.samples import FOLDER, of_type

ZONES = [name for plan_type in ("GX1", "GX2", "GX3", "GX4") for name in of_type(PlanType(plan_type))]


@pytest.mark.parametrize("name", ZONES)
def test_an_application_is_stored_read_assessed_and_drawn(
    client: TestClient, own_engine: Engine, name: str
) -> None:
    document: Any = document_in(FOLDER / f"{name}.yaml")
    answer = client.post("/v1/plans", json=document)
    assert answer.status_code == 201, answer.text
    plan, assessment = answer.json()["plan"], answer.json()["assessment"]
    assert plan["plan_type"] == document["plan_type"]
    assert client.get(f"/v1/plans/{plan['id']}").json() == plan
    assert assessment["rule_set"].startswith(f"{document['plan_type']}-")
    assert all(finding["citations"] for finding in assessment["record"]["findings"])
    _has_its_ground(client, own_engine, plan, document)
    again = client.post(f"/v1/plans/{plan['id']}/assessments").json()
    assert _answers(again) == _answers(assessment)
    page = client.get(f"/plans/{plan['id']}")
    assert page.status_code == 200
    assert document["title"] in page.text


def _answers(assessment: dict[str, Any]) -> dict[str, str]:
    return {f["criterion"]: f["status"] for f in assessment["record"]["findings"]}


def _has_its_ground(client: TestClient, engine: Engine, plan: dict[str, Any], document: Any) -> None:
    """Plots stand for a footprint; what is named by municipality waits for boundaries."""
    shapes = [plot["geometry"] for plot in document.get("plots", ()) if "geometry" in plot]
    is_drawn = "footprint" in document or any(shape["type"] != "Point" for shape in shapes)
    feature = client.get(f"/v1/plans/{plan['id']}.geojson").json()
    assert feature["properties"]["plan_type"] == document["plan_type"]
    assert (feature["geometry"] is not None) == is_drawn
    assert plan["footprint_origin"] == ("stated" if is_drawn else "none")
    with engine.connect() as connection:
        valid = connection.execute(
            text("SELECT ST_IsValid(footprint) AND ST_SRID(footprint) = 4326 FROM plan WHERE id = :id"),
            {"id": plan["id"]},
        ).scalar_one()
    assert valid is (True if is_drawn else None)


@pytest.mark.parametrize(
    ("coordinates", "told"),
    [
        (None, "二つの数値"),
        ([], "二つの数値"),
        (["138.9", 37.6], "二つの数値"),
        ([True, False], "二つの数値"),
        ([138.9, 37.6, 5.0], "二つの数値"),
        ([37.6, 138.9], "順序が逆"),
        ([1e308, 37.6], "経度±180度"),
        ([2.35, 48.85], "日本の範囲の外"),
        ([155.1, 24.3], "日本の範囲の外"),
    ],
)
def test_a_plot_at_no_place_in_japan_is_refused_before_its_area_is_known(
    client: TestClient, own_engine: Engine, coordinates: object, told: str
) -> None:
    document: Any = document_in(FOLDER / f"{of_type(PlanType('GX2'))[0]}.yaml")
    point = {"type": "Point"} if coordinates is None else {"type": "Point", "coordinates": coordinates}
    answer = client.post("/v1/plans", json={**document, "plots": [{"name": "区画", "geometry": point}]})
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["field"] == "/plots/0/geometry/coordinates"
    assert told in problem["message"]["ja"]
    assert problem["remedy"]["ja"]
    with own_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM plan WHERE NOT is_sample")) == 0


def test_a_plot_in_the_waters_of_the_easternmost_island_is_in_japan(client: TestClient) -> None:
    document: Any = document_in(FOLDER / f"{of_type(PlanType('GX2'))[0]}.yaml")
    point = {"type": "Point", "coordinates": [154.01, 24.29]}
    answer = client.post("/v1/plans", json={**document, "plots": [{"name": "区画", "geometry": point}]})
    assert answer.status_code == 201, answer.text


def test_every_type_of_zone_has_a_sample_here() -> None:
    types = {document_in(FOLDER / f"{name}.yaml")["plan_type"] for name in ZONES}
    assert types == {"GX1", "GX2", "GX3", "GX4"}


def test_tenants_of_an_estate_are_read_by_nobody_through_the_api(client: TestClient) -> None:
    name = of_type(PlanType.GX3)[0]
    document: Any = document_in(FOLDER / f"{name}.yaml")
    partners = {partner["name"] for partner in document["partners"]}
    secrets = [tenant["name"] for tenant in document["tenants"] if tenant["name"] not in partners]
    stored = client.post("/v1/plans", json=document)
    read = client.get(f"/v1/plans/{stored.json()['plan']['id']}")
    page = client.get(f"/plans/{stored.json()['plan']['id']}")
    assert secrets
    assert [s for s in secrets for shown in (stored, read, page) if s in shown.text] == []
