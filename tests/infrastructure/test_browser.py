"""The browser of the tests works, and reaches the product on this machine only."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser

from tests.support.serving import served


def test_a_page_served_here_is_shown_in_japanese(browser: Browser) -> None:
    app = FastAPI()
    app.add_api_route("/", lambda: HTMLResponse("<h1>産業集積</h1>"))
    with served(app) as address:
        page = browser.new_page()
        page.goto(address)
        assert page.inner_text("h1") == "産業集積"
        page.close()
