"""Wherever an amount of a plan is shown or typed, its unit stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.support.applying import Office, document, open_office

PAGE = {"accept": "text/html"}
UNITS = {"yen": "円", "people": "人", "ha": "ha", "mw": "MW"}
"""By the last word of a field's name."""
LEAST = 1_000
"""Smaller numbers stand on a page for many things besides the amount."""


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    return open_office(client, own_engine, ("B", "GX2"))


def amounts(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Every amount of a document with its unit."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from amounts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from amounts(each, name)
    elif isinstance(value, int | float) and (unit := UNITS.get(name.rpartition("_")[2])):
        yield unit, value


def words(html: str) -> str:
    """What a reader sees of a page."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(script|style).*?</\1>", "", main, flags=re.DOTALL)))


def bare(text: str) -> list[str]:
    """The amounts of the sample on a page whose unit does not follow."""
    wrong = []
    for unit, value in amounts(document()):
        for found in re.finditer(rf"(?<![\d,.]){re.escape(f'{value:,}')}(?![\d,.])", text):
            after = text[found.end() : found.end() + len(unit) + 1].strip()
            if value >= LEAST and not after.startswith(unit):
                wrong.append(text[max(0, found.start() - 20) : found.end() + 20])
    return wrong


def test_amounts_on_the_pages_of_reviewers_officers_and_the_public_carry_their_unit(office: Office) -> None:
    case = office.submitted()
    total = f"{document()['investment']['total_yen']:,}円"
    plan = office.client.get(f"/v1/applications/{case}").json()["plan"]
    pages = {
        "reviewer": (f"/review/{case}", "/review/portfolio"),
        "manager": ("/ledger",),
        "officer": (f"/applications/{case}", f"/applications/{case}/submit", f"/plans/{plan}"),
    }
    shown = {}
    for name, paths in pages.items():
        client = office.by(name)
        for path in paths:
            answer = client.get(path, headers=PAGE)
            assert answer.status_code == 200, path
            shown[path] = words(answer.text)
    assert {path: found for path, text in shown.items() if (found := bare(text))} == {}
    for path in (f"/review/{case}", "/review/portfolio", f"/plans/{plan}"):
        assert total in shown[path], path


def test_a_field_for_an_amount_in_the_editor_names_its_unit(office: Office) -> None:
    case = office.start()
    tasks = office.client.get(f"/applications/{case}/edit", headers=PAGE).text
    labelled = 0
    for key in dict.fromkeys(re.findall(rf"/applications/{case}/edit/(\w+)", tasks)):
        html = office.client.get(f"/applications/{case}/edit/{key}", headers=PAGE).text
        for found in re.finditer(r'<input[^>]* id="([^"]+)" name="[^"]*_(yen|ha|mw)"', html):
            label = re.search(rf'<label for="{found[1]}".*?</label>', html, re.DOTALL)
            assert label, found[0]
            assert UNITS[found[2]] in words(f"<main{label[0]}</main>"), found[0]
            labelled += 1
        assert bare(words(html)) == [], key
    assert labelled >= 5
