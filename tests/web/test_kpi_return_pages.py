"""The page of KPI returns: the body reports, the ministry reads, nobody writes over what was not seen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.deps import today_in_japan
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.ministry import Ministry
from tests.support.reviewing import send_case
from tests.support.signing_in import sign_in

HTML = {"accept": "text/html"}
PLAN: dict[str, Any] = {
    "title": "新電池の計画",
    "period": {"start": "2026-04-01", "end": "2030-03-31"},
    "monitoring": {"cycle_months": 12},
    "kpis": [{"indicator": "輸出額", "unit": "億円", "direction": "increase", "baseline": 10, "target": 30}],
}
ROW = {"kpi": "/kpis/0", "fiscal_year": "2027"}


@pytest.fixture
def path(client: TestClient, own_engine: Engine, ministry: Ministry) -> str:
    client.app.dependency_overrides[today_in_japan] = lambda: date(2028, 3, 10)  # type: ignore[attr-defined]
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        case = send_case(session, ministry, "R8-1-0010", state="certified", plan_type="B", document=PLAN)
    return f"/applications/{case.id}/kpi-returns"


def post(client: TestClient, path: str, version: int, state: str, actual: str, why: str = ""):
    sent = {**ROW, "version": str(version), "state": state, "actual": actual, "explanation": why}
    return client.post(path, data=sent, headers=HTML, follow_redirects=False)


def test_a_value_is_kept_as_a_draft_then_reported_then_changed_with_a_reason(
    client: TestClient, own_engine: Engine, ministry: Ministry, path: str
) -> None:
    sign_in(client, own_engine, ministry.actors["neighbour"])
    assert "日経過" in client.get(path, headers=HTML).text
    assert post(client, path, 0, "drafted", "").headers["location"].endswith("#return-2027-0")
    assert post(client, path, 1, "drafted", "２０，０００．５").status_code == 303
    assert 'value="20000.5"' in client.get(path, headers=HTML).text
    sign_in(client, own_engine, ministry.actors["manager"])
    seen_by_ministry = client.get(path, headers=HTML).text
    assert "20000.5" not in seen_by_ministry, "a draft is the body's own"
    assert 'name="actual"' not in seen_by_ministry
    sign_in(client, own_engine, ministry.actors["neighbour"])
    assert post(client, path, 2, "reported", "20").status_code == 303
    unexplained = post(client, path, 3, "reported", "40")
    assert unexplained.status_code == 422
    assert 'value="40"' in unexplained.text
    assert post(client, path, 3, "reported", "40", "集計の訂正").status_code == 303
    shown = client.get(path, headers=HTML).text
    assert "達成" in shown
    assert "150%" in shown


@pytest.mark.parametrize(
    ("version", "state", "actual", "status", "words"),
    [
        (0, "reported", "", 422, "実績値がありません"),
        (0, "drafted", "たくさん", 422, "数値として読めません"),
        (0, "drafted", "NaN", 422, "桁数が多すぎる"),
        (0, "drafted", "1e30", 422, "桁数が多すぎる"),
        (0, "drafted", "0.00001", 422, "桁数が多すぎる"),
        (1, "drafted", "20", 412, "先に変更しました"),
    ],
)
def test_what_cannot_be_kept_is_told_where_it_was_typed(
    client: TestClient,
    own_engine: Engine,
    ministry: Ministry,
    path: str,
    version: int,
    state: str,
    actual: str,
    status: int,
    words: str,
) -> None:
    sign_in(client, own_engine, ministry.actors["neighbour"])
    refused = post(client, path, version, state, actual, "説明の控え")
    assert refused.status_code == status
    assert words in refused.text
    assert "説明の控え" in refused.text
    assert client.get(f"/v1/kpi-returns/{path.split('/')[2]}").json()["returns"][0]["kept"] is None


def test_other_bodies_find_no_page(
    client: TestClient, own_engine: Engine, ministry: Ministry, path: str
) -> None:
    sign_in(client, own_engine, ministry.actors["officer"])
    assert client.get(path, headers=HTML).status_code == 404
    assert post(client, path, 0, "drafted", "1").status_code == 404
