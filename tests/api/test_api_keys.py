"""API keys act for a post within their scopes, until they are revoked, and every use after that is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.security.scopes import COLLECTIONS, scope_needed
from api.services.identity import keys
from api.services.identity.keys import NewKey, Wanted
from data.db import make_session_factory, unit_of_work
from data.domain.errors import InvalidInput, NotAllowed, NotFound
from data.domain.key_scopes import KeyScope
from tests.api.examples import plan
from tests.support.ministry import Ministry

DAY = timedelta(days=1)
READ = frozenset({KeyScope.PLANS_READ})


def new_key(
    engine: Engine, ministry: Ministry, scopes: frozenset[KeyScope] = READ, by: str = "administrator"
) -> NewKey:
    now, officer = datetime.now(UTC), ministry.actors["officer"]
    assert officer.account_id
    assert officer.post_id
    with unit_of_work(make_session_factory(engine), ministry.actors[by]) as session:
        return keys.create(
            session, Wanted("集計用", officer.account_id, officer.post_id, scopes, now + DAY), now
        )


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def events(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT event FROM audit_event ORDER BY position")))


def test_a_key_sees_what_its_post_sees(client: TestClient, own_engine: Engine, ministry: Ministry) -> None:
    key = new_key(own_engine, ministry)
    assert client.get(f"/v1/plans/{ministry.sent_plan}", headers=bearer(key.key)).status_code == 200
    assert client.get(f"/v1/plans/{ministry.draft_plan}", headers=bearer(key.key)).status_code == 404
    assert client.get(f"/v1/plans/{ministry.sent_plan}").status_code == 404


def test_a_key_may_stand_in_the_address_for_reading_only(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    key = new_key(own_engine, ministry, frozenset({KeyScope.PLANS_READ, KeyScope.PLANS_WRITE})).key
    assert client.get(f"/v1/plans/{ministry.sent_plan}.geojson", params={"key": key}).status_code == 200
    path = f"/v1/plans/{ministry.sent_plan}/assessments"
    assert client.post(path, params={"key": key}).status_code == 404


def test_a_key_is_for_its_scopes_alone(client: TestClient, own_engine: Engine, ministry: Ministry) -> None:
    key = bearer(new_key(own_engine, ministry).key)
    assert client.post("/v1/plans", json=plan(), headers=key).status_code == 403
    assert client.get("/v1/siting/studies", headers=key).status_code == 403
    assert client.get("/plans", headers=key).status_code == 403


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE api_key SET revoked_at = now()",
        "UPDATE api_key SET paused_at = now()",
        "UPDATE api_key SET expires_at = now()",
        "UPDATE post_holding SET until = now()",
        "UPDATE account SET is_active = false",
    ],
)
def test_a_key_ends_at_once_and_its_use_afterwards_is_kept(
    client: TestClient, own_engine: Engine, ministry: Ministry, statement: str
) -> None:
    key = new_key(own_engine, ministry)
    with own_engine.begin() as connection:
        connection.execute(text(statement))
    answer = client.get("/v1/plans", headers=bearer(key.key))
    assert answer.status_code == 401
    assert key.key not in answer.text
    assert events(own_engine)[-1] == "api_key:refused"


def test_an_unknown_key_is_refused_and_not_taken_for_the_public(client: TestClient) -> None:
    assert client.get("/v1/plans", headers=bearer("shk_guess")).status_code == 401


def test_the_key_itself_is_kept_nowhere(own_engine: Engine, ministry: Ministry) -> None:
    key = new_key(own_engine, ministry)
    with own_engine.connect() as connection:
        stored = "".join(
            row
            for table in ("api_key", "audit_event")
            for row in connection.scalars(text(f"SELECT t::text FROM {table} t"))
        )
    assert key.row.prefix in stored
    assert key.key not in stored
    assert key.key not in repr(key)


def test_the_last_use_of_a_key_is_known(client: TestClient, own_engine: Engine, ministry: Ministry) -> None:
    key = new_key(own_engine, ministry)
    client.get("/v1/plans", headers=bearer(key.key))
    with own_engine.connect() as connection:
        query = text("SELECT last_used_at FROM api_key WHERE id = :id")
        assert connection.scalar(query, {"id": key.row.id}) is not None


@pytest.mark.parametrize("name", ["officer", "manager", "finished"])
def test_only_the_administrator_makes_keys(own_engine: Engine, ministry: Ministry, name: str) -> None:
    with pytest.raises(NotAllowed):
        new_key(own_engine, ministry, by=name)


def test_a_key_needs_a_scope_and_a_post_that_is_held(own_engine: Engine, ministry: Ministry) -> None:
    with pytest.raises(InvalidInput):
        new_key(own_engine, ministry, frozenset())
    now, officer, reviewer = datetime.now(UTC), ministry.actors["officer"], ministry.actors["reviewer"]
    wanted = Wanted("x", officer.account_id, reviewer.post_id, READ, now + DAY)  # type: ignore[arg-type]
    with (
        unit_of_work(make_session_factory(own_engine), ministry.actors["administrator"]) as session,
        pytest.raises(NotFound),
    ):
        keys.create(session, wanted, now)


def test_revoking_and_pausing_are_on_the_audit_trail(own_engine: Engine, ministry: Ministry) -> None:
    key, now = new_key(own_engine, ministry), datetime.now(UTC)
    with unit_of_work(make_session_factory(own_engine), ministry.actors["administrator"]) as session:
        keys.pause(session, key.row.id, now, paused=True)
        keys.pause(session, key.row.id, now, paused=False)
        keys.revoke(session, key.row.id, now)
    assert events(own_engine) == ["api_key:created", "api_key:paused", "api_key:paused", "api_key:revoked"]


@pytest.mark.parametrize("beginning", [beginning for beginning, _ in COLLECTIONS])
def test_every_collection_has_a_scope_for_reading(beginning: str) -> None:
    assert scope_needed("GET", beginning) is not None
    assert scope_needed("GET", beginning + "x") is None
