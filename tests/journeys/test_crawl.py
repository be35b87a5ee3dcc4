"""Every page as every role in a real browser: no foreign request, no complaint, nothing axe calls serious."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL

from api.deps import today_in_japan
from api.main import create_app
from api.security.forms import FORM_HEADER, SESSION_COOKIE, form_token
from api.services.reference import load_reference
from api.services.samples import load_samples
from api.settings import Settings
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.database import TestServer
from tests.support.ministry import Ministry, found
from tests.support.serving import served
from tests.support.signing_in import open_session

ROLES = ("public", "officer", "approver", "reviewer", "manager", "finished", "administrator")
NO_PAGE = re.compile(
    r"/(v1|static|tiles|ogc)(/|$)|\.(json|geojson|csv|xlsx|pdf|gpkg|zip|mvt)$|/map$|/sign-out$"
)
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+(?=/|$)|(?<=/loads/)[^/]+")
SERIOUS = {"serious", "critical"}
CRITERIA = re.compile(r"wcag\d+a{1,2}$")
"""Tags of rules that stand for success criteria of WCAG 2.0 to 2.2 at levels A and AA."""
WITH_TARGET_SIZE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""axe leaves the rule of WCAG 2.2 out unless it is asked for."""
WITH_A_LOAD = "/admin/layers/loads/*"
MOST_PAGES = 120
"""Far more than there are kinds of page; a crawl that gets here walks in circles."""


@dataclass(frozen=True, slots=True)
class House:
    """The product, served, with samples and a small ministry."""

    address: str
    tokens: dict[str, str]


@dataclass(slots=True)
class Walk:
    """What one role met."""

    seen: dict[str, str] = field(default_factory=dict)
    """Address by kind of page."""
    wrong: list[str] = field(default_factory=list)
    looks: list[tuple[str, int, list[str], list[str]]] = field(default_factory=list)
    """By kind of page: rules passed, rules of WCAG A and AA broken, other advice."""


