"""Company names of the investment plan leave by no door."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services.publication import public_document, public_record
from data.domain.plan.kinds import PlanType
from tests.api.examples import PLAN, SECRET, plan

CANARIES = (SECRET, "ひみつ素材")


def test_no_answer_and_no_log_line_tells_a_company_of_the_investment_plan(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        posted = client.post("/v1/plans", json=plan())
        plan_id, assessment_id = posted.json()["plan"]["id"], posted.json()["assessment"]["id"]
        page = {"accept": "text/html"}
        answers = [
            posted,
            client.get("/v1/plans"),
            client.get(f"/v1/plans/{plan_id}"),
            client.get(f"/v1/plans/{plan_id}.geojson"),
            client.get(f"/v1/plans/{plan_id}/assessments"),
            client.post(f"/v1/plans/{plan_id}/assessments"),
            client.get(f"/v1/assessments/{assessment_id}"),
            client.put(f"/v1/plans/{plan_id}", json=plan(), headers={"if-match": '"v1"'}),
            *(client.get(f"{path}{language}", headers=page)
              for path in ("/", "/plans", f"/plans/{plan_id}", f"/plans/{plan_id}/map")
              for language in ("", "?lang=en")),
        ]  # fmt: skip
    for answer in answers:
        assert answer.status_code < 300, answer.request.url
        assert not [word for word in CANARIES if word in answer.text], answer.request.url
    assert not [word for word in CANARIES if word in caplog.text]


def test_the_public_document_keeps_everything_else() -> None:
    public = public_document(PlanType.B, PLAN)
    assert public["investment"]["rows"] == [
        {"purpose": "部材工場", "amount_yen": 2_000_000_000, "year": 2028},
        {"purpose": "試験設備", "amount_yen": 1_000_000_000, "year": 2029},
    ]
    assert {name: value for name, value in public.items() if name != "investment"} == {
        name: value for name, value in PLAN.items() if name != "investment"
    }


def read(path: str, value: Any) -> dict[str, Any]:
    return {"path": path, "label": {"ja": "", "en": ""}, "value": value}


def test_a_careless_finding_is_cleaned_before_it_is_shown() -> None:
    inputs = [
        read("investment.rows[0].company", SECRET),
        read("investment.rows", PLAN["investment"]["rows"]),
        read("investment.rows[1]", PLAN["investment"]["rows"][1]),
        read("title", f"{SECRET}の計画"),
    ]
    sentence = {"ja": f"{SECRET}の投資額", "en": f"investment of {SECRET}"}
    finding = {"status": "met", "reason": sentence, "steps": [{"reason": sentence, "inputs": inputs}]}
    cleaned = public_record(PlanType.B, PLAN, {"findings": [finding]})
    assert not [word for word in CANARIES if word in str(cleaned)]
    assert cleaned["findings"][0]["steps"][0]["inputs"][1]["value"][0]["amount_yen"] == 2_000_000_000


def test_a_secret_that_spells_a_key_does_not_break_the_record() -> None:
    document = plan(investment={"rows": [{"company": "met"}]})
    finding = {"status": "met", "reason": {"ja": "met", "en": "met"}, "steps": []}
    cleaned = public_record(PlanType.B, document, {"findings": [finding]})["findings"][0]
    assert cleaned["status"] == "met"
    assert cleaned["reason"]["ja"] == "（非公開）"
