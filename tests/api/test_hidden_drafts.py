"""A draft of one body changes nothing that anybody else is told: no list, no count, no order, no number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.security.forms import SESSION_COOKIE
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.orm import Application, Plan
from tests.api.test_access import routes
from tests.support.ministry import NOW, Ministry, found
from tests.support.signing_in import open_session

PEOPLE = ("public", "officer", "manager")
CHANGING = re.compile(
    r'"server_time":"[^"]*"|"request_id":"[^"]*"|nonce="[^"]*"|form_token" value="[^"]*"'
    r"|\d\d:\d\d:\d\d|\d\d時\d\d分(\d\d秒)?|[0-9a-f]{32,}|shuseki-[\w.-]+"
)
"""What differs between two askings for the same: clocks and marks of one request."""


def lists(app: FastAPI) -> list[str]:
    """Every address without an id: lists, counts, overviews, exports of everything."""
    return sorted(
        route.path
        for route in routes(app)
        if "GET" in (route.methods or ()) and "{" not in route.path and not route.path.startswith("/sign-in")
    )


def told(
    app: FastAPI, client: TestClient, tokens: Mapping[str, str], name: str
) -> dict[str, tuple[int, str]]:
    client.cookies.set(SESSION_COOKIE, tokens[name]) if name in tokens else client.cookies.clear()
    answers = {path: client.get(path, follow_redirects=False) for path in lists(app) if ".pdf" not in path}
    return {
        path: (answer.status_code, CHANGING.sub("", answer.text))
        for path, answer in answers.items()
        if not answer.content.startswith(b"PK")
    }


def draft_of_the_neighbour(engine: Engine, ministry: Ministry) -> None:
    neighbour = ministry.actors["neighbour"]
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        document = {"plan_type": "GX2", "title": "もう一つの下書き", "body": "16000"}
        plan = Plan(
            id=uuid4(), plan_type="GX2", title=document["title"], body_code="16000", document=document,
            footprint_origin="none", is_sample=False, version=1, owner_body_id=neighbour.body_id,
        )  # fmt: skip
        session.add(plan)
        session.flush()
        session.add(
            Application(
                id=uuid4(), call_id=ministry.call, plan_id=plan.id, plan_type="GX2",
                body_id=neighbour.body_id, state="draft", state_since=NOW,
            )
        )  # fmt: skip


def test_a_hidden_draft_changes_no_list_and_no_count_of_anybody_else(
    app: FastAPI, client: TestClient, own_engine: Engine
) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        ministry = found(session)
    everybody = (*PEOPLE, "neighbour")
    tokens = {name: open_session(own_engine, ministry.actors[name]) for name in everybody[1:]}
    before = {name: told(app, client, tokens, name) for name in everybody}
    draft_of_the_neighbour(own_engine, ministry)
    after = {name: told(app, client, tokens, name) for name in everybody}
    changed = {
        name: [path for path in before[name] if before[name][path] != after[name][path]] for name in after
    }
    assert {name: changed[name] for name in PEOPLE} == {name: [] for name in PEOPLE}
    assert {"/v1/applications", "/work"} <= set(changed["neighbour"]), "its own body sees it"