@pytest.fixture(scope="module")
def house(server: TestServer, migrated_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with server.database(template=migrated_url) as url:
        engine = make_engine(url)
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            ministry: Ministry = found(session)
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:  # the newest plans are walked
            load_reference(session)
            load_samples(session, today_in_japan())
        tokens = {name: open_session(engine, ministry.actors[name]) for name in ROLES if name != "public"}
        home: Path = tmp_path_factory.mktemp("home")
        with served(create_app(Settings(home=home), engine=engine)) as address:
            _upload_a_layer(address, tokens["administrator"])
            yield House(address, tokens)
        engine.dispose()


def _upload_a_layer(address: str, token: str) -> None:
    """Let the administrator's walk meet the page of a load with something to decide on it."""
    stated = {"kind": "layer", "key": "wells", "role": "context", "title_ja": "試験の井戸"}
    sent = httpx2.post(
        f"{address}/admin/layers",
        data=stated,
        files={"file": ("wells.csv", b"name,lat,lon\nA,37.6,138.9\nB,138.9,37.6\n")},
        cookies={SESSION_COOKIE: token},
        headers={FORM_HEADER: form_token(token)},
    )
    assert sent.status_code == 303, sent.text


def kind(address: str) -> str:
    return IDENTIFIER.sub("*", urlsplit(address).path)


def walk(browser: Browser, house: House, role: str, checked: set[str]) -> Walk:
    """Follow the links of every kind of page once; let axe look at kinds that are not in ``checked``."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1200, "height": 900})
    if role != "public":
        context.add_cookies([{"name": SESSION_COOKIE, "value": house.tokens[role], "url": house.address}])
    page, met = context.new_page(), Walk()
    page.on("request", lambda asked: _foreign(asked.url, house.address, met))
    page.on(
        "console", lambda line: met.wrong.append(f"{page.url}: {line.text}") if line.type == "error" else None
    )
    page.on("pageerror", lambda error: met.wrong.append(f"{page.url}: {error}"))
    waiting = deque(["/"])
    while waiting and len(met.seen) < MOST_PAGES:
        path = waiting.popleft()
        if kind(path) in met.seen or NO_PAGE.search(urlsplit(path).path):
            continue
        met.seen[kind(path)] = path
        _visit(page, house.address + path, met, checked)
        waiting.extend(_links(page, house.address))
    context.close()
    return met


def _foreign(url: str, home: str, met: Walk) -> None:
    if not url.startswith((home, "data:", "blob:")):
        met.wrong.append(f"foreign: {url}")


def _visit(page: Page, address: str, met: Walk, checked: set[str]) -> None:
    answer = page.goto(address, wait_until="load")
    if answer is None or answer.status != 200:
        met.wrong.append(f"{address}: {answer.status if answer else 'no answer'}")
    if kind(address) in checked:
        return
    checked.add(kind(address))
    found_here = Axe().run(page, options=WITH_TARGET_SIZE).response
    broken: list[str] = []
    advice: list[str] = []
    for violation in found_here["violations"]:
        is_criterion = any(CRITERIA.match(tag) for tag in violation["tags"])
        (broken if is_criterion else advice).append(violation["id"])
        if is_criterion or violation["impact"] in SERIOUS:
            where = [node["target"] for node in violation["nodes"][:3]]
            met.wrong.append(f"{kind(address)}: {violation['id']} at {where}")
    met.looks.append((kind(address), len(found_here["passes"]), broken, advice))


def _links(page: Page, home: str) -> list[str]:
    found_here: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [link.removeprefix(home).split("#")[0] or "/" for link in found_here if link.startswith(home)]


@pytest.fixture(scope="module")
def checked() -> set[str]:
    """Kinds of page axe has looked at already."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_pages_ask_nobody_else_complain_of_nothing_and_are_accessible(
    browser: Browser,
    house: House,
    checked: set[str],
    role: str,
    record_property: Callable[[str, object], None],
) -> None:
    met = walk(browser, house, role, checked)
    record_property("looks", met.looks)
    assert met.wrong == []
    assert len(met.seen) < MOST_PAGES
    assert {"/", "/plans", "/plans/*", "/rules", "/published/*", "/guides/officer"} <= set(met.seen)
    assert WITH_A_LOAD not in met.seen or role == "administrator"
    assert WITH_A_LOAD in met.seen or role != "administrator"


def test_a_member_of_the_public_looks_and_comes_back_to_what_was_chosen(
    browser: Browser, house: House
) -> None:
    context = browser.new_context(locale="ja-JP", base_url=house.address)
    page, met = context.new_page(), Walk()
    page.on("request", lambda asked: _foreign(asked.url, house.address, met))
    page.goto("/")
    page.get_by_role("link", name="地図を見る").click()
    frame = page.frame_locator("iframe.map-frame")
    frame.locator(".leaflet-overlay-pane canvas, .leaflet-pane path").first.wait_for(state="attached")
    page.get_by_role("link", name="計画一覧").first.click()
    page.locator('table.plans tbody a[href^="/plans/"]').first.click()
    finding = page.locator("article.finding").first
    finding.locator("summary").first.click()
    assert finding.get_by_text("根拠").is_visible()
    page.get_by_role("link", name="GX戦略地域").first.click()
    page.get_by_role("link", name="GX戦略地域②データセンター集積型").click()
    assert page.locator("svg.timeline").is_visible()
    chosen, rows = page.url, page.locator("tbody tr").count()
    page.locator("tbody tr a").first.click()
    page.get_by_role("heading", level=1).wait_for()
    page.go_back()
    assert (page.url, page.locator("tbody tr").count()) == (chosen, rows)
    assert page.locator(".tabs [aria-current]").inner_text() == "GX戦略地域②データセンター集積型"
    page.get_by_role("link", name="データを持ち出す").click()
    page.get_by_label("GeoPackageの座標系").select_option("EPSG:6676")
    page.get_by_role("button", name="この座標系のリンクにする").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="GeoJSON").first.click()
    assert b"FeatureCollection" in saved.value.path().read_bytes()
    page.go_back()
    page.go_forward()
    expect(page.get_by_label("GeoPackageの座標系")).to_have_value("EPSG:6676")
    assert met.wrong == []
    context.close()
