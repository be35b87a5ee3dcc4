"""Calls: frozen when published, told in Japanese time, extended for everybody with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from data.orm import AuditRow, Notice
from tests.support.applying import Office

TERMS: dict[str, Any] = {
    "code": "R8-GX-1",
    "title_ja": "GX戦略地域 公募",
    "title_en": "Call for GX zones",
    "opens_at": "2026-06-01T09:00:00",
    "closes_at": "2099-02-13T17:00:00",
    "screenings": {"GX2": 2, "GX3": 1},
}


def test_a_call_is_prepared_changed_published_and_then_frozen(office: Office) -> None:
    client = office.by("administrator")
    made = client.post("/v1/calls", json=TERMS)
    assert made.status_code == 201, made.text
    call = made.json()
    assert call["closes_at"] == "2099-02-13T17:00:00+09:00"
    assert call["rule_sets"] == {"GX2": "GX2-2025-12-22", "GX3": "GX3-2025-12-22"}
    address = f"/v1/calls/{call['id']}"
    office.client.cookies.clear()
    assert office.client.get(address).status_code == 404
    client = office.by("administrator")
    seen = {"if-match": made.headers["etag"]}
    renamed = client.put(address, json=TERMS | {"title_en": "GX call"}, headers=seen)
    assert renamed.json()["title"]["en"] == "GX call"
    assert client.put(address, json=TERMS, headers=seen).status_code == 412
    seen = {"if-match": renamed.headers["etag"]}
    published = client.post(f"{address}/publication", headers=seen)
    assert published.json()["published"]
    seen = {"if-match": published.headers["etag"]}
    assert client.put(address, json=TERMS, headers=seen).status_code == 409
    assert office.by("officer").get(address).json()["server_time"].endswith("+09:00")
    assert "R8-GX-1" in client.get("/v1/notices").text


def test_windows_out_of_order_finer_than_seconds_or_unknown_rules_are_refused(office: Office) -> None:
    client = office.by("administrator")
    refused: tuple[dict[str, Any], ...] = (
        {"closes_at": "2026-01-01T00:00:00"},
        {"closes_at": "2099-02-13T17:00:00.5"},
        {"screenings": {"GX2": 3}},
        {"screenings": {}},
        {"rule_sets": {"B": "B-2026-06-01"}},
    )
    for wrong in refused:
        assert client.post("/v1/calls", json=TERMS | wrong).status_code == 422, wrong
    assert client.post("/v1/calls", json=TERMS | {"rule_sets": {"GX2": "none"}}).status_code == 404
    assert client.post("/v1/calls", json=TERMS | {"code": "R8-B-1"}).status_code == 409


def test_an_outage_is_given_back_to_everybody_with_a_reason(office: Office) -> None:
    client = office.by("administrator")
    now = datetime.now(UTC).replace(microsecond=0)
    began, ended = now - timedelta(hours=3), now - timedelta(hours=1)
    outage = client.post(
        "/v1/outages",
        json={"began_at": began.isoformat(), "ended_at": ended.isoformat(), "description": "通信障害"},
    ).json()
    address = f"/v1/calls/{office.call}"
    before = client.get(address)
    seen = {"if-match": before.headers["etag"]}
    sent = {"outage": outage["id"], "reason": " "}
    assert client.post(f"{address}/extensions", json=sent, headers=seen).status_code == 422
    sent["reason"] = "通信障害のため"
    assert office.by("officer").post(f"{address}/extensions", json=sent, headers=seen).status_code == 403
    client = office.by("administrator")
    extended = client.post(f"{address}/extensions", json=sent, headers=seen)
    assert extended.status_code == 201, extended.text
    was, now_is = (datetime.fromisoformat(each.json()["closes_at"]) for each in (before, extended))
    assert now_is - was == ended - began
    assert client.post(f"{address}/extensions", json=sent, headers=seen).status_code == 412
    office.client.cookies.clear()
    (shown,) = office.client.get(address).json()["extensions"]
    assert shown["reason"] == "通信障害のため"
    assert office.client.get("/v1/outages").json()[0]["description"] == "通信障害"
    with office.system() as session:
        entry = session.scalars(select(AuditRow).where(AuditRow.event == "call:extended")).one()
        assert entry.reason == "通信障害のため"
        told = select(Notice.post_id).where(Notice.kind == "deadline")
        posts = {office.actors[name].post_id for name in ("officer", "approver", "neighbour")}
        assert posts <= set(session.scalars(told))
