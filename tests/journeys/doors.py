"""A browser in which somebody of the office is signed in, and what a person does with a downloaded file."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from api.security.forms import SESSION_COOKIE
from data.domain.actor import Actor
from tests.support.applying import Office
from tests.support.signing_in import open_session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cookie(office: Office, actor: Actor, home: str) -> Any:
    """The cookie of a new session of somebody."""
    return {"name": SESSION_COOKIE, "value": open_session(office.engine, actor), "url": home}


def door(
    browser: Browser, office: Office, home: str, name: str, *, width: int = 1200, height: int = 900
) -> Page:
    """A page of somebody signed in; an error of a script on it fails the test."""
    context: BrowserContext = browser.new_context(
        locale="ja-JP", viewport={"width": width, "height": height}, base_url=home
    )
    context.add_cookies([cookie(office, office.actors[name], home)])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def downloaded(page: Page, link: str) -> bytes:
    """Click a link and return the file it gives."""
    with page.expect_download() as saved:
        page.get_by_role("link", name=link).click()
    return saved.value.path().read_bytes()


def hand_in(page: Page, content: bytes, button: str = "変更を確認する", name: str = "計画.xlsx") -> None:
    """Choose a filled workbook on the page and press ``button``."""
    page.get_by_label("記入したブック").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name=button).click()
