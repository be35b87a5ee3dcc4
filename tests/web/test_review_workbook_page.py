"""The page on which a reviewer judges offline: what is merged, what somebody faster said first stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.assessment import Status
from data.orm import Assignment
from tests.api.reviews.test_offline import filled
from tests.support.ministry import Ministry
from tests.support.reviewing import Sent, send_case
from tests.web.test_review_pages import PAGE, Desk

PATH = "/review/workbook"
STATUSES = {"gx.land": Status.MET, "gx.away": Status.NEEDS_REVIEW, "gx.other": Status.NEEDS_REVIEW}


@pytest.fixture
def case(own_engine: Engine, ministry: Ministry) -> Sent:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        sent = send_case(session, ministry, "R8-1-0010", statuses=STATUSES)
        post, by = ministry.actors["reviewer"].post_id, ministry.actors["manager"].account_id
        session.add(Assignment(application_id=sent.id, post_id=post, assigned_by=by))
        return sent


@pytest.fixture
def desk(client: TestClient, own_engine: Engine, ministry: Ministry) -> Desk:
    return Desk(client, own_engine, ministry)


def hand_in(desk: Desk, content: bytes) -> Any:
    files = {"file": ("審査.xlsx", content)} if content else None
    return desk.client.post(PATH, files=files, headers=PAGE)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(sha256|proof|seen)" value="([^"]*)"', page))


def reasons(desk: Desk, case: Sent) -> dict[str, str]:
    page = desk.get(f"/review/{case.id}").text
    return {
        said: page[page.index(said) - 200 :][:200] for said in ("図面で確認", "現地で確認") if said in page
    }


def test_judged_offline_merged_and_nobody_overwritten(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    assert "担当案件の審査用ブック" in desk.get(PATH).text
    download = desk.get(f"{PATH}.xlsx")
    assert "no-store" in download.headers["cache-control"]
    content = filled(download.content, away=("充足", "図面で確認"), other=("不充足", "根拠がない"))
    tried = hand_in(desk, content)
    assert "取込みの確認</h2>" not in tried.text
    assert ("図面で確認" in tried.text, "まだ保存していません" in tried.text) == (True, True)
    assert reasons(desk, case) == {}

    judging = {"criterion": "gx.away", "status": "not_met", "reason": "現地で確認"}
    desk.by("manager").client.post(f"/v1/review/cases/{case.id}/judgements", json=judging)
    desk.by("reviewer")
    stale = desk.post(f"{PATH}/confirmation", **hidden(tried.text))
    assert stale.status_code in (409, 412)
    assert "もう一度" in stale.text

    tried = hand_in(desk, content)
    assert "取り込まない行" in tried.text
    done = desk.post(f"{PATH}/confirmation", **hidden(tried.text))
    assert done.status_code == 303
    assert "判断を取り込みました" in desk.get(done.headers["location"]).text
    page = desk.get(f"/review/{case.id}").text
    assert ("現地で確認" in page, "根拠がない" in page, "図面で確認" in page) == (True, True, False)
    assert "新しく取り込む判断はありません" in hand_in(desk, content).text


def test_what_is_no_review_workbook_is_told_on_the_page(desk: Desk, case: Sent) -> None:
    desk.by("reviewer")
    for content in (b"", b"1,2", b"PK\x03\x04"):
        refused = hand_in(desk, content)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
        assert 'type="file"' in refused.text
    forged = desk.post(f"{PATH}/confirmation", sha256="0" * 64, proof="x", seen="y")
    assert forged.status_code == 409
    for name in ("finished", "officer", "administrator"):
        assert desk.by(name).get(PATH).status_code == 403
