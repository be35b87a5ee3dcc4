"""Ids and marks of what is not one's own open nothing, and no change is taken from another site's page.

Requests are made from the table of routes, with bodies that would be taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from api.security.forms import FORM_HEADER
from data.orm import (
    Application,
    Assignment,
    Attachment,
    Call,
    ConflictOfInterest,
    CorrectionItem,
    Plan,
    StoredAssessment,
)
from tests.api.test_access import ACCESS, SIGNING_IN, routes
from tests.api.test_routes_by_role import expected_refusal
from tests.support.ministry import Ministry
from tests.support.signing_in import sign_in

REASON = {"reason": "理由"}
SIDES = ("infrastructure", "competitiveness", "decarbonisation", "region")
SAID = {"criterion": "GX2-1", "status": "met", **REASON}
BODIES: Mapping[str, Any] = {
    "steps": {"event": "application:approval_requested"},
    "versions": {},
    "document": {"plan_type": "GX2", "title": "t", "body": "16000"},
    "title": {"value": "t"},
    "answer": {"answer": "回答", "state": "answered"},
    "judgements": SAID,
    "overrulings": SAID,
    "corrections": {"items": [{"pointer": "/title", "remark": "補正", "due_on": "2099-01-01"}]},
    "return": REASON,
    "state": {"state": "settled"},
    "scores": {"sides": {side: {"points": 3, **REASON} for side in SIDES}},
    "decision": {"outcome": "not_selected", **REASON},
    "publication": {"with_findings": False},
    "withdrawal": REASON,
    "reassessments": {"on": "2026-03-01", **REASON},
    "extensions": {"closes_at": "2099-01-01T17:00:00", **REASON},
}
"""A body that would be taken, by the last part of an address of the API."""
FORM = {
    "version": "1", "tag": "a" * 16, "event": "application:approval_requested", "key": "k",
    "criterion": "GX2-1", "status": "met", "pointer": "/title", "remark": "補正", "due_on": "2099-01-01",
    "state": "settled", "answer": "回答", "post": str(uuid4()), "post_id": str(uuid4()), **REASON,
}  # fmt: skip
"""Fields of every page's forms together; each takes its own."""
MARKS = {"if-match": '"v1"', "idempotency-key": "k1"}
HIDDEN = (("neighbour", "sent"), ("manager", "draft"), ("administrator", "draft"), ("conflicted", "sent"),
          ("unassigned", "sent"))  # fmt: skip
"""A person, and the case of the two that is hidden from them."""
NO_MARK: Mapping[str, str] = {
    "PUT /v1/review/cases/{case_id}/publication": "replaces the whole publication with the decided version",
    "DELETE /v1/review/assignments/{assignment_id}": "ends a row that never changes; twice is once",
    "DELETE /v1/applications/{application_id}/attachments/{attachment_id}": "a file never changes",
    "DELETE /v1/session": "ends one's own session",
}
"""Changes of the API that carry no If-Match, and why none is lost."""


def ids_of(engine: Engine, ministry: Ministry, which: str) -> dict[str, str]:
    """The ids of a case and of what belongs to it, by their names in addresses."""
    case: UUID = ministry.sent if which == "sent" else ministry.draft
    plan = ministry.sent_plan if which == "sent" else ministry.draft_plan
    with Session(engine) as session:

        def first(column: Any, condition: ColumnElement[bool]) -> str:
            return str(session.scalars(select(column).where(condition)).first() or uuid4())

        of_case = (
            ("assignment_id", Assignment),
            ("item_id", CorrectionItem),
            ("conflict_id", ConflictOfInterest),
        )
        return {
            "application_id": str(case),
            "case_id": str(case),
            "plan_id": str(plan),
            "assessment_id": first(StoredAssessment.id, StoredAssessment.plan_id == plan),
            "attachment_id": first(Attachment.id, Attachment.plan_id == plan),
            "call_id": first(Call.id, Call.published_at.is_(None)),
            **{name: first(table.id, table.application_id == case) for name, table in of_case},
        }


def ask(client: TestClient, route: str, ids: Mapping[str, str]) -> tuple[int, str]:
    """Send what a route would take, with these ids, and return the answer without them."""
    method, _, path = route.partition(" ")
    others = {"number": "1", "name": "title", "key": "title", "ending": "xlsx"}
    filled = re.sub(r":\w+\}", "}", path).format(**others, **ids)
    if method == "GET":
        answer = client.get(filled, follow_redirects=False)
    elif path.startswith("/v1"):
        body = BODIES.get(filled.rpartition("/")[2])
        answer = client.request(method, filled, json=body, headers=MARKS, follow_redirects=False)
    else:
        answer = client.request(method, filled, data=FORM, headers=MARKS, follow_redirects=False)
    known = "|".join(re.escape(each) for each in ids.values())
    clean = re.sub(rf"{known}|[0-9a-f]{{32,}}|nonce=\"[^\"]*\"", "", answer.text)
    return answer.status_code, clean


