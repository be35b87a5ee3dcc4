"""The double-claim ledger over applications as sent: what the ministry sees, and that nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from api.cli.app import app as cli
from api.services import ledger, plans
from api.services.ledger import Pool
from api.services.snapshots import document_kept
from data.db import act_as, make_session_factory, unit_of_work
from data.domain.actor import PUBLIC, SYSTEM
from data.domain.errors import NotAllowed
from data.orm import Application, ConflictOfInterest
from data.queries.ledger import overlaps_among
from rules.across.claims import ClaimKind
from tests.api.examples import plan
from tests.rules.samples import ON
from tests.support.ministry import Ministry, found
from tests.support.sent import send
from tests.support.signing_in import sign_in, sign_out

COMPANY, NUMBER = "秘匿台帳工業株式会社", "7000012050002"
FIRST, SECOND = ("台帳甲", "台帳丙"), ("台帳乙", "台帳丁")
OF_OTHERS = dict.fromkeys(("public", "finished", "administrator"), FIRST + SECOND) | {
    "officer": SECOND,
    "neighbour": FIRST,
}
HERE, BESIDE, THIN = (
    (138.50, 37.30, 138.60, 37.40),
    (138.55, 37.30, 138.65, 37.40),
    (138.5999, 37.3, 138.7, 37.4),
)


def zone(title: str, body: str = "15000", mw: int = 100) -> dict[str, Any]:
    step = {"year": 2030, "capacity_mw": mw, "substation": "柏崎変電所", "stage": "study"}
    return {"plan_type": "GX2", "title": title, "body": body, "power": {"steps": [step]}}


def cluster(title: str, body: str, amount: int) -> dict[str, Any]:
    row = {"company": COMPANY, "corporate_number": NUMBER, "amount_yen": amount, "year": 2028}
    return {"plan_type": "B", "title": title, "body": body, "investment": {"rows": [row]}}


def fill(session: Session) -> tuple[Ministry, dict[str, Application]]:
    """Two zones on the same ground and substation, and one company pledged to two plans."""
    ministry = found(session)
    sent = {
        "zone": send(session, ministry, zone("台帳甲地区"), ground=HERE),
        "rival": send(session, ministry, zone("台帳乙地区", "16000", 250), ground=BESIDE),
        "pledged": send(session, ministry, cluster("台帳丙計画", "15000", 5_000_000_000)),
        "again": send(session, ministry, cluster("台帳丁計画", "16000", 7_000_000_000)),
    }
    return ministry, sent


@pytest.fixture
def filled(session: Session) -> tuple[Ministry, dict[str, Application]]:
    return fill(session)


@pytest.fixture
def served(own_engine: Engine) -> Ministry:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as opened:
        ministry, _ = fill(opened)
    return ministry


def kinds(session: Session, **asked: Any) -> list[ClaimKind]:
    return [entry.kind for entry in ledger.read(session, Pool.APPLICATIONS, ON, **asked).entries]


@pytest.mark.parametrize("name", ["reviewer", "manager"])
def test_the_ministry_finds_overlap_over_claim_and_double_pledge(session, filled, name):
    ministry, sent = filled
    act_as(session, ministry.actors[name])
    entries = {e.kind: e for e in ledger.read(session, Pool.APPLICATIONS, ON).entries}
    assert set(entries) == {ClaimKind.FOOTPRINT, ClaimKind.SUBSTATION, ClaimKind.INVESTMENT}
    zones = {sent["zone"].number, sent["rival"].number}
    assert {side.filed.number for side in entries[ClaimKind.SUBSTATION].sides} == zones
    assert entries[ClaimKind.SUBSTATION].total == 350
    assert entries[ClaimKind.INVESTMENT].total == 12_000_000_000
    shared, own = entries[ClaimKind.FOOTPRINT].total, entries[ClaimKind.FOOTPRINT].sides[0].claim.amount
    assert shared is not None
    assert own is not None
    assert float(shared) == pytest.approx(float(own) / 2, rel=1e-3)
    assert 4_000 < shared < 6_000


def test_a_strip_between_neighbours_is_told_as_borderline(session):
    ministry = found(session)
    send(session, ministry, zone("甲"), ground=HERE)
    send(session, ministry, {**zone("乙"), "power": {}}, ground=THIN)
    act_as(session, ministry.actors["reviewer"])
    (entry,) = ledger.read(session, Pool.APPLICATIONS, ON).entries
    assert str(entry.certainty) == "borderline"


@pytest.mark.parametrize("state", ["withdrawn", "not_selected"])
def test_an_application_that_no_longer_stands_claims_nothing(session, filled, state):
    ministry, sent = filled
    sent["rival"].state = state
    session.flush()
    act_as(session, ministry.actors["manager"])
    assert kinds(session) == [ClaimKind.INVESTMENT]


def test_only_the_latest_version_counts(session):
    ministry = found(session)
    send(session, ministry, zone("甲"), number=3)
    act_as(session, ministry.actors["manager"])
    read = ledger.read(session, Pool.APPLICATIONS, ON)
    assert read.entries == ()
    assert read.compared == 2  # this application once, and the one of the small ministry


def test_a_version_that_cannot_be_read_is_named_and_not_passed_over(session, filled):
    ministry, _ = filled
    unreadable = send(session, ministry, {**zone("読めない版"), "title": 5})
    act_as(session, ministry.actors["manager"])
    read = ledger.read(session, Pool.APPLICATIONS, ON)
    assert [one.number for one in read.unread] == [unreadable.number]
    assert read.compared == 5


def test_a_reviewer_in_conflict_with_a_case_reads_nothing_of_it(session, filled):
    ministry, sent = filled
    for name in ("rival", "again"):
        conflicted = ministry.actors["conflicted"].account_id
        session.add(
            ConflictOfInterest(
                account_id=conflicted, application_id=sent[name].id, declared_by=conflicted, reason="親族"
            )
        )
    session.flush()
    act_as(session, ministry.actors["conflicted"])
    assert kinds(session) == []


@pytest.mark.parametrize("name", ["officer", "approver", "neighbour", "finished", "administrator", "public"])
def test_nobody_else_is_let_in(session, filled, name):
    ministry, _ = filled
    act_as(session, PUBLIC if name == "public" else ministry.actors[name])
    with pytest.raises(NotAllowed):
        ledger.read(session, Pool.APPLICATIONS, ON)


def test_the_ledger_of_one_case_holds_what_concerns_it(session, filled):
    ministry, sent = filled
    act_as(session, ministry.actors["reviewer"])
    assert kinds(session, about=sent["again"].id) == [ClaimKind.INVESTMENT]
    assert set(kinds(session, about=sent["zone"].plan_id)) == {ClaimKind.FOOTPRINT, ClaimKind.SUBSTATION}
    assert kinds(session, kind=ClaimKind.FOOTPRINT) == [ClaimKind.FOOTPRINT]


def test_the_number_of_statements_does_not_grow_with_the_plans(session, filled):
    ministry, _ = filled
    counted: list[int] = []
    for _ in range(2):
        act_as(session, ministry.actors["reviewer"])
        counted.append(statements(session))
        act_as(session, SYSTEM)
        for n in range(10):
            send(session, ministry, zone(f"追加{n}"), ground=HERE)
    assert counted[0] == counted[1]


def test_a_plan_replaced_after_it_was_compared_is_compared_by_its_new_words(session):
    act_as(session, SYSTEM)
    document = document_kept(cluster("先の計画", "15000", 5_000_000_000))
    first, _ = plans.submit(session, document, ON)
    plans.submit(session, document_kept(zone("別の地区", "16000")), ON)
    assert kinds_among(session, Pool.REGISTERED) == []
    changed = document.model_copy(update={"municipalities": ("16201",)})
    plans.submit(session, changed, ON)
    plans.replace(session, first.id, changed, from_version=1, on=ON)
    assert kinds_among(session, Pool.REGISTERED) == [ClaimKind.AREA]


def kinds_among(session: Session, pool: Pool) -> list[ClaimKind]:
    return [entry.kind for entry in ledger.read(session, pool, ON).entries]


def statements(session: Session) -> int:
    seen: list[str] = []
    with listening(session.connection(), lambda *told: seen.append(told[2])):
        ledger.read(session, Pool.APPLICATIONS, ON)
    return len(seen)


COPIES = """
    INSERT INTO submission SELECT (s).* FROM (
        SELECT jsonb_populate_record(one, jsonb_build_object(
            'id', gen_random_uuid(), 'number', n, 'idempotency_key', n::text,
            'footprint', ST_AsGeoJSON(ST_Translate(one.footprint, n % 50 * 0.2, n / 50 * -0.2))::jsonb
        )) AS s
        FROM submission AS one, generate_series(100, 2100) AS n WHERE one.title = '台帳甲地区'
    ) AS copied
