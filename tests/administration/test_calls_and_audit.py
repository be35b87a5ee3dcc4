"""An administrator opens a call in the browser, extends it after an outage, and finds both on the trail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from api.deps import JAPAN
from api.security.forms import SESSION_COOKIE
from tests.support.ministry import Ministry
from tests.support.serving import served
from tests.support.signing_in import sign_in

PAGE = {"accept": "text/html"}
TERMS = {
    "code": "R8-GX-9",
    "title_ja": "第9回公募",
    "title_en": "Ninth call",
    "opens_at": "2026-12-01T09:00",
    "closes_at": "2027-02-13T17:00",
    "screenings_GX2": "2",
}


@pytest.fixture
def token(client: TestClient, own_engine: Engine, ministry: Ministry) -> str:
    return sign_in(client, own_engine, ministry.actors["administrator"])


@pytest.fixture
def page(app: FastAPI, token: str, browser: Browser) -> Iterator[Page]:
    with served(app) as home:
        context = browser.new_context(base_url=home, locale="ja-JP", timezone_id="Asia/Tokyo")
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": home}])
        yield context.new_page()
        context.close()


def fill(page: Page, terms: dict[str, str]) -> None:
    for name, value in terms.items():
        field = page.locator(f"#{name}")
        if name.startswith("screenings"):
            field.select_option(value)
        else:
            field.fill(value)


def test_an_administrator_opens_a_call_and_gives_back_the_time_of_an_outage(page: Page) -> None:
    now = datetime.now(JAPAN)
    opened, until = now - timedelta(days=5), now + timedelta(days=30)
    times = {"opens_at": f"{opened:%Y-%m-%dT09:00}", "closes_at": f"{until:%Y-%m-%dT17:00}"}
    page.goto("/admin/calls")
    fill(page, {**TERMS, **times})
    page.get_by_role("button", name="作成する（まだ公開しません）").click()
    page.get_by_role("heading", name="第9回公募", level=1).wait_for()
    page.get_by_role("button", name="公開する").click()
    page.get_by_role("heading", name="締切を延長する").wait_for()
    page.goto("/admin/calls")
    assert page.get_by_role("row", name=re.compile("第9回公募.*受付中")).is_visible()
    page.locator("#began_at").fill(f"{now - timedelta(days=1):%Y-%m-%dT10:00}")
    page.locator("#ended_at").fill(f"{now - timedelta(days=1):%Y-%m-%dT13:00}")
    page.locator("#description").fill("回線の障害")
    page.get_by_role("button", name="記録する").click()
    page.get_by_role("link", name="第9回公募").click()
    page.locator("#outage").select_option(index=1)
    page.locator("#reason").fill("障害で失われた3時間")
    page.get_by_role("button", name="延長する").click()
    page.get_by_role("heading", name="これまでの延長").wait_for()
    assert "20:00" in page.locator("main").inner_text() or "20時" in page.locator("main").inner_text()
    page.goto("/admin/audit")
    page.locator("#event").select_option("call:extended")
    page.get_by_role("button", name="検索する").click()
    assert page.get_by_text("障害で失われた3時間").is_visible()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "小文字"}, "code"),
        ({"title_ja": " "}, "title_ja"),
        ({"opens_at": "2026-02-31T09:00"}, "opens_at"),
        ({"closes_at": "2026-11-01T09:00"}, "closes_at"),
        ({"screenings_GX2": ""}, "screenings"),
    ],
)
def test_a_slip_in_a_call_is_told_at_its_field_and_what_was_typed_stays(
    client: TestClient, token: str, change: dict[str, str], field: str
) -> None:
    answer = client.post("/admin/calls", data={**TERMS, **change}, headers=PAGE)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Ninth call" in answer.text
    assert "R8-GX-9" not in [each["code"] for each in client.get("/v1/calls").json()["items"]]


def test_a_change_from_a_stale_tab_is_told_and_changes_nothing(client: TestClient, token: str) -> None:
    answer = client.post("/admin/calls", data=TERMS, headers=PAGE, follow_redirects=False)
    address = answer.headers["location"]
    page = client.get(address, headers=PAGE).text
    tag = re.search(r'name="tag" value="([^"]+)"', page)
    assert tag is not None
    changed = {**TERMS, "title_ja": "改めた名称", "tag": tag[1]}
    assert client.post(address, data=changed, headers=PAGE, follow_redirects=False).status_code == 303
    stale = client.post(address, data={**changed, "title_ja": "二度目"}, headers=PAGE)
    assert stale.status_code in (409, 412)
    assert "改めた名称" in client.get(address, headers=PAGE).text


def test_an_unreadable_search_is_told_at_its_field(client: TestClient, token: str) -> None:
    answer = client.get("/admin/audit", params={"since": "昨日", "account": ""}, headers=PAGE)
    assert answer.status_code == 422
    assert 'id="since-error"' in answer.text


def test_an_extension_with_a_made_up_outage_is_refused(client: TestClient, token: str) -> None:
    created = client.post("/admin/calls", data=TERMS, headers=PAGE, follow_redirects=False)
    address = created.headers["location"]
    answer = client.post(f"{address}/extend", data={"outage": "x", "reason": "y"}, headers=PAGE)
    assert answer.status_code == 422
