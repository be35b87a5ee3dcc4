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
from data.domain.errors import NotAllowed
from tests.support.ministry import Ministry
from tests.support.signing_in import sign_in, sign_out

PAGE = {"accept": "text/html"}
ADMIN_PAGES = ("/admin/accounts", "/admin/bodies", "/admin/keys")
OTHERS = ("officer", "approver", "reviewer", "manager", "finished")


@pytest.fixture
def admin(client: TestClient, own_engine: Engine, ministry: Ministry) -> TestClient:
    sign_in(client, own_engine, ministry.actors["administrator"])
    return client


def post(client: TestClient, path: str, **fields: str) -> int:
    return int(client.post(path, data=fields, headers=PAGE, follow_redirects=False).status_code)


def seen(client: TestClient, page: str, action: str) -> dict[str, str]:
    """The mark that the form for ``action`` carries on a page."""
    html = client.get(page, headers=PAGE).text
    found = re.search(rf'action="{action}"[^>]*>.*?name="seen" value="([^"]+)"', html, re.DOTALL)
    assert found, action
    return {"seen": found[1]}


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
        give_up = f"/admin/posts/{leaver.post_id}/hand-over"
        fields |= seen(client, f"/admin/bodies?post={leaver.post_id}", give_up)
        assert post(client, give_up, **fields) == 303
        assert post(client, give_up, **fields) == 412
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
        stop = f"/admin/accounts/{officer.account_id}/state"
        assert post(client, stop, active="false", **seen(client, "/admin/accounts", stop)) == 303
        assert other.get("/account").status_code == 401
    own = f"/admin/accounts/{administrator.account_id}/state"
    assert post(client, own, active="false", **seen(client, "/admin/accounts", own)) == 409
    sign_out(client)


def test_a_key_is_issued_and_shown_once(admin: TestClient, ministry: Ministry) -> None:
    officer = ministry.actors["officer"]
    expires = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    fields = {
        "post_id": str(officer.post_id), "account_id": str(officer.account_id), "name": "GIS",
        "scopes": "plans:read", "expires_on": expires,
    }  # fmt: skip
    html = admin.get("/admin/keys", headers=PAGE).text
    pattern = rf'name="seen" value="([^"]+)">\s*<input type="hidden" name="post_id" value="{officer.post_id}"'
    fields |= {"seen": re.findall(pattern, html)[0]}
    page = admin.post("/admin/keys", data=fields, headers=PAGE).text
    again = admin.post("/admin/keys", data=fields, headers=PAGE)
    assert again.status_code == 412
    assert "APIキーの一覧" in again.text
    shown = re.search(r"<code>(shk_[0-9a-f]{8}_[^<]+)</code>", page)
    assert shown
    assert shown[1] not in admin.get("/admin/keys", headers=PAGE).text
    sign_out(admin)
    assert admin.get("/v1/plans", headers={"authorization": f"Bearer {shown[1]}"}).status_code == 200


def test_a_stale_form_of_an_administrator_does_nothing_and_names_what_changed(
    admin: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    officer, neighbour = ministry.actors["officer"], ministry.actors["neighbour"]
    reset, stop = (f"/admin/accounts/{officer.account_id}/{what}" for what in ("reset", "state"))
    mark = seen(admin, "/admin/accounts", reset)
    assert "仮パスワード" in admin.post(reset, data=mark, headers=PAGE).text
    hash_of = f"SELECT password_hash FROM credential WHERE account_id = '{officer.account_id}'"
    before = one(own_engine, hash_of)
    for stale in (
        admin.post(reset, data=mark, headers=PAGE),
        admin.post(stop, data={**mark, "active": "false"}, headers=PAGE),
    ):
        assert stale.status_code == 412
        assert "画面を開いた後に変わりました：パスワード" in stale.text
        assert 'role="alert"' in stale.text
    assert one(own_engine, hash_of) == before
    assert one(own_engine, f"SELECT is_active FROM account WHERE id = '{officer.account_id}'") is True
    assert post(admin, stop, active="false") == 412, "a form without a mark has seen nothing"

    with own_engine.begin() as connection:
        expires = "UPDATE api_key SET expires_at = now() + interval '1 day' RETURNING id"
        key = connection.scalars(text(expires)).first()
    pause, revoke = (f"/admin/keys/{key}/{what}" for what in ("pause", "revoke"))
    mark = seen(admin, "/admin/keys", pause)
    assert post(admin, pause, paused="true", **mark) == 303
    stale = admin.post(revoke, data=mark, headers=PAGE)
    assert stale.status_code == 412
    assert "状態（今は一時停止中）" in stale.text
    assert one(own_engine, f"SELECT revoked_at FROM api_key WHERE id = '{key}'") is None

    give_up = f"/admin/posts/{officer.post_id}/hand-over"
    mark = seen(admin, f"/admin/bodies?post={officer.post_id}", give_up)
    fields = {"leaver": str(officer.account_id), **mark}
    assert post(admin, give_up, successor=str(neighbour.account_id), **fields) == 303
    give = f"/admin/posts/{officer.post_id}/give"
    stale = admin.post(give, data={"account": str(officer.account_id), **mark}, headers=PAGE)
    assert stale.status_code == 412
    assert "担当（今は" in stale.text
    holders = f"SELECT count(*) FROM post_holding WHERE post_id = '{officer.post_id}' AND until IS NULL"
    assert one(own_engine, holders) == 1


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
