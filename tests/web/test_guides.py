"""The guides are pages of the product: their pictures come from it, their links stay in it."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.web.guides import CARDS, PICTURES, Guide

PAGE = {"accept": "text/html"}


@pytest.fixture
def pages(client: TestClient) -> dict[Guide, str]:
    return {name: client.get(f"/guides/{name}", headers=PAGE).text for name in Guide}


def test_every_picture_and_link_of_a_guide_answers(client: TestClient, pages: dict[Guide, str]) -> None:
    met = {address for page in pages.values() for address in re.findall(r'(?:src|href)="(/[^"]+)"', page)}
    pictures = {address for address in met if address.startswith("/guides/images/")}
    assert len(pictures) >= 12
    assert {f"/guides/{name}" for name in (Guide.EXCEL,)} <= met
    guides = {address for address in met if address.startswith("/guides")}
    assert {address for address in guides if client.get(address, headers=PAGE).status_code != 200} == set()
    assert client.get(f"/guides/images/{min(PICTURES.iterdir()).name}").headers["content-type"] == "image/png"


def test_a_guide_is_a_page_with_one_main_heading_and_a_list_of_contents(pages: dict[Guide, str]) -> None:
    for name, page in pages.items():
        (heading,) = re.findall(r"<h1>(.*?)</h1>", page)
        assert heading in CARDS[name].title.ja + " / There and back by Excel"
        anchors = re.findall(r'<h2 id="([^"]+)"', page)
        assert anchors == re.findall(r'<li><a href="#([^"]+)"', page)
        assert anchors or name is Guide.EXCEL
    assert "管理者にも表示されません" in pages[Guide.ADMINISTRATOR]


def test_an_unknown_guide_is_told_and_an_english_reader_is_told_the_language(client: TestClient) -> None:
    assert client.get("/guides/committee", headers=PAGE).status_code == 404
    assert client.get("/guides/images/../guides/officer.md").status_code == 404
    assert "written in Japanese" in client.get("/guides/officer?lang=en", headers=PAGE).text
