"""The review in a real browser: a reviewer judges and returns, a member scores, the manager decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, text

from api.security.forms import SESSION_COOKIE
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.assessment import Status
from tests.journeys.test_browser import Watched
from tests.support.ministry import Ministry, found
from tests.support.reviewing import Sent, send_case
from tests.support.serving import served
from tests.support.signing_in import open_session

SIDES = ("infrastructure", "competitiveness", "decarbonisation", "region")
STATUSES = {"gx.land": Status.MET, "gx.away": Status.NEEDS_REVIEW}


class Hall:
    """The served product with a ministry in it, and a browser in which anybody can sit down."""

    def __init__(self, browser: Browser, engine: Engine, address: str) -> None:
        self.browser, self.engine, self.address = browser, engine, address
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            self.ministry: Ministry = found(session)
            self.case: Sent = send_case(session, self.ministry, "R8-1-0010", statuses=STATUSES)
            self.received: Sent = send_case(session, self.ministry, "R8-1-0011", state="submitted")

    @contextmanager
    def sitting(self, name: str, *, script: bool = True, width: int = 1200) -> Iterator[Page]:
        """A page of somebody signed in; at its end it asked no other host and complained of nothing.

        The browser notes an answer that refuses a form; that is no complaint about the page.
        """
        token = open_session(self.engine, self.ministry.actors[name])
        context = self.browser.new_context(
            locale="ja-JP", java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.address}])
        watched = Watched(context, self.address)
        yield watched.page
        context.close()
        assert watched.foreign == []
        assert [line for line in watched.complaints if "422 (Unprocessable Entity)" not in line] == []

    def state(self, case: object) -> str:
        with self.engine.connect() as connection:
            return str(connection.scalar(text(f"SELECT state FROM application WHERE id = '{case}'")))


@pytest.fixture
def hall(browser: Browser, app: FastAPI, own_engine: Engine) -> Iterator[Hall]:
    with served(app) as address:
        yield Hall(browser, own_engine, address)


def test_a_reviewer_judges_and_returns_a_case_without_script(hall: Hall) -> None:
    with hall.sitting("reviewer", script=False) as page:
        page.goto(f"{hall.address}/review")
        page.get_by_role("link", name="R8-1-0010").click()
        assert page.get_by_role("heading", name="判断を待っている項目").is_visible()
        judging = page.locator("#judging-gx\\.away")
        judging.get_by_label("適合", exact=True).check()
        judging.get_by_label("判断の理由").fill("系統は別である")
        judging.get_by_role("button", name="判断を記録する").click()
        assert page.get_by_role("status").inner_text() == "判断を記録しました。"
        assert page.get_by_text("系統は別である").first.is_visible()
        page.get_by_label("項目", exact=True).select_option("/title")
        page.get_by_label("補正を求める内容").fill("名称を改めてください。")
        page.get_by_label("期限", exact=True).fill("昨日")
        page.get_by_role("button", name="補正事項に加える").click()
        assert page.get_by_role("alert").is_visible()
        assert page.get_by_label("補正を求める内容").input_value() == "名称を改めてください。"
        page.get_by_label("期限", exact=True).fill("令和19年1月15日")
        page.get_by_role("button", name="補正事項に加える").click()
        page.get_by_label("差戻しの理由").fill("名称の補正")
        page.get_by_role("button", name="補正を求めて差し戻す").click()
        assert page.get_by_role("status").inner_text() == "案件を差し戻しました。"
    assert hall.state(hall.case.id) == "returned"


def test_a_member_scores_with_the_keyboard_and_then_sees_the_others(hall: Hall) -> None:
    with hall.sitting("unfinished") as page:
        page.goto(f"{hall.address}/review")
        page.get_by_role("link", name="R8-1-0001").click()
        page.get_by_role("link", name="採点する").press("Enter")
        for side in SIDES:
            page.locator(f"#{side}-3").focus()
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Tab")
            page.keyboard.type("実施体制が整っている")
        page.get_by_role("button", name="採点を確定する").press("Enter")
        page.get_by_role("status").wait_for()
        page.get_by_role("link", name="採点する").click()
        assert page.get_by_text("採点は確定しています").is_visible()
        assert page.locator("tbody tr").count() == 2
        assert page.locator("tbody td b").first.inner_text() in {"3", "4"}


def column(page: Page, address: str, state: str) -> str:
    """What stands on the screening board under a state."""
    page.goto(f"{address}/review/board")
    return page.locator(".board > section", has=page.get_by_role("heading", name=state)).inner_text()


def test_a_screening_is_begun_seen_on_the_board_decided_and_announced(hall: Hall) -> None:
    with hall.sitting("reviewer") as page:
        assert hall.received.number in column(page, hall.address, "申請受付済")
        page.get_by_role("link", name=hall.received.number).click()
        page.get_by_role("button", name="一次審査の開始").click()
        page.get_by_role("status").wait_for()
        assert hall.received.number in column(page, hall.address, "一次審査中")
        assert hall.state(hall.received.id) == "first_screening"
        page.goto(f"{hall.address}/review/{hall.case.id}")
        page.locator("#judge-gx\\.away-met").check()
        page.get_by_label("判断の理由").fill("離れている")
        page.get_by_role("button", name="判断を記録する").click()
        page.get_by_role("status").wait_for()
    with hall.sitting("manager") as page:
        page.goto(f"{hall.address}/review/decisions")
        page.get_by_role("checkbox", name="R8-1-0010").check()
        page.get_by_label("有望地域等に選定").check()
        page.get_by_label("理由（必須").fill("四つの観点で優れている")
        page.get_by_role("button", name="審査結果案を保存する").click()
        assert page.get_by_text("有望な計画として選定します。").is_visible()
        page.get_by_label("文書番号の記号").fill("2026資")
        page.get_by_label("最初の番号").fill("1")
        page.get_by_role("button", name="通知する", exact=True).click()
        assert "すべて通知済みです" in page.get_by_role("status").inner_text()
        with page.expect_download() as download:
            page.get_by_role("button", name="通知文をPDFで保存する").click()
        assert download.value.suggested_filename == "shuseki-letters.pdf"
        assert hall.case.number in column(page, hall.address, "有望")
        assert hall.received.number in column(page, hall.address, "一次審査中")
    assert hall.state(hall.case.id) == "promising"


def test_the_pages_fit_a_telephone(hall: Hall) -> None:
    paths = ("", f"/{hall.case.id}", "/assignments", "/board", "/scores", "/decisions", "/portfolio")
    with hall.sitting("manager", width=390) as page:
        for path in paths:
            page.goto(f"{hall.address}/review{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