def concerns_a_case(route: str) -> bool:
    names = set(re.findall(r"\{(\w+)", route))
    ids = {"application_id", "case_id", "plan_id", "assessment_id", "assignment_id", "item_id", "conflict_id"}
    return bool(names & ids) and not names - ids - {"attachment_id", "number", "name", "key", "ending"}


@pytest.mark.parametrize(("name", "which"), HIDDEN)
def test_a_hidden_row_is_answered_like_none_before_anything_else(
    client: TestClient, own_engine: Engine, ministry: Ministry, name: str, which: str
) -> None:
    sign_in(client, own_engine, ministry.actors[name])
    hidden = ids_of(own_engine, ministry, which)
    own = "conflict_id" if name == "conflicted" else ""  # one's own declaration is no secret to oneself
    nothing = {key: str(uuid4()) for key in hidden}
    told_apart, found_ones = {}, 0
    for route, rule in ACCESS.items():
        if not concerns_a_case(route) or (own and own in route) or expected_refusal(rule, name) is not None:
            continue
        there, missing = ask(client, route, hidden), ask(client, route, nothing)
        found_ones += missing[0] == 404
        if there != missing or 200 <= there[0] < 300:
            told_apart[route] = (there[0], missing[0], there[1][:300])
    assert told_apart == {}
    assert found_ones > 25, "most requests get as far as looking for the row"


def test_every_change_of_the_api_wants_the_mark_of_what_was_seen(
    app: FastAPI, client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    without = {}
    for route in routes(app):
        for method in (route.methods or set()) & {"PUT", "PATCH", "DELETE"}:
            name = f"{method} {route.path}"
            who = next(
                each for each in ("officer", "manager", "reviewer", "administrator")
                if expected_refusal(ACCESS[name], each) is None
            )  # fmt: skip
            sign_in(client, own_engine, ministry.actors[who])
            ids = {**ids_of(own_engine, ministry, "sent"), "number": "1", "name": "title"}
            path = re.sub(r":\w+\}", "}", route.path).format(**ids)
            body = BODIES.get(path.rpartition("/")[2], {})
            if method == "PUT" and path.endswith(str(ids["call_id"])):
                body = {"code": "R9", "title_ja": "x", "title_en": "x", "opens_at": "2026-01-01T09:00:00",
                        "closes_at": "2026-02-01T09:00:00", "screenings": {"GX2": 1}}  # fmt: skip
            if client.request(method, path, json=body).status_code != 428:
                without[name] = True
    assert set(without) == set(NO_MARK)


def test_no_change_is_taken_from_a_page_of_another_site_or_without_the_token_of_our_own(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["manager"])
    ids = {**ids_of(own_engine, ministry, "sent"), "number": "1", "name": "title", "key": "title"}
    known = {**{part: str(uuid4()) for part in re.findall(r"\{(\w+)", " ".join(ACCESS))}, **ids}
    right = client.headers.pop(FORM_HEADER)
    taken = {}
    for route, rule in ACCESS.items():
        method, _, path = route.partition(" ")
        if method == "GET":
            continue
        filled = re.sub(r":\w+\}", "}", path).format(**known)
        forged = [{FORM_HEADER: right, "origin": "https://foreign.example"}]
        if rule != SIGNING_IN or "sign-out" in route:
            forged.append({FORM_HEADER: "0" * 64} if len(route) % 2 else {})
        for headers in forged:
            answer = client.request(method, filled, data=FORM, headers=headers, follow_redirects=False)
            if answer.status_code != 403:
                taken[route] = (answer.status_code, headers)
    assert taken == {}
    assert client.get("/v1/session").json()["signed_in"]


def test_a_mark_of_another_case_opens_nothing(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["neighbour"])
    mine = client.get(f"/v1/applications/{ministry.draft}")
    seen = {"if-match": mine.headers["etag"], "idempotency-key": uuid4().hex}
    tag = client.get(f"/v1/applications/{ministry.draft}/sections/title").headers["etag"]
    foreign = f"/v1/applications/{ministry.sent}"
    answers = (
        client.put(f"{foreign}/document", json=BODIES["document"], headers=seen),
        client.put(f"{foreign}/sections/title", json=BODIES["title"], headers={"if-match": tag}),
        client.post(f"{foreign}/steps", json={"event": "application:withdrawn"}, headers=seen),
        client.post(f"{foreign}/versions", json={}, headers=seen),
        client.delete(f"{foreign}/attachments/{ids_of(own_engine, ministry, 'sent')['attachment_id']}"),
    )
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    with Session(own_engine) as session:
        case = session.get_one(Application, ministry.sent)
        assert (case.version, case.state) == (1, "first_screening")
        assert session.get_one(Plan, ministry.sent_plan).version == 1