"""


def test_the_overlaps_of_many_are_found_by_the_spatial_index(session, filled):
    act_as(session, SYSTEM)
    session.execute(text(COPIES))
    session.execute(text("ANALYZE submission"))
    ids = list(session.execute(text("SELECT id FROM submission")).scalars())
    asked: list[tuple[str, Any]] = []
    connection = session.connection()
    with listening(connection, lambda *told: asked.append((told[2], told[3]))):
        overlaps_among(session, ids, sent=True)
    ((statement, values),) = asked
    lines = connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars()
    assert "idx_submission_footprint" in "\n".join(lines)


@contextmanager
def listening(connection: Any, note: Any) -> Iterator[None]:
    event.listen(connection, "before_cursor_execute", note)
    yield
    event.remove(connection, "before_cursor_execute", note)


def test_the_api_tells_the_ministry_amounts_fields_and_reasons(client: TestClient, own_engine, served):
    sign_in(client, own_engine, served.actors["reviewer"])
    sent = client.get("/v1/ledger?kind=investment")
    assert sent.headers["cache-control"] == "no-store"
    answer = sent.json()
    (entry,) = answer["entries"]
    assert [side["amount"] for side in entry["sides"]]
    assert {side["field"] for side in entry["sides"]} == {"/investment/rows/0"}
    assert all(side["case_number"].startswith("R8-") for side in entry["sides"])
    assert entry["may_be_in_order"][0]["ja"]
    assert answer["counts"] == {"footprint": 1, "substation": 1, "investment": 1}
    first = client.get("/v1/ledger?limit=2").json()
    rest = client.get(f"/v1/ledger?limit=2&start={first['next_start']}").json()
    assert [len(page["entries"]) for page in (first, rest)] == [2, 1]
    assert rest["next_start"] is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_shows_the_entries_to_a_reviewer(client: TestClient, own_engine, served, language):
    sign_in(client, own_engine, served.actors["reviewer"])
    page = client.get(f"/ledger?lang={language}")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    for word in ("台帳甲地区", "台帳乙地区", COMPANY, "R8-"):
        assert word in page.text
    assert "台帳丙計画" not in client.get("/ledger?kind=footprint").text


@pytest.mark.parametrize("query", ["kind=x", "pool=x", "about=1", "start=-1"])
def test_a_wrong_question_is_told_as_bad_input(client: TestClient, own_engine, served, query):
    sign_in(client, own_engine, served.actors["reviewer"])
    assert client.get(f"/v1/ledger?{query}").status_code == 422
    assert client.get(f"/ledger?{query}").status_code == 422


def test_no_door_leaks_the_ledger_to_anybody_else(client: TestClient, own_engine, served):
    """What another body claims is a canary: it appears on no page and in no answer for who may not see it."""
    shown = client.post("/v1/plans", json=plan()).json()["plan"]["id"]
    doors = [
        f"/plans/{shown}", "/plans", "/", "/rules", "/ledger", "/v1/ledger", "/v1/plans",
        f"/v1/plans/{shown}", f"/v1/plans/{shown}/assessments",
    ]  # fmt: skip
    for name in ("public", "officer", "neighbour", "finished", "administrator"):
        sign_out(client)
        if name != "public":
            sign_in(client, own_engine, served.actors[name])
        for door in doors:
            answer = client.get(door)
            leaked = [word for word in (COMPANY, "柏崎変電所", *OF_OTHERS[name]) if word in answer.text]
            assert leaked == [], (name, door)
            is_page = door not in ("/ledger", "/v1/ledger")
            assert not (is_page and "/ledger" in answer.text), (name, door)


def test_a_finding_leads_a_reviewer_to_the_ledger(client: TestClient, own_engine, served):
    shown = client.post("/v1/plans", json=plan()).json()["plan"]["id"]
    sign_in(client, own_engine, served.actors["manager"])
    page = client.get(f"/plans/{shown}").text
    assert f"/ledger?pool=registered&amp;about={shown}" in page
    assert client.get(f"/ledger?pool=registered&about={shown}").status_code == 200


def test_plans_without_a_body_are_compared_by_what_everybody_may_read(client: TestClient, own_engine, served):
    for title in ("先", "後"):
        assert client.post("/v1/plans", json=plan(title=title)).status_code == 201
    sign_in(client, own_engine, served.actors["manager"])
    answer = client.get("/v1/ledger?pool=registered")
    assert {entry["kind"] for entry in answer.json()["entries"]} == {"footprint", "investment_row"}
    assert "ひみつ" not in answer.text


def test_the_command_prints_the_entries(own_engine, served, monkeypatch):
    url = own_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", url)
    printed = CliRunner().invoke(cli, ["ledger"], env={"COLUMNS": "200"})
    assert printed.exit_code == 0, printed.output
    assert "350MW" in "".join(printed.output.split())
    assert "同じ変電所の受電容量" in printed.output
    assert UUID(int=0).hex not in printed.output
