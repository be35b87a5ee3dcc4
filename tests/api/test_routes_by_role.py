"""Every route as every role, generated from the table of access rules: who is let in, and who is not."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.api.reviews.access import LET_IN
from tests.api.test_access import (
    ACCESS,
    ADMINISTRATOR,
    CALLS,
    CASES,
    LAYERS,
    OWN_ACCOUNT,
    PUBLIC,
    SETTINGS,
    SIGNING_IN,
)
from tests.support.ministry import Ministry
from tests.support.signing_in import sign_in

PEOPLE = ("public", "officer", "approver", "reviewer", "manager", "finished", "administrator")
NOT_SIGNED_IN, NOT_ALLOWED, DEFECT = 401, 403, 500
ENDS_THE_SESSION = {"POST /sign-out", "DELETE /v1/session"}
KNOWN_RULES = {PUBLIC, SIGNING_IN, OWN_ACCOUNT, ADMINISTRATOR, CALLS, CASES, LAYERS, SETTINGS, *LET_IN}


def status(client: TestClient, route: str) -> int:
    """Send a request with nothing in it; an open route then tells of a missing thing, not of rights."""
    method, _, path = route.partition(" ")
    filled = re.sub(r"\{(\w+)\}", lambda found: "0" if found[1] in "zxy" else str(uuid4()), path)
    return int(client.request(method, filled, follow_redirects=False).status_code)


def expected_refusal(rule: str, name: str) -> int | None:
    if rule in {OWN_ACCOUNT, ADMINISTRATOR, CALLS, CASES, LAYERS, SETTINGS, *LET_IN} and name == "public":
        return NOT_SIGNED_IN
    let_in = {
        ADMINISTRATOR: {"administrator"},
        CALLS: {"administrator"},
        LAYERS: {"administrator"},
        SETTINGS: {"administrator"},
        **LET_IN,
    }.get(rule)
    return NOT_ALLOWED if let_in is not None and name not in let_in else None


@pytest.mark.parametrize("name", PEOPLE)
def test_every_route_lets_in_whom_its_rule_names(
    client: TestClient, own_engine: Engine, ministry: Ministry, name: str
) -> None:
    if name != "public":
        sign_in(client, own_engine, ministry.actors[name])
    wrong = {}
    for route, rule in ACCESS.items():
        if rule not in KNOWN_RULES or route in ENDS_THE_SESSION:
            continue
        got, refusal = status(client, route), expected_refusal(rule, name)
        let_in = refusal is None and (got not in {NOT_SIGNED_IN, NOT_ALLOWED} or rule == SIGNING_IN)
        if got == DEFECT or not (got == refusal or let_in):
            wrong[route] = got
    assert wrong == {}
