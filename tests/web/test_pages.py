"""Pages tell the findings in both languages, name no other host, and show errors where the sender stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from httpx2 import Response

from api.web.view import HERE, section_of, templates
from tests.api.examples import PLAN, plan

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FOREIGN = re.compile(
    r"""(?:src|href|action|content)\s*=\s*["']?(?:https?:)?//(?!testserver)""", re.IGNORECASE
)


@pytest.fixture
def plan_id(client: TestClient) -> str:
    answer = client.post("/v1/plans", json=plan())
    return str(answer.json()["plan"]["id"])


@pytest.fixture
def get(client: TestClient) -> Callable[[str], Response]:
    return lambda path: client.get(path, headers=PAGE)


PATHS = [
    "/",
    "/plans",
    "/plans/new",
    "/plans/{id}",
    "/plans/{id}/map",
    "/rules",
    "/layers",
    "/siting",
    "/docs",
    "/nowhere",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_no_page_names_another_host(
    get: Callable[[str], Response], plan_id: str, path: str, language: str
) -> None:
    answer = get(path.format(id=plan_id) + language)
    assert answer.status_code == (404 if path == "/nowhere" else 200)
    assert not FOREIGN.search(answer.text)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_a_strict_policy_with_a_nonce_of_its_own(
    get: Callable[[str], Response], plan_id: str, path: str
) -> None:
    policies = [get(path.format(id=plan_id)).headers["content-security-policy"] for _ in range(2)]
    assert policies[0] != policies[1]
    assert "default-src 'none'" in policies[0]
    assert "unsafe" not in policies[0]
    assert "frame-ancestors 'self'" in policies[0]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_a_language_a_title_and_one_main_heading(
    get: Callable[[str], Response], plan_id: str, path: str
) -> None:
    for language in ("ja", "en"):
        html = get(f"{path.format(id=plan_id)}?lang={language}").text
        assert f'<html lang="{language}">' in html
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert len(re.findall(r"<main[ >]", html)) == 1
        assert re.search(r"<title>\s*\S", html)


def test_the_page_of_a_plan_tells_verdict_reasons_sources_and_what_to_do(
    get: Callable[[str], Response], plan_id: str
) -> None:
    html = get(f"/plans/{plan_id}").text
    assert PLAN["title"] in html
    for words in (
        "確認結果：",
        "対応：",
        "根拠：",
        "抽出本文",
        "読み取った内容",
        "120億円（12,000,000,000円）",
    ):
        assert words in html
    assert "令和9年4月1日（2027年4月1日）" in html


def test_a_status_is_told_in_words_not_by_colour_alone(get: Callable[[str], Response], plan_id: str) -> None:
    html = get(f"/plans/{plan_id}").text
    tags = re.findall(r'<span class="status status-(\w+)">.*?<b>(.*?)</b>', html, re.DOTALL)
    assert tags
    assert all(words.strip() for _, words in tags)


def test_markup_in_a_plan_stays_text(client: TestClient, get: Callable[[str], Response]) -> None:
    title = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    plan_id = client.post("/v1/plans", json=plan(title=title)).json()["plan"]["id"]
    for path in ("/", "/plans", f"/plans/{plan_id}", f"/plans/{plan_id}/map"):
        assert "<script>alert" not in get(path).text
        assert "<img src=x" not in get(path).text


def test_a_plan_without_ground_says_so_instead_of_a_map(
    client: TestClient, get: Callable[[str], Response]
) -> None:
    plan_id = client.post("/v1/plans", json=plan(footprint=None)).json()["plan"]["id"]
    assert "まだ描けません" in get(f"/plans/{plan_id}/map").text


def send(client: TestClient, **form: Any) -> Response:
    return client.post("/plans", headers=PAGE, follow_redirects=False, **form)


@pytest.mark.parametrize("name", ["plan.yaml", "plan.json"])
def test_an_uploaded_plan_is_stored_and_shown(client: TestClient, name: str) -> None:
    content = yaml.safe_dump(plan(), allow_unicode=True) if name.endswith("yaml") else json.dumps(plan())
    answer = send(client, files={"file": (name, content.encode())}, data={"document": ""})
    assert answer.status_code == 303
    assert client.get(answer.headers["location"], headers=PAGE).status_code == 200


def test_pasted_text_is_taken_too(client: TestClient) -> None:
    answer = send(client, data={"document": yaml.safe_dump(plan(), allow_unicode=True)})
    assert answer.status_code == 303


BAD_FORMS: dict[str, dict[str, Any]] = {
    "nothing": {"data": {"document": ""}},
    "a wrong kind of file": {"files": {"file": ("plan.exe", b"MZ")}},
    "a text named xlsx": {"files": {"file": ("plan.xlsx", b"a,b,c")}},
    "broken yaml": {"data": {"document": "plan_type: [B"}},
    "a wrong value": {
        "data": {"document": yaml.safe_dump(plan(municipalities=["15999"]), allow_unicode=True)}
    },
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_a_bad_form_comes_back_with_its_errors_and_its_content(client: TestClient, name: str) -> None:
    form = BAD_FORMS[name]
    answer = send(client, **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "対応：" in answer.text
    typed = form.get("data", {}).get("document", "")
    assert typed.split("\n")[0] in unescape(answer.text)
    assert client.get("/v1/plans").json()["items"] == []


class Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "aria-labelledby", "aria-describedby") and value:
                self.targets += [v.lstrip("#") for v in value.split() if name != "href" or v.startswith("#")]


def test_ids_are_unique_and_every_reference_in_a_page_leads_somewhere(
    get: Callable[[str], Response], plan_id: str
) -> None:
    for path in ("/", f"/plans/{plan_id}", "/rules", "/docs", "/plans/new"):
        found = Ids()
        found.feed(get(path).text)
        assert len(found.ids) == len(set(found.ids)), path
        assert set(found.targets) <= set(found.ids), path


@pytest.mark.parametrize(
    "path",
    sorted((HERE / "templates").rglob("*.jinja")),
    ids=lambda path: "/".join(path.parts[-2:]),
)
def test_every_template_compiles(path: Path) -> None:
    templates().get_template(str(path.relative_to(HERE / "templates")))


def test_the_language_switch_keeps_what_was_chosen(client: TestClient) -> None:
    page = client.get("/rules/scope?plan_type=GX2&x=%26", headers={"accept": "text/html"}).text
    assert 'href="/rules/scope?plan_type=GX2&amp;x=%26&amp;lang=en"' in page
    english = client.get("/rules/scope?plan_type=GX2&lang=en", headers={"accept": "text/html"}).text
    assert 'href="/rules/scope?plan_type=GX2" lang="ja"' in english


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/plans", "/plans"),
        ("/plans/new", "/plans/new"),
        ("/plans/4b0c/map", "/plans"),
        ("/maps/power", "/maps/plans"),
        ("/siting/scenarios/5834", "/siting"),
        ("/plansets", None),
        ("/", None),
    ],
)
def test_a_page_is_found_under_the_longest_address_above_it(path: str, section: str | None) -> None:
    assert section_of(path) == section
