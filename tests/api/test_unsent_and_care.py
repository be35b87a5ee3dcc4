"""What the ministry learns of drafts, what nightly care forgets, and whom a KPI return is brought to mind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from api.services.applications import notices
from api.services.identity import care
from api.services.reviews import return_reminders
from data.db import act_as, make_session_factory, unit_of_work
from data.domain.actor import PUBLIC, SYSTEM, BodyKind, Role
from data.domain.errors import NotAllowed
from data.domain.identity import SignInPolicy
from data.orm import OidcAttempt, SignInThrottle, WebSession
from tests.support.applying import Office, open_office
from tests.support.ministry import Founder, found
from tests.support.reviewing import send_case

POLICY = SignInPolicy()
KPIS = [
    {"indicator": "域内雇用者数", "unit": "人", "target": 1},
    {"indicator": "出荷額", "unit": "億円", "target": 2},
]
PLAN = {"joint_bodies": ["17000"], "kpis": KPIS, "monitoring": {"dates": ["2027-03-31", "2028-03-31"]}}


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    return open_office(client, own_engine)


def test_a_manager_is_told_how_many_drafts_are_unsent_and_nothing_else(office: Office) -> None:
    address = "/v1/review/unsent-drafts"
    assert [each["drafts"] for each in office.by("manager").get(address).json()] == [0]
    case = office.start(title="ひみつの題名")
    office.approved(title="もう一つ")
    (told,) = office.by("manager").get(address).json()
    assert (told["code"], told["drafts"]) == ("R8-B-1", 2)
    assert set(told) == {"call", "code", "closes_at", "drafts"}
    page = office.client.get("/review", headers={"accept": "text/html"}).text
    assert "まだ提出されていない下書き <b>2</b>件" in page
    assert not [word for word in ("ひみつの題名", case, "15000") if word in page]
    assert office.client.get(f"/v1/applications/{case}").status_code == 404
    for name in ("reviewer", "officer", "administrator"):
        assert office.by(name).get(address).status_code == 403
    assert "まだ提出されていない" not in office.by("reviewer").get("/review").text


def test_the_database_counts_drafts_of_open_calls_for_managers_alone(office: Office) -> None:
    office.start()
    count = text("SELECT drafts FROM shuseki_unsent_drafts()")
    with unit_of_work(make_session_factory(office.engine), SYSTEM) as session:
        for name, wanted in (("manager", [1]), ("reviewer", []), ("neighbour", []), ("administrator", [])):
            act_as(session, office.actors[name])
            assert list(session.scalars(count)) == wanted
        act_as(session, PUBLIC)
        assert list(session.scalars(count)) == []
    office.close()
    assert office.by("manager").get("/v1/review/unsent-drafts").json() == []


def test_what_signing_in_needs_no_more_is_forgotten_and_nothing_else(session: Session) -> None:
    account = found(session).actors["officer"].account_id
    now = datetime.now(UTC)
    before, old = now - timedelta(days=1), now - timedelta(days=40)
    ancient = now - timedelta(days=41)
    session.add_all(
        [
            SignInThrottle(key_sha256="a" * 64, failures=3, counted_since=before, locked_until=None),
            SignInThrottle(key_sha256="b" * 64, failures=3, counted_since=now, locked_until=None),
            SignInThrottle(
                key_sha256="c" * 64, failures=0, counted_since=before, locked_until=now + timedelta(minutes=5)
            ),
            OidcAttempt(
                state_sha256="d" * 64, nonce="n", code_verifier="v", return_to="/", expires_at=before
            ),
            *(
                WebSession(
                    id=uuid4(), token_sha256=mark * 64, account_id=account, created_at=ancient,
                    last_seen_at=ancient, expires_at=expires, ended_at=ended,
                )
                for mark, expires, ended in (
                    ("1", old, None), ("2", now + timedelta(days=1), old), ("3", before, None),
                    ("4", now + timedelta(days=1), None),
                )
            ),
        ]
    )  # fmt: skip
    session.flush()
    running = select(WebSession.token_sha256)
    others = set(session.scalars(running)) - {mark * 64 for mark in "1234"}
    act_as(session, SYSTEM)
    care.purge(session, POLICY)
    assert set(session.scalars(select(SignInThrottle.key_sha256))) == {"b" * 64, "c" * 64}
    assert {mark * 64 for mark in "34"} == set(session.scalars(running)) - others
    assert list(session.scalars(select(OidcAttempt))) == []
    act_as(session, PUBLIC)
    with pytest.raises(NotAllowed):
        care.purge(session, POLICY)


def test_bodies_are_told_once_a_month_of_returns_due_or_late(session: Session) -> None:
    ministry, founder = found(session), Founder(session)
    founder.body("17000", BodyKind.PREFECTURE)
    partner = founder.person("partner", Role.OFFICER, "17000")
    for number, state in (("R8-1-0031", "certified"), ("R8-1-0032", "first_screening")):
        send_case(session, ministry, number, state=state, plan_type="B", document=PLAN)
    act_as(session, SYSTEM)
    assert return_reminders.remind(session, date(2027, 1, 1)) == []
    (due,) = return_reminders.remind(session, date(2027, 3, 10))
    assert (due.number, due.due, due.late, due.notices) == ("R8-1-0031", 2, 0, 2)
    (late,) = return_reminders.remind(session, date(2027, 4, 10))
    assert (late.due, late.late, late.notices) == (0, 2, 0)
    for who in (ministry.actors["neighbour"], partner):
        act_as(session, who)
        (told,) = [line for line in notices.inbox(session) if line.kind == "return_due"]
        assert told.message_ja == "R8-1-0031：KPI実績の報告期限が近づいています"
    with pytest.raises(NotAllowed):
        return_reminders.remind(session, date(2027, 4, 10))


def test_a_call_says_how_its_committee_scores_until_it_is_published(office: Office) -> None:
    client = office.by("administrator")
    terms = {
        "code": "R8-GX-9", "title_ja": "公募", "title_en": "call", "opens_at": "2026-06-01T09:00:00",
        "closes_at": "2099-02-13T17:00:00", "screenings": {"GX2": 2},
    }  # fmt: skip
    scoring = {"lowest": 0, "highest": 10, "weights": {"region": 3}, "types": ["GX2"]}
    own = client.post("/v1/calls", json=terms).json()
    assert (own["scoring"]["lowest"], own["scoring"]["highest"]) == (1, 5)
    seen = client.get(f"/v1/calls/{own['id']}").headers["etag"]
    changed = client.put(
        f"/v1/calls/{own['id']}", json=terms | {"scoring": scoring}, headers={"if-match": seen}
    )
    assert changed.json()["scoring"]["weights"] == {
        "infrastructure": 1, "competitiveness": 1, "decarbonisation": 1, "region": 3,
    }  # fmt: skip
    assert changed.headers["etag"] != seen
    for wrong in (
        {"lowest": 5, "highest": 5},
        {"weights": dict.fromkeys(changed.json()["scoring"]["weights"], 0)},
    ):
        answer = client.post("/v1/calls", json=terms | {"code": "R8-GX-8", "scoring": wrong})
        assert answer.status_code == 422
    page = client.get(f"/admin/calls/{own['id']}").text
    assert 'id="weight_region" name="weight_region" maxlength="3" value="3"' in page
