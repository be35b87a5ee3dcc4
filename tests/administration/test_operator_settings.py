"""An administrator sets values where no document gives one; findings say so, and old assessments stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from api.services import operator_settings, plans, screening
from api.services.operator_settings import JAPAN
from data.db import act_as, make_session_factory, unit_of_work
from data.domain.actor import PUBLIC, SYSTEM
from data.domain.errors import InvalidInput, NotAllowed
from data.domain.plan.kinds import PlanType
from data.queries import audit
from data.queries.audit import Search
from tests.rules.samples import sample
from tests.support.ministry import Ministry, found
from tests.support.signing_in import sign_in

KEY, REASON = "kpi.cycle_months", "試行。根拠は運用会議の決定"
INSERT = text("INSERT INTO operator_setting (key, value, since, reason) VALUES ('kpi.count', 1, :since, 'x')")


def today() -> date:
    return datetime.now(JAPAN).date()


@pytest.fixture
def ministry(session: Session, ministry: Ministry) -> Ministry:
    act_as(session, ministry.actors["administrator"])
    return ministry


def on(session: Session, day: date) -> set[str]:
    return set(operator_settings.measured(session, PlanType.B, day))


def test_all_are_off_until_somebody_decides(session: Session, ministry: Ministry) -> None:
    assert on(session, today()) == set()
    assert not any(line.is_on for line in operator_settings.overview(session, today()))


def test_a_decision_counts_from_its_day_until_the_next_one(session: Session, ministry: Ministry) -> None:
    later, last = today() + timedelta(days=10), today() + timedelta(days=20)
    operator_settings.decide(session, KEY, Decimal(6), later, REASON)
    operator_settings.decide(session, KEY, None, last, REASON)
    path = f"setting.{KEY}"
    assert [path in on(session, day) for day in (today(), later, last)] == [False, True, False]


def test_the_decision_made_last_wins_over_earlier_plans(session: Session, ministry: Ministry) -> None:
    operator_settings.decide(session, KEY, Decimal(6), today() + timedelta(days=10), REASON)
    operator_settings.decide(session, KEY, None, today(), REASON)
    assert on(session, today() + timedelta(days=30)) == set()


def test_a_decision_is_on_the_audit_trail_with_value_and_reason(session: Session, ministry: Ministry) -> None:
    operator_settings.decide(session, KEY, Decimal("6.50"), None, REASON)
    (link,) = audit.search(session, Search(event="rules:setting:changed"), 10)
    assert link.entry.after == {"value": "6.5", "since": today().isoformat()}
    assert link.entry.reason == REASON
    assert link.entry.account_id == ministry.actors["administrator"].account_id


@pytest.mark.parametrize("name", ["officer", "reviewer", "manager", "finished"])
def test_only_administrators_decide(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, ministry.actors[name])
    with pytest.raises(NotAllowed):
        operator_settings.decide(session, KEY, Decimal(6), None, REASON)
    with pytest.raises(DBAPIError, match="row-level security"):
        session.execute(INSERT, {"since": today()})


@pytest.mark.parametrize(
    ("key", "value", "days", "reason", "field"),
    [
        ("kpi.colour", Decimal(1), 0, REASON, "key"),
        (KEY, Decimal("NaN"), 0, REASON, "value"),
        (KEY, Decimal(-1), 0, REASON, "value"),
        (KEY, Decimal("1e30"), 0, REASON, "value"),
        (KEY, Decimal("0.0000001"), 0, REASON, "value"),
        (KEY, Decimal(1), -1, REASON, "since"),
        (KEY, Decimal(1), 0, " \n", "reason"),
    ],
)
def test_a_slip_is_named_by_field_and_stores_nothing(
    session: Session, ministry: Ministry, key: str, value: Decimal, days: int, reason: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        operator_settings.decide(session, key, value, today() + timedelta(days=days), reason)
    assert [problem.field for problem in caught.value.problems] == [field]
    assert not any(line.history for line in operator_settings.overview(session, today()))


def test_the_database_refuses_a_day_that_has_passed(session: Session) -> None:
    with pytest.raises(IntegrityError, match="never_in_the_past"):
        session.execute(INSERT, {"since": today() - timedelta(days=2)})


@pytest.mark.parametrize("how", ["UPDATE operator_setting SET value = 2", "DELETE FROM operator_setting"])
def test_a_decision_once_made_stays(session: Session, how: str) -> None:
    session.execute(INSERT, {"since": today()})
    with pytest.raises(IntegrityError, match="never changed"):
        session.execute(text(how))


def test_an_assessment_keeps_the_setting_it_was_made_with(session: Session, ministry: Ministry) -> None:
    operator_settings.decide(session, KEY, Decimal(1), None, REASON)
    act_as(session, PUBLIC)
    stored, first = plans.submit(session, sample("01-niigata-medical-parts"), today())
    act_as(session, ministry.actors["administrator"])
    operator_settings.decide(session, KEY, None, None, REASON)
    act_as(session, PUBLIC)
    findings = {each["criterion"]: each for each in first.record["findings"]}
    assert findings["kpi.monitor"]["status"] == "needs_review"
    assert "運用設定" in findings["kpi.monitor"]["reason"]["ja"]
    kept = {each["path"]: each["value"] for each in first.facts["measured"] if "value" in each}
    assert Decimal(kept[f"setting.{KEY}"]) == 1
    assert [each.id for each in screening.history(session, stored.id)] == [first.id]


@pytest.fixture
def administrator(client: TestClient, own_engine: Engine) -> TestClient:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        founded = found(session)
    sign_in(client, own_engine, founded.actors["administrator"])
    return client


def test_the_page_sets_a_value_and_the_public_reads_it_with_its_reason(administrator: TestClient) -> None:
    sent = {"key": KEY, "value": "６", "since": "", "reason": "<b>試行</b>"}
    answer = administrator.post("/admin/settings", data=sent)
    assert answer.status_code == 200
    assert "6か月" in answer.text
    administrator.cookies.clear()
    page = administrator.get("/rules?plan_type=B").text
    assert "6か月" in page
    assert "&lt;b&gt;試行&lt;/b&gt;" in page
    assert "across.footprint.accuracy_m" in page


def test_the_page_tells_a_slip_at_its_field_and_keeps_what_was_typed(administrator: TestClient) -> None:
    sent = {"key": KEY, "value": "六", "since": "", "reason": "試行の理由"}
    answer = administrator.post("/admin/settings", data=sent)
    assert answer.status_code == 422
    assert f'id="{KEY}-value-error"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "試行の理由" in answer.text
