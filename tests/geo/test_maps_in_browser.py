"""The map page in a real Chromium under a strict content security policy, served from loopback only."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.maps.plan_map import plan_map
from tests.geo.test_maps import CONTENT, NONCE, PLAN, SOURCES, evil_page, page

_STATIC = Path(__file__).parents[2] / "api" / "web" / "static"
_POLICY = (
    f"default-src 'none'; script-src 'self' 'nonce-{NONCE}'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


class _Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", _POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[Path, str]]:
    root = tmp_path_factory.mktemp("site")
    (root / "static").symlink_to(_STATIC)
    handler = functools.partial(_Handler, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield root, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Opened:
    """A page open in the browser with all that it asked for and complained about."""

    def __init__(self, browser, site: tuple[Path, str], html: str, language: str = "ja") -> None:
        root, address = site
        (root / "map.html").write_text(html, encoding="utf-8")
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.tab = browser.new_page(viewport={"width": 1280, "height": 800}, locale=language)
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.goto(f"{address}/map.html")
        self.tab.wait_for_selector("html[data-map-ready]")
        self.foreign = [url for url in self.requests if not url.startswith(address)]


@pytest.fixture
def opened(browser, site) -> Iterator[Opened]:
    made = Opened(browser, site, page())
    yield made
    made.tab.close()


def test_the_map_asks_no_other_host_and_the_console_stays_silent(opened):
    assert len(opened.requests) >= 5
    assert opened.foreign == []
    assert opened.complaints == []


def test_the_page_stays_small_in_nodes(opened):
    assert opened.tab.evaluate("document.querySelectorAll('*').length") <= 300


def test_names_that_try_to_run_are_shown_as_text(browser, site):
    evil = Opened(browser, site, evil_page())
    evil.tab.fill("#map-search", "script")
    evil.tab.click("#map-found button")
    evil.tab.wait_for_selector(".leaflet-popup")
    assert "<script>" in evil.tab.inner_text(".leaflet-popup h2")
    assert "{{ 7 * 7 }}" in evil.tab.inner_text("h1")
    assert evil.tab.evaluate("window.hacked") is None
    assert evil.complaints == []
    assert evil.foreign == []
    evil.tab.close()


def test_a_name_is_found_its_popup_opens_and_escape_closes_it(opened):
    opened.tab.fill("#map-search", "南変電")
    opened.tab.click("#map-found button")
    opened.tab.wait_for_selector(".leaflet-popup")
    assert "275 kV" in opened.tab.inner_text(".leaflet-popup")
    opened.tab.keyboard.press("Escape")
    opened.tab.wait_for_selector(".leaflet-popup", state="detached")


def test_a_legend_switch_hides_its_layer_and_search_brings_it_back(opened):
    box = opened.tab.locator('input[data-layer="plant-hydro-circle"]')
    box.uncheck()
    opened.tab.fill("#map-search", "水力")
    opened.tab.click("#map-found button")
    opened.tab.wait_for_selector(".leaflet-popup")
    assert box.is_checked()


def test_the_map_is_labelled_and_has_a_scale(opened):
    region = opened.tab.get_by_role("region", name="中越計画（見本）の地図")
    assert region.count() == 1
    assert "km" in opened.tab.inner_text(".leaflet-control-scale")


def test_a_click_on_the_footprint_leads_to_the_plan(opened):
    opened.tab.click(".map-home")
    opened.tab.mouse.click(600, 300)
    opened.tab.wait_for_selector(".leaflet-popup a[href='/plans/1']")


def test_the_english_page_speaks_english(browser, site):
    html = plan_map(PLAN, CONTENT, SOURCES, "/static", nonce=NONCE, language="en")
    english = Opened(browser, site, html, "en")
    assert english.tab.get_by_role("button", name="Full screen").count() == 1
    assert "Power plants, decarbonised" in english.tab.inner_text(".map-panel")
    english.tab.close()
