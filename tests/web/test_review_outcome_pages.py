"""Pages after a decision: publication, other rules, conflicts withdrawn, the cut line, order of the queue."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.assessment import Status
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case
from tests.web.test_review_pages import Desk, version


@pytest.fixture
def case(own_engine: Engine, ministry: Ministry) -> Sent:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        return send_case(session, ministry, "R8-1-0010", statuses={"gx.land": Status.MET})


@pytest.fixture
def desk(client: TestClient, own_engine: Engine, ministry: Ministry) -> Desk:
    return Desk(client, own_engine, ministry)


def announced(desk: Desk, case: Sent) -> None:
    chosen = {"case": [str(case.id)]}
    desk.post("/review/decisions/draft", **chosen, outcome="promising", batch="", reason="優れている")
    preview = desk.client.post("/v1/review/decisions/preview", json={"cases": chosen["case"]})
    seen = preview.headers["etag"].strip('"')
    done = desk.post("/review/decisions/announcement", **chosen, prefix="2026資", first_number="7", seen=seen)
    assert done.status_code == 303


def test_a_decided_plan_is_published_read_by_everybody_and_taken_back(desk: Desk, case: Sent) -> None:
    desk.by("manager")
    early = desk.post(f"/review/{case.id}/publish", version=version(desk, case))
    assert early.status_code == 409
    assert "通知を済ませた案件だけを公表できます" in early.text
    announced(desk, case)
    done = desk.post(f"/review/{case.id}/publish", version=version(desk, case), with_findings="true")
    assert done.status_code == 303
    address = re.search(r"/published/[0-9a-f-]{36}", desk.get(f"/review/{case.id}").text)
    assert address is not None
    desk.client.cookies.clear()
    public = desk.get(address[0])
    assert public.status_code == 200
    assert "R8-1-0010" in public.text
    assert "gx.land" in public.text
    assert "秘:" not in public.text
    zones = desk.get("/zones").text
    assert address[0] in zones
    assert "有望地域" in zones
    assert address[0] in desk.get("/plans").text
    desk.by("manager")
    assert desk.post(f"/review/{case.id}/unpublish", reason=" ").status_code == 422
    assert desk.post(f"/review/{case.id}/unpublish", reason="記載の誤り").status_code == 303
    assert desk.get(address[0]).status_code == 404


def test_a_sent_version_is_assessed_by_the_rules_of_another_day(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    path = f"/review/{case.id}/reassess"
    assert desk.post(path, on="", reason="改正の影響").status_code == 422
    assert desk.post(path, on="いつか", reason="改正の影響").status_code == 422
    before = desk.one("SELECT count(*) FROM reassessment")
    assert desk.post(path, on="令和8年11月1日", reason="").status_code == 422
    assert desk.one("SELECT count(*) FROM reassessment") == before


def test_another_manager_withdraws_a_conflict_with_a_reason(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    assert desk.post(f"/review/{case.id}/conflict", reason="縁戚", **{"with": "case"}).status_code == 303
    own = desk.get("/review/conflicts")
    assert "縁戚" in own.text
    assert "解除する" not in own.text
    row = desk.one("SELECT id FROM conflict_of_interest WHERE reason = '縁戚'")
    assert desk.post(f"/review/conflicts/{row}", reason="解消").status_code == 403
    desk.by("manager")
    assert "R8-1-0010" in desk.get("/review/conflicts").text
    assert desk.post(f"/review/conflicts/{row}", reason="").status_code == 422
    assert desk.post(f"/review/conflicts/{row}", reason="解消を確認した").status_code == 303
    assert "縁戚" not in desk.get("/review/conflicts").text
    desk.by("reviewer")
    assert desk.get(f"/review/{case.id}").status_code == 200


def test_the_cut_line_may_be_drawn_at_points(desk: Desk, case: Sent) -> None:
    desk.by("manager")
    assert desk.get("/review/scores", call="R8-1", points="14.5").status_code == 200
    assert desk.get("/review/scores", call="R8-1", points="たくさん").status_code == 422
    assert "/review/scores?call=R8-1" in desk.get("/review/board", call="R8-1").text


def test_the_queue_is_sorted_as_asked_and_goes_on_in_that_order(
    desk: Desk, own_engine: Engine, ministry: Ministry
) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        for number in range(5):
            send_case(session, ministry, f"R8-1-02{number:02}")
    desk.by("reviewer")

    def numbers(**query: str) -> list[str]:
        return re.findall(r"<b>(R8-1-\d{4})</b>", desk.get("/review", **query).text)

    waiting = numbers(sort="waiting")
    assert numbers() == waiting
    assert numbers(sort="newest") == waiting[::-1]
    assert sorted(numbers(sort="due")) == sorted(numbers(sort="received")) == sorted(waiting)
    for order in ("newest", "due", "received"):
        first = desk.get("/review", sort=order, size="2").text
        follows = re.search(r'after=([^"&]+)', first)
        assert follows is not None
        assert numbers(sort=order)[2:4] == numbers(sort=order, size="2", after=follows[1].replace("%3D", "="))
    assert desk.get("/review", sort="sideways").status_code == 422
