"""The administrator's pages and one's own account, as each role; a handover moves access and no work."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.services import bodies
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import NotAllowed
from tests.support.ministry import Ministry, found
from tests.support.signing_in import sign_in, sign_out

PAGE = {"accept": "text/html"}
ADMIN_PAGES = ("/admin/accounts", "/admin/bodies", "/admin/keys")
OTHERS = ("officer", "approver", "reviewer", "manager", "finished")


@pytest.fixture
def ministry(own_engine: Engine) -> Ministry:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        return found(session)


@pytest.fixture
def admin(client: TestClient, own_engine: Engine, ministry: Ministry) -> TestClient:
    sign_in(client, own_engine, ministry.actors["administrator"])
    return client


def post(client: TestClient, path: str, **fields: str) -> int:
    return int(client.post(path, data=fields, headers=PAGE, follow_redirects=False).status_code)


def one(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.scalar(text(query))


@pytest.mark.parametrize("path", ADMIN_PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_administrator_sees_the_pages(admin: TestClient, path: str, language: str) -> None:
    answer = admin.get(path, params={"lang": language}, headers=PAGE)
    assert answer.status_code == 200
    assert len(re.findall(r"<h1[ >]", answer.text)) == 1
    assert "秘:credential" not in answer.text


@pytest.mark.parametrize("path", [*ADMIN_PAGES, "/account", "/account/handover"])
def test_who_is_not_signed_in_is_led_to_the_form_and_back(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=PAGE, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={path.replace('/', '%2F')}"
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_administers(
    client: TestClient, own_engine: Engine, ministry: Ministry, name: str
) -> None:
    sign_in(client, own_engine, ministry.actors[name])
    accounts = one(own_engine, "SELECT count(*) FROM account")
    for path in ADMIN_PAGES:
        assert client.get(path, headers=PAGE).status_code == 403
    account, held = ministry.actors["officer"].account_id, ministry.actors["officer"].post_id
    for path, fields in (
        ("/admin/accounts", {"login": "new", "name": "x"}),
        (f"/admin/accounts/{account}/reset", {}),
        (f"/admin/accounts/{account}/state", {"active": "false"}),
        ("/admin/bodies", {"kind": "prefecture", "code": "17000"}),
        ("/admin/posts", {"role": "officer", "body": "15000", "title_ja": "x"}),
        (f"/admin/posts/{held}/give", {"account": str(account)}),
        (f"/admin/posts/{held}/hand-over", {"leaver": str(account)}),
        (f"/admin/keys/{uuid4()}/revoke", {}),
    ):
        assert post(client, path, **fields) == 403, path
    assert one(own_engine, "SELECT count(*) FROM account") == accounts


@pytest.mark.parametrize("name", [*OTHERS, "administrator"])
def test_everybody_sees_the_own_account_and_pack(
    client: TestClient, own_engine: Engine, ministry: Ministry, name: str
) -> None:
    sign_in(client, own_engine, ministry.actors[name])
    assert client.get("/account", headers=PAGE).status_code == 200
    pack = client.get("/account/handover", headers=PAGE)
    assert pack.status_code == 200
    assert ("R8-1-0001" in pack.text) == (
        name in {"officer", "approver", "manager", "finished", "administrator"}
    )


def test_a_body_with_posts_is_made_from_the_official_table(admin: TestClient, own_engine: Engine) -> None:
    assert post(admin, "/admin/bodies", kind="municipality", code="17201") == 303
    assert one(own_engine, "SELECT name_ja FROM body WHERE code = '17201'") == "石川県金沢市"
    assert post(admin, "/admin/posts", role="officer", body="17201", title_ja="商工課") == 303
    assert post(admin, "/admin/posts", role="reviewer", body="17201", title_ja="別") == 422
    assert post(admin, "/admin/bodies", kind="prefecture", code="17201") == 422
    assert post(admin, "/admin/bodies", kind="municipality", code="17999") == 404
    assert post(admin, "/admin/bodies", kind="ministry", code="MLIT") == 422
    assert post(admin, "/admin/bodies", kind="municipality", code="17201") == 409


def test_a_new_account_shows_its_password_once(admin: TestClient) -> None:
    answer = admin.post("/admin/accounts", data={"login": "Hanako", "name": "花子"}, headers=PAGE)
    password = re.search(r"<code>hanako</code>\s*<code>([^<]+)</code>", answer.text)
    assert password
    assert password[1] not in admin.get("/admin/accounts", headers=PAGE).text
    assert post(admin, "/admin/accounts", login="hanako", name="x") == 409
    assert post(admin, "/admin/accounts", login="a b", name="") == 422
    assert post(admin, "/admin/accounts", login="taro", name="x\x00") == 422


def test_a_handover_moves_access_at_once_and_no_work(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    leaver, successor = ministry.actors["officer"], ministry.actors["neighbour"]
    with TestClient(client.app) as left, TestClient(client.app) as came:
        sign_in(left, own_engine, leaver)
        sign_in(client, own_engine, ministry.actors["administrator"])
        path = f"/v1/plans/{ministry.sent_plan}"
        assert left.get(path).status_code == 200
        fields = {
            "leaver": str(leaver.account_id),
            "successor": str(successor.account_id),
            "note": "3月に現地協議",
        }
        assert post(client, f"/admin/posts/{leaver.post_id}/hand-over", **fields) == 303
        assert left.get(path).status_code == 404
        sign_in(came, own_engine, successor)
        assert post(came, "/account/post", post_id=str(leaver.post_id)) == 303
        assert came.get(path).status_code == 200
        pack = came.get("/account/handover", headers=PAGE).text
    assert "3月に現地協議" in pack
    assert "R8-1-0001" in pack
    revoked = f"SELECT count(*) FROM api_key WHERE account_id = '{leaver.account_id}' AND revoked_at IS NULL"
    assert one(own_engine, revoked) == 0
    told = f"SELECT count(*) FROM notice WHERE post_id = '{leaver.post_id}' AND kind = 'handover'"
    assert one(own_engine, told) == 1
    assert one(own_engine, "SELECT count(*) FROM audit_event WHERE event = 'post:handed_over'") == 1


def test_nobody_acts_for_a_post_they_do_not_hold_or_ends_foreign_sessions(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["officer"])
    assert post(client, "/account/post", post_id=str(ministry.actors["manager"].post_id)) == 404
    foreign = f"SELECT id FROM web_session WHERE account_id = '{ministry.actors['manager'].account_id}'"
    assert post(client, f"/account/sessions/{one(own_engine, foreign)}/end") == 303
    assert one(own_engine, foreign.replace("SELECT id", "SELECT ended_at")) is None


def test_signing_out_everywhere_ends_every_session(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    officer = ministry.actors["officer"]
    sign_in(client, own_engine, officer)
    sign_in(client, own_engine, officer)
    assert post(client, "/sign-out", everywhere="true") == 303
    open_ones = (
        f"SELECT count(*) FROM web_session WHERE account_id = '{officer.account_id}' AND ended_at IS NULL"
    )
    assert one(own_engine, open_ones) == 0


def test_a_disabled_account_is_out_at_once_and_nobody_disables_themselves(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    officer, administrator = ministry.actors["officer"], ministry.actors["administrator"]
    with TestClient(client.app) as other:
        sign_in(other, own_engine, officer)
        sign_in(client, own_engine, administrator)
        assert post(client, f"/admin/accounts/{officer.account_id}/state", active="false") == 303
        assert other.get("/account").status_code == 401
    assert post(client, f"/admin/accounts/{administrator.account_id}/state", active="false") == 409
    sign_out(client)


def test_a_key_is_issued_and_shown_once(admin: TestClient, ministry: Ministry) -> None:
    officer = ministry.actors["officer"]
    expires = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    fields = {
        "post_id": str(officer.post_id), "account_id": str(officer.account_id), "name": "GIS",
        "scopes": "plans:read", "expires_on": expires,
    }  # fmt: skip
    page = admin.post("/admin/keys", data=fields, headers=PAGE).text
    shown = re.search(r"<code>(shk_[0-9a-f]{8}_[^<]+)</code>", page)
    assert shown
    assert shown[1] not in admin.get("/admin/keys", headers=PAGE).text
    sign_out(admin)
    assert admin.get("/v1/plans", headers={"authorization": f"Bearer {shown[1]}"}).status_code == 200


@pytest.mark.parametrize("name", OTHERS)
def test_the_service_asks_the_matrix_whoever_calls_it(
    own_engine: Engine, ministry: Ministry, name: str
) -> None:
    actor = ministry.actors[name]
    with unit_of_work(make_session_factory(own_engine), actor) as session:
        for act in (
            lambda: bodies.overview(session, datetime.now(UTC)),
            lambda: bodies.hand_over(session, actor.post_id, actor.account_id, None, datetime.now(UTC)),  # type: ignore[arg-type]
        ):
            with pytest.raises(NotAllowed):
                act()
