"""The pages of the review: queue, case and forms, refusals where the sender stands, nobody else let in."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case, send_cases
from tests.support.signing_in import sign_in

PAGE = {"accept": "text/html"}
SECRET = "ひみつ電機"
NUMBER = "R8-1-0010"


@pytest.fixture
def case(own_engine: Engine, ministry: Ministry) -> Sent:
    plan = {"power": {"steps": [{"year": 2030, "substation": SECRET}]}}
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        return send_case(session, ministry, NUMBER, document=plan)


class Desk:
    """Somebody at the pages: reads them, sends their forms."""

    def __init__(self, client: TestClient, engine: Engine, ministry: Ministry) -> None:
        self.client, self.engine, self.ministry = client, engine, ministry

    def by(self, name: str) -> Desk:
        self.client.cookies.clear()
        sign_in(self.client, self.engine, self.ministry.actors[name])
        return self

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(path, params=query or None, headers=PAGE)

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, data=fields, headers=PAGE, follow_redirects=False)

    def one(self, query: str) -> Any:
        with self.engine.connect() as connection:
            return connection.scalar(text(query))


@pytest.fixture
def desk(client: TestClient, own_engine: Engine, ministry: Ministry) -> Desk:
    return Desk(client, own_engine, ministry)


def version(desk: Desk, case: Sent) -> str:
    return str(desk.one(f"SELECT version FROM application WHERE id = '{case.id}'"))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["reviewer", "manager", "finished"])
def test_the_queue_shows_who_reviews_their_cases(desk: Desk, case: Sent, name: str, language: str) -> None:
    answer = desk.by(name).get("/review", lang=language)
    assert answer.status_code == 200
    assert (NUMBER in answer.text) is (name != "finished")
    assert len(re.findall(r"<h1[ >]", answer.text)) == 1
    assert answer.headers["cache-control"] == "no-store"


def test_filters_narrow_the_queue_and_blank_ones_ask_for_nothing(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    assert NUMBER in desk.get("/review", call="", plan_type="GX2", state="first_screening", assigned="").text
    narrowed = desk.get("/review", plan_type="B").text
    assert NUMBER not in narrowed
    assert "該当する案件はありません。" in narrowed
    assert desk.get("/review", state="nowhere").status_code == 422


def test_my_work_leads_each_role_to_what_waits_for_it(desk: Desk, case: Sent, ministry: Ministry) -> None:
    def waiting(name: str) -> dict[str, str]:
        shown = desk.by(name).get("/work").text
        cards = r'<li><a href="([^"]+)"><span class="count-word">([^<]+)</span> <b>(\d+)</b>'
        return {
            words: f"{number} {address.split('?')[-1]}" for address, words, number in re.findall(cards, shown)
        }

    post = ministry.actors["finished"].post_id
    assert waiting("manager")["未割当ての案件"] == "1 assigned=false"
    assert waiting("finished")["担当する審査案件"] == f"1 assignee={post}"
    assert waiting("reviewer")["担当する審査案件"].startswith("0 ")
    assert waiting("officer") == {}
    assert '/admin/calls"' in desk.by("administrator").get("/work").text


def test_the_next_case_follows_and_the_end_leads_back(desk: Desk, ministry: Ministry) -> None:
    with unit_of_work(make_session_factory(desk.engine), SYSTEM) as session:
        first, second = send_cases(session, ministry, 2)
    desk.by("reviewer")
    query = {"plan_type": "GX2", "state": "first_screening"}
    found = desk.client.get(
        "/review/next", params={**query, "case": str(first.id)}, headers=PAGE, follow_redirects=False
    )
    assert found.headers["location"] == f"/review/{second.id}?plan_type=GX2&state=first_screening"
    last = desk.client.get(
        "/review/next", params={**query, "case": str(second.id)}, headers=PAGE, follow_redirects=False
    )
    assert last.headers["location"] == "/review?plan_type=GX2&state=first_screening"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_case_is_shown_with_findings_contents_and_forms_and_the_read_is_recorded(
    desk: Desk, case: Sent, language: str
) -> None:
    before = desk.one("SELECT count(*) FROM audit_event WHERE event = 'application:confidential:read'")
    answer = desk.by("reviewer").get(f"/review/{case.id}", lang=language)
    assert answer.status_code == 200
    for part in (NUMBER, SECRET, "gx.away", 'name="reason"', f"/review/{case.id}/judge"):
        assert part in answer.text
    assert f"/review/{case.id}/overrule" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert (
        desk.one("SELECT count(*) FROM audit_event WHERE event = 'application:confidential:read'")
        == before + 2  # the case, and the scores shown with it
    )


def test_a_reviewer_judges_and_without_a_reason_nothing_is_kept(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    sent = {"criterion": "gx.away", "status": "met", "version": version(desk, case)}
    refused = desk.post(f"/review/{case.id}/judge", **sent, reason="  ")
    assert refused.status_code == 422
    assert "理由を記入してください。" in refused.text
    assert desk.one("SELECT count(*) FROM judgement WHERE criterion = 'gx.away'") == 0
    unchosen = desk.post(f"/review/{case.id}/judge", **(sent | {"status": ""}), reason="<script>理由")
    assert unchosen.status_code == 422
    assert "&lt;script&gt;理由" in unchosen.text
    done = desk.post(f"/review/{case.id}/judge", **sent, reason="系統は別である")
    assert done.status_code == 303
    assert done.headers["location"].endswith("?done=judged#gx.away")
    assert "系統は別である" in desk.get(f"/review/{case.id}").text


def test_a_stale_page_is_told_and_changes_nothing(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    stale = {"criterion": "gx.away", "status": "met", "reason": "理由", "version": "99"}
    answer = desk.post(f"/review/{case.id}/judge", **stale)
    assert answer.status_code == 412
    assert desk.one("SELECT count(*) FROM judgement WHERE criterion = 'gx.away'") == 0


def test_a_case_is_returned_with_items_at_fields(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    seen = {"version": version(desk, case)}
    early = desk.post(f"/review/{case.id}/return", **seen, reason="補正")
    assert early.status_code == 409
    asked = {
        "pointer": "/power/steps/0/capacity_mw",
        "remark": "根拠を添えてください。",
        "due_on": "令和9年1月15日",
    }
    assert desk.post(f"/review/{case.id}/corrections", **seen, **asked).status_code == 303
    past = desk.post(f"/review/{case.id}/corrections", **seen, **(asked | {"due_on": "令和元年5月1日"}))
    assert past.status_code == 422
    assert "期限が本日以前です。" in past.text
    assert desk.post(f"/review/{case.id}/return", **seen, reason="補正").status_code == 303
    assert desk.one(f"SELECT state FROM application WHERE id = '{case.id}'") == "returned"
    assert desk.one("SELECT count(*) FROM correction_item WHERE state = 'open' AND remark LIKE '根拠%'") == 1


def test_the_manager_assigns_by_hand_and_overrules(desk: Desk, case: Sent, ministry: Ministry) -> None:
    desk.by("manager")
    post = str(ministry.actors["reviewer"].post_id)
    wrong = desk.post("/review/assigned", case=[str(case.id)], post=post, due_on="いつか")
    assert wrong.status_code == 422
    done = desk.post("/review/assigned", case=[str(case.id)], post=post, due_on="2027/1/15")
    assert done.headers["location"] == "/review?done=1"
    twice = desk.post(f"/review/{case.id}/assign", post=post, due_on="")
    assert twice.status_code == 422
    seen = {"version": version(desk, case), "criterion": "gx.window", "status": "met"}
    assert desk.post(f"/review/{case.id}/overrule", **seen, reason="障害のため").status_code == 303
    shown = desk.get(f"/review/{case.id}").text
    assert "障害のため" in shown
    assert "令和9年1月15日" in shown


def test_who_declares_a_conflict_no_longer_sees_the_case(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    assert desk.post(f"/review/{case.id}/conflict", reason=" ").status_code == 422
    done = desk.post(f"/review/{case.id}/conflict", reason="親族が勤務している")
    assert done.headers["location"] == "/review"
    assert desk.get(f"/review/{case.id}").status_code == 404
    assert NUMBER not in desk.get("/review").text


@pytest.mark.parametrize("name", ["officer", "approver", "administrator"])
def test_nobody_else_is_let_in(desk: Desk, case: Sent, name: str) -> None:
    desk.by(name)
    for path in ("/review", f"/review/{case.id}", f"/review/{case.id}/map"):
        assert desk.get(path).status_code == 403


def test_a_member_scores_with_reasons_and_then_sees_the_others(desk: Desk, ministry: Ministry) -> None:
    path = f"/review/{ministry.sent}/scoring"
    sides = ("infrastructure", "competitiveness", "decarbonisation", "region")
    whole = {f"{side}-points": "4" for side in sides} | {f"{side}-reason": "堅実" for side in sides}
    desk.by("unfinished")
    form = desk.get(path)
    assert form.status_code == 200
    assert "審査委員" not in form.text.split("<main")[1].split("<form")[0]
    for wrong in ({"region-reason": " "}, {"region-points": ""}, {"region-points": "9"}):
        refused = desk.post(path, **(whole | wrong), final="true")
        assert refused.status_code == 422
        assert "堅実" in refused.text
    assert desk.post(path, **(whole | {"region-points": "", "region-reason": ""})).status_code == 303
    assert "下書き" in desk.get(path).text
    assert desk.post(path, **whole, final="true").status_code == 303
    shown = desk.get(path).text
    assert "採点は確定しています" in shown
    assert shown.count("審査委員（外部有識者）") >= 2
    assert desk.by("reviewer").get(path).status_code == 403


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_review_sheet_holds_the_judgement_and_is_not_kept_by_caches(
    desk: Desk, case: Sent, ending: str
) -> None:
    desk.by("reviewer")
    judged = {"criterion": "gx.away", "status": "met", "reason": "系統は別", "version": version(desk, case)}
    desk.post(f"/review/{case.id}/judge", **judged)
    answer = desk.get(f"/review/{case.id}/review-sheet.{ending}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    if ending == "xlsx":
        book = load_workbook(BytesIO(answer.content))
        cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
        assert any("系統は別" in cell for cell in cells)


def test_who_may_not_know_a_case_is_told_there_is_none(desk: Desk, case: Sent) -> None:
    desk.by("unassigned")
    assert desk.get(f"/review/{case.id}").status_code == 404
    assert desk.post(f"/review/{case.id}/conflict", reason="理由").status_code == 404
