"""Pages that act on many cases: assignments tried out first, decisions announced once, letters, sums."""

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
from tests.web.test_review_pages import Desk

MET = {"gx.land": Status.MET}
PAGES = ("/review/assignments", "/review/board", "/review/scores", "/review/decisions", "/review/portfolio")


@pytest.fixture
def cases(own_engine: Engine, ministry: Ministry) -> list[Sent]:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        return [send_case(session, ministry, f"R8-1-001{n}", statuses=MET) for n in range(2)]


@pytest.fixture
def desk(client: TestClient, own_engine: Engine, ministry: Ministry) -> Desk:
    return Desk(client, own_engine, ministry)


def hidden_items(page: str) -> list[str]:
    return re.findall(r'name="item" value="([^"]+)"', page)


def test_the_pages_stand_in_both_languages_and_only_for_whom_they_are(desk: Desk, cases: list[Sent]) -> None:
    for name, refused in (("manager", ()), ("reviewer", (PAGES[0], PAGES[3])), ("finished", PAGES)):
        desk.by(name)
        for path in PAGES:
            assert desk.get(path).status_code == (403 if path in refused else 200), (name, path)
    desk.by("manager")
    for path in PAGES:
        english = desk.get(path, lang="en")
        assert english.status_code == 200
        assert english.headers["cache-control"] == "no-store"


def test_a_csv_is_tried_out_before_it_is_kept(desk: Desk, cases: list[Sent], ministry: Ministry) -> None:
    desk.by("manager")
    title = desk.one(f"SELECT title_ja FROM post WHERE id = '{ministry.actors['reviewer'].post_id}'")
    head = "案件番号,団体,職,期限\n"

    def send(text: str):
        files = {"file": ("a.csv", text.encode(), "text/csv")}
        return desk.client.post("/review/assignments/csv", files=files, headers={"accept": "text/html"})

    wrong = send(f"{head}R8-1-0010,METI,{title},いつか\nR8-1-9999,METI,{title},")
    assert "2行目" in wrong.text
    assert "該当する案件はありません。" in wrong.text
    assert hidden_items(wrong.text) == []
    assert send("案件\n1").status_code == 422
    good = send(f"{head}R8-1-0010,METI,{title},令和9年1月15日")
    before = desk.one("SELECT count(*) FROM assignment")
    items = hidden_items(good.text)
    assert len(items) == 1
    done = desk.post("/review/assignments", item=items)
    assert done.headers["location"] == "/review/assignments?done=1"
    assert desk.one("SELECT count(*) FROM assignment") == before + 1
    assert desk.post("/review/assignments", item=items).status_code == 422
    assert desk.one("SELECT count(*) FROM assignment") == before + 1


def test_a_proposal_is_shown_with_reasons_and_accepted(desk: Desk, cases: list[Sent]) -> None:
    desk.by("manager")
    path = "/review/assignments/proposal"
    assert desk.post(path, role="reviewer", per_case="0").status_code == 422
    shown = desk.post(path, role="reviewer", per_case="1", state="first_screening")
    items = hidden_items(shown.text)
    assert len(items) >= len(cases)
    assert desk.post("/review/assignments", item=items).status_code == 303


def test_decisions_are_drafted_looked_at_and_announced_once(desk: Desk, cases: list[Sent]) -> None:
    desk.by("manager")
    chosen = [str(case.id) for case in cases]
    sent = {"case": chosen, "outcome": "promising", "batch": ""}
    assert desk.post("/review/decisions/draft", **sent, reason=" ").status_code == 422
    assert desk.one("SELECT count(*) FROM decision WHERE announced_at IS NULL AND reason = '優れている'") == 0
    nothing = desk.post("/review/decisions/draft", case=chosen, look="true")
    assert nothing.status_code == 404
    drafted = desk.post("/review/decisions/draft", **sent, reason="優れている")
    assert drafted.status_code == 303
    preview = desk.get(drafted.headers["location"]).text
    assert preview.count("有望な計画として選定します。") == 2
    [mark] = re.findall(r'name="seen" value="(\w+)"', preview)
    announcement = {"case": chosen, "prefix": "2026資", "first_number": "7", "seen": mark}
    assert desk.post("/review/decisions/announcement", **(announcement | {"seen": ""})).status_code == 412
    assert 'name="version-' in desk.get("/review/decisions").text
    assert desk.post("/review/decisions/draft", **sent, reason="見ずに").status_code == 412
    assert (
        desk.post("/review/decisions/announcement", **(announcement | {"first_number": ""})).status_code
        == 422
    )
    for _ in range(2):
        assert desk.post("/review/decisions/announcement", **announcement).status_code == 303
    assert "2026資第8号" in desk.get(drafted.headers["location"]).text
    assert desk.one("SELECT count(*) FROM letter WHERE number LIKE '2026資%'") == 2
    for case in cases:
        assert desk.one(f"SELECT state FROM application WHERE id = '{case.id}'") == "promising"
    letters = desk.client.get("/review/letters.pdf", params={"case": chosen})
    assert letters.content.startswith(b"%PDF")
    assert letters.headers["cache-control"] == "no-store"


def test_one_that_cannot_be_announced_is_told_and_none_is(
    desk: Desk, cases: list[Sent], ministry: Ministry
) -> None:
    with unit_of_work(make_session_factory(desk.engine), SYSTEM) as session:
        waiting = send_case(session, ministry, "R8-1-0030")
    desk.by("manager")
    chosen = [str(cases[0].id), str(waiting.id)]
    drafted = desk.post("/review/decisions/draft", case=chosen, outcome="promising", batch="", reason="良")
    preview = desk.get(drafted.headers["location"]).text
    assert "通知できない案件 1件" in preview
    assert 'name="first_number"' not in preview
    seen = desk.client.post("/v1/review/decisions/preview", json={"cases": chosen}).headers["etag"].strip('"')
    announcement = {"case": chosen, "prefix": "2026資", "first_number": "1", "seen": seen}
    refused = desk.post("/review/decisions/announcement", **announcement)
    assert refused.status_code == 409
    assert desk.one("SELECT count(*) FROM letter WHERE number LIKE '2026資%'") == 0


def test_the_board_and_the_sums_count_what_was_sent(desk: Desk, cases: list[Sent]) -> None:
    desk.by("reviewer")
    board = desk.get("/review/board", plan_type="GX2").text
    assert all(case.number in board for case in cases)
    portfolio = desk.get("/review/portfolio").text
    assert "記載なし" in portfolio
    assert "gx.land" in portfolio
