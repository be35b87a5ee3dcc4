"""Every form of every page, filled with script, emoji and 外字: what was typed is told or kept, never run."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.journeys.test_crawl import NO_PAGE, kind
from tests.support.ministry import Ministry
from tests.support.signing_in import sign_in

PAGE = {"accept": "text/html"}
NASTY = "<script>alert(1)</script>\"'&👩‍👩‍👧‍👦髙﨑𠮷①㈱～－"
KEPT = NASTY.partition("&")[2]
TYPED = {"text", "search", "email", "password", "url", "tel"}
PLACES = re.compile(r"/(work|account|applications|review|admin|rules|plans/new|footprints|ledger)(?=[/?]|$)")
"""Where there are forms that change something; signing in has tests of its own."""
DOORS = ("/work", "/account", "/review", "/admin/accounts", "/plans/new")
ANSWERS = (200, 303, 403, 404, 409, 412, 422)
LAST = re.compile(r"/hand-over$|/conflict$")
"""They succeed and take other forms away."""
PEOPLE = ("neighbour", "officer", "manager", "finished", "administrator")


@dataclass
class Form:
    """A form of a page: where it goes, what it carries, and which fields a person types in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Collects the forms of a page that change something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(has.get("action", "")) if has.get("method") == "post" else None
        elif self._form is not None:
            self._control(tag, has, self._form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.found.append(self._form)
            self._form = None

    def _control(self, tag: str, has: dict[str, str], form: Form) -> None:
        name = has.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option":
            form.fields.setdefault(self._select, has.get("value", ""))
        elif tag == "textarea" or (tag == "input" and has.get("type", "text") in TYPED):
            form.fields[name] = NASTY
            form.typed.append(name)
        elif tag in ("input", "button") and has.get("type") not in ("checkbox", "file"):
            form.fields.setdefault(name, has.get("value", ""))


def forms_of(client: TestClient) -> Iterator[tuple[str, Form]]:
    """Walk the pages, each kind once, and yield every kind of form with the page it stands on."""
    waiting = deque(DOORS)
    seen: set[str] = set()
    met: set[tuple[str, ...]] = set()
    while waiting:
        path = waiting.popleft()
        plain = path.partition("?")[0]
        if kind(path) in seen or NO_PAGE.search(plain) or not PLACES.match(plain):
            continue
        seen.add(kind(path))
        answer = client.get(path, headers=PAGE)
        assert answer.status_code in (200, 403), path
        page = answer.text
        waiting.extend(link.partition("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]*)"', page))
        read = Forms()
        read.feed(page)
        for form in read.found:
            mark = (kind(form.action), *form.typed)
            if form.typed and mark not in met:
                met.add(mark)
                yield path, form


def wrong(page: str, form: Form, answer: Any) -> str | None:
    """Tell what is wrong with an answer to a form full of nonsense."""
    where = f"{kind(page)} -> {kind(form.action)}: {answer.status_code}"
    if answer.status_code >= 500 or answer.status_code not in (
        200,
        303,
        400,
        403,
        404,
        409,
        412,
        413,
        422,
        429,
    ):
        return where
    if "<script>alert" in answer.text:
        return f"{where} runs what was typed"
    kept = answer.status_code != 422 or KEPT in answer.text or form.typed == ["password"]
    return None if kept else f"{where} loses what was typed"


def test_no_form_runs_or_loses_what_was_typed(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    faults, tried = [], set()
    for name in PEOPLE:
        sign_in(client, own_engine, ministry.actors[name])
        for page, form in sorted(forms_of(client), key=lambda each: bool(LAST.search(each[1].action))):
            answer = client.post(form.action, data=form.fields, headers=PAGE, follow_redirects=False)
            tried.add(kind(form.action))
            if (fault := wrong(page, form, answer)) is not None:
                faults.append(f"{name}: {fault}")
    assert not faults, "\n".join(faults)
    assert len(tried) > 25, sorted(tried)
