"""Support measures and advice on KPIs reach people by API and page: why, what is missing, how to rewrite."""

from __future__ import annotations

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from rules.kpi_linter import KpiRule
from tests.api.examples import plan

PAGE = {"accept": "text/html"}


def stored(client: TestClient, **change: object) -> str:
    answer = client.post("/v1/plans", json=plan(**change))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["plan"]["id"])


def test_measures_are_proposed_with_why_what_is_missing_and_the_source(client: TestClient) -> None:
    complete = client.get(f"/v1/plans/{stored(client)}/support").json()
    assert {each["status"] for each in complete["proposals"]} >= {"met"}
    for each in complete["proposals"]:
        assert each["why"]["ja"]
        assert each["citation"]["document"] == "S2"
        assert bool(each["lacking"]) == (each["status"] != "met")
    lacking = client.get(f"/v1/plans/{stored(client, investment=None)}/support").json()
    open_ones = {each["id"] for each in lacking["proposals"] if each["status"] == "incomplete"}
    assert "support/review/listed-companies" in open_ones


def test_measures_no_field_speaks_to_are_listed_apart(client: TestClient) -> None:
    found = client.get(f"/v1/plans/{stored(client)}/support").json()
    proposed = {each["id"] for each in found["proposals"]}
    assert proposed.isdisjoint(each["id"] for each in found["unmatched"])


def test_advice_on_kpis_comes_with_a_rewrite_and_an_unknown_trend_once(client: TestClient) -> None:
    kpis = [{"indicator": "セミナー開催回数", "unit": "回"}, {"indicator": "域内調達額", "unit": "百万円"}]
    found = client.get(f"/v1/plans/{stored(client, kpis=kpis)}/kpi-advice").json()
    assert KpiRule.ACTIVITY in {each["rule"] for each in found}
    assert [each["path"] for each in found if each["rule"] == KpiRule.TREND_UNKNOWN] == ["kpis"]
    assert all(each["rewrite"]["ja"] and each["rewrite"]["en"] for each in found)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_of_a_plan_shows_both(client: TestClient, language: str) -> None:
    kpis = [{"indicator": "セミナー開催回数", "unit": "回"}, {"indicator": "域内調達額", "unit": "百万円"}]
    path = f"/plans/{stored(client, kpis=kpis)}"
    page = client.get(path, params={"lang": language}, headers=PAGE).text
    assert 'id="support"' in page
    assert 'id="kpi-advice"' in page
    assert page.count("trend-unknown") == 1


@pytest.mark.parametrize("what", ["support", "kpi-advice"])
def test_of_an_unknown_plan_nothing_is_told(client: TestClient, what: str) -> None:
    assert client.get(f"/v1/plans/{uuid4()}/{what}").status_code == 404
