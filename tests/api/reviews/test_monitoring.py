"""After certification: returns by the body, lateness and sums for the ministry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.services.reviews import kpi_returns, portfolio
from api.services.reviews.kpi_returns import Reported
from data.db import act_as, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import InvalidInput, NotAllowed, NotFound, ShusekiError
from rules.screening.kpi_cycles import Against, ReturnStatus
from rules.screening.portfolio import Grouping
from tests.support.ministry import Ministry, found
from tests.support.reviewing import Sent, send_case
from tests.support.signing_in import sign_in

TODAY = date(2028, 3, 10)
PLAN: dict[str, Any] = {
    "period": {"start": "2026-04-01", "end": "2030-03-31"},
    "monitoring": {"cycle_months": 12},
    "kpis": [{"indicator": "輸出額", "unit": "億円", "direction": "increase", "baseline": 10, "target": 30}],
    "investment": {"total_yen": 2_000_000_000},
    "spillover": [{"kind": "jobs", "unit": "人", "baseline": 100, "target": 150}],
}


@pytest.fixture
def case(session: Session, ministry: Ministry) -> Sent:
    return send_case(session, ministry, "R8-1-0010", state="certified", plan_type="B", document=PLAN)


def value(actual: str | None, *, year: int = 2027, final: bool = True, why: str = "") -> Reported:
    return Reported("/kpis/0", year, None if actual is None else Decimal(actual), why, final)


def test_a_body_reports_and_the_ministry_sees_it_against_the_target(
    session: Session, ministry: Ministry, case: Sent
) -> None:
    act_as(session, ministry.actors["neighbour"])
    kpi_returns.report(session, case.id, value(None, final=False), TODAY, 0)
    act_as(session, ministry.actors["manager"])
    before = kpi_returns.standing(session, case.id, TODAY).returns[0]
    assert (before.status, before.actual) == (ReturnStatus.OVERDUE, None)
    act_as(session, ministry.actors["neighbour"])
    kpi_returns.report(session, case.id, value("20"), TODAY, 1)
    with pytest.raises(InvalidInput):
        kpi_returns.report(session, case.id, value("21"), TODAY, 2)
    assert kpi_returns.report(session, case.id, value("21", why="集計の訂正"), TODAY, 2).version == 3
    act_as(session, ministry.actors["reviewer"])
    listed = kpi_returns.all_standing(session, TODAY)
    assert [each.number for each in listed] == ["R8-1-0010"]
    first, second, third = listed[0].returns
    assert (first.actual, first.against) == (Decimal(21), Against.NOT_YET)
    assert second.status is third.status is ReturnStatus.NOT_DUE


@pytest.mark.parametrize(
    ("name", "reported", "refusal"),
    [
        ("neighbour", value("1", year=2040), InvalidInput),
        ("neighbour", value(None), InvalidInput),
        ("officer", value("1"), NotFound),
        ("manager", value("1"), NotAllowed),
        ("unassigned", value("1"), NotFound),
    ],
)
def test_a_return_is_refused(
    session: Session,
    ministry: Ministry,
    case: Sent,
    name: str,
    reported: Reported,
    refusal: type[ShusekiError],
) -> None:
    act_as(session, ministry.actors[name])
    with pytest.raises(refusal):
        kpi_returns.report(session, case.id, reported, TODAY, 0)


def test_a_case_that_is_not_certified_reports_nothing(session: Session, ministry: Ministry) -> None:
    act_as(session, ministry.actors["officer"])
    with pytest.raises(NotAllowed):
        kpi_returns.report(session, ministry.sent, value("1"), TODAY, 0)


def test_the_portfolio_says_how_many_state_a_figure(session: Session, ministry: Ministry, case: Sent) -> None:
    act_as(session, ministry.actors["manager"])
    groups = portfolio.groups(session)
    whole = groups[0]
    assert (whole.investment_yen.total, whole.investment_yen.stated, whole.investment_yen.plans) == (
        2_000_000_000,
        1,
        2,
    )
    assert (whole.jobs.total, whole.value_added_yen.total) == (50, None)
    by_status = {group.key: group for group in groups if group.grouping is Grouping.STATUS}
    assert by_status["first_screening"].jobs.total is None
    lines = portfolio.as_csv(session).decode("utf-8-sig").splitlines()
    assert lines[1] == "全体,,2,2000000000,1,,0,50,1"
    for name in ("officer", "finished", "administrator"):
        act_as(session, ministry.actors[name])
        with pytest.raises(NotAllowed):
            portfolio.groups(session)


def test_the_review_through_its_routes(client: TestClient, own_engine: Engine) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        ministry = found(session)
        case = send_case(session, ministry, "R8-1-0010")
    sign_in(client, own_engine, ministry.actors["manager"])
    queue = client.get("/v1/review/queue", params={"limit": 1, "stage": "screening"}).json()
    assert (queue["items"][0]["number"], queue["next"] is not None) == ("R8-1-0001", True)
    assert client.get("/v1/review/queue/counts").json()["total"] == 2
    read = client.get(f"/v1/review/cases/{case.id}").json()
    assert read["unjudged"] == ["gx.away"]
    item = {"pointer": "/plots/0/area_ha", "remark": "根拠を示してください。", "due_on": "2099-01-01"}
    asked_for = client.post(f"/v1/review/cases/{case.id}/corrections", json={"items": [item]})
    assert asked_for.json()[0]["state"] == "drafted"
    handed_back = f"/v1/review/cases/{case.id}/return"
    assert client.post(handed_back, json={"reason": "不備"}).status_code == 428
    stale = client.post(handed_back, json={"reason": "不備"}, headers={"If-Match": '"v9"'})
    assert stale.status_code == 412
    judged = {"criterion": "gx.away", "status": "met", "reason": "距離は十分"}
    assert client.post(f"/v1/review/cases/{case.id}/judgements", json=judged).status_code == 201
    draft = {"outcome": "promising", "reason": "優れている"}
    address, first = f"/v1/review/cases/{case.id}/decision", {"If-Match": '"v0"'}
    assert client.put(address, json=draft, headers=first).headers["etag"] == '"v1"'
    assert client.put(address, json=draft, headers=first).status_code == 412
    looked = client.post("/v1/review/decisions/preview", json={"cases": [str(case.id)]})
    assert looked.json()[0]["decision"]["version"] == 1
    asked = {"cases": [str(case.id)], "prefix": "2026資", "first_number": 1}
    seen = {"If-Match": looked.headers["etag"]}
    assert client.post("/v1/review/decisions/announcement", json=asked).status_code == 428
    done = client.post("/v1/review/decisions/announcement", json=asked, headers=seen).json()
    assert [row["letter_number"] for row in done["now"]] == ["2026資第1号"]
    line = client.get("/v1/review/reports/cut-line", params={"call": "R8-1", "plan_type": "GX2", "places": 1})
    assert line.status_code == 200
    assert client.get("/v1/portfolio").json()[0]["jobs"] == {"total": None, "stated": 0, "plans": 2}
    sign_in(client, own_engine, ministry.actors["administrator"])
    trail = client.get("/v1/audit", params={"event": "application:", "subject_id": str(case.id)}).json()
    assert [entry["event"] for entry in trail["items"]] == [
        "application:letter:issued",
        "application:found_promising",
        "application:decision:drafted",
        "application:judged",
        "application:correction:asked",
        "application:confidential:read",
    ]
    assert trail["next"] is None
