"""A reader's way through the pages in a real browser: no foreign request, no console error, no script."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page

from tests.api.examples import PLAN, SECRET, plan


class Watched:
    """A page that remembers what it asked of other hosts and what it complained about."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._asked(request.url, home))
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:", "blob:")):
            self.foreign.append(url)


@pytest.fixture
def watched(browser: Browser, server_url: str) -> Iterator[Watched]:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1200, "height": 900})
    yield Watched(context, server_url)
    context.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(yaml.safe_dump(plan(), allow_unicode=True), encoding="utf-8")
    return path


def test_an_officer_hands_a_plan_in_and_reads_findings_and_map(
    watched: Watched, server_url: str, file: Path
) -> None:
    page = watched.page
    page.goto(server_url)
    page.get_by_role("link", name="計画を確認する").first.click()
    page.get_by_label("計画のファイル").set_input_files(file)
    page.get_by_role("button", name="確認して保存する").click()
    page.get_by_role("heading", name=PLAN["title"], level=1).wait_for()
    assert page.get_by_role("heading", name="確認結果：").is_visible()
    assert page.locator("article.finding").count() >= 15
    page.locator("iframe.map-frame").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe.map-frame")
    frame.locator(".leaflet-container").wait_for()
    assert frame.locator(".leaflet-overlay-pane canvas, .leaflet-pane path").count() > 0
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="Result:").wait_for()
    page.get_by_role("link", name="Plans", exact=True).first.click()
    assert page.get_by_role("link", name=PLAN["title"]).first.is_visible()
    assert SECRET not in page.content()
    assert watched.foreign == []
    assert watched.complaints == []


def test_every_page_is_quiet_and_fits_a_telephone(watched: Watched, server_url: str) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/plans", "/plans/new", "/rules", "/layers", "/docs"):
        watched.page.goto(server_url + path)
        width = watched.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, path
    assert watched.foreign == []
    assert watched.complaints == []


def test_the_main_way_needs_no_script(browser: Browser, server_url: str, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server_url}/plans/new")
    page.get_by_label("計画の内容").fill("plan_type: [")
    page.get_by_role("button", name="確認して保存する").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("計画のファイル").set_input_files(file)
    page.get_by_role("button", name="確認して保存する").click()
    assert page.get_by_role("heading", name=PLAN["title"], level=1).is_visible()
    context.close()


def test_the_first_tab_stop_leads_to_the_content(watched: Watched, server_url: str) -> None:
    page = watched.page
    page.goto(server_url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_map_written_to_disk_opens_without_a_server(browser: Browser, file: Path, tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    command = [sys.executable, "-m", "api.cli", "map", str(file), "-o", str(output), "--no-database"]
    subprocess.run(command, check=True, capture_output=True)
    context = browser.new_context()
    watched = Watched(context, "file://")
    watched.page.goto(output.as_uri())
    watched.page.locator(".leaflet-pane canvas, .leaflet-pane path").first.wait_for(state="attached")
    assert watched.foreign == []
    assert watched.complaints == []
    context.close()
