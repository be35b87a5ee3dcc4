"""What was sent, judged or recorded is never changed, by nobody: not even by the owner of the tables."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.services import audit
from data.db import act_as
from data.domain.actor import SYSTEM
from data.domain.audit import AuditEvent
from tests.support.ministry import Ministry

NEVER_CHANGED = (
    "submission",
    "submission_attachment",
    "case_event",
    "judgement",
    "overruling",
    "score",
    "audit_event",
    "call_extension",
)


@pytest.fixture
def ministry(session: Session, ministry: Ministry) -> Ministry:
    act_as(session, SYSTEM)
    audit.record(session, AuditEvent.IMPORTED, "dataset_edition", "1")
    administrator = ministry.actors["administrator"]
    session.execute(
        text(
            "INSERT INTO call_extension (id, call_id, closed_at, closes_at, reason, account_id, post_id) "
            "SELECT gen_random_uuid(), id, closes_at, closes_at + interval '1 day', '障害', :account, :post "
            "FROM call"
        ),
        {"account": administrator.account_id, "post": administrator.post_id},
    )
    return ministry


@pytest.mark.parametrize("table", NEVER_CHANGED)
@pytest.mark.parametrize("how", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_rows_once_written_stay(session: Session, ministry: Ministry, table: str, how: str) -> None:
    column = {"submission_attachment": "submission_id", "case_event": "reason", "audit_event": "event"}.get(
        table, "id"
    )
    assert session.scalar(text(f"SELECT count(*) FROM {table}"))
    with pytest.raises(IntegrityError, match="never changed"):
        session.execute(text(how.format(table, column)))


@pytest.mark.parametrize(
    "change",
    [
        "rule_set = 'r2'",
        "form_version = 'f2'",
        "screenings = '{\"GX2\": 1}'",
        "opens_at = opens_at - interval '1 day'",
        "closes_at = closes_at - interval '1 second'",
        "plan_types = ARRAY['GX1', 'GX2']",
        "published_at = NULL",
    ],
)
def test_a_published_call_keeps_its_terms(session: Session, ministry: Ministry, change: str) -> None:
    with pytest.raises(IntegrityError, match="can only be extended"):
        session.execute(text(f"UPDATE call SET {change} WHERE code = 'R8-1'"))


def test_a_published_call_can_be_extended_and_an_unpublished_one_changed(
    session: Session, ministry: Ministry
) -> None:
    extend = "UPDATE call SET closes_at = closes_at + interval '2 hours' WHERE code = 'R8-1' RETURNING 1"
    change = "UPDATE call SET rule_set = 'r9' WHERE code = 'R8-2' RETURNING 1"
    assert session.scalar(text(extend)) == 1
    assert session.scalar(text(change)) == 1


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        (
            "ck_application_sent_has_moment",
            "UPDATE application SET state = 'submitted' WHERE state = 'draft'",
        ),
        ("ck_application_certified_in_batch", "UPDATE application SET state = 'certified' WHERE number > ''"),
        ("ck_application_number_since_sent", "UPDATE application SET number = 'x' WHERE state = 'draft'"),
        (
            "ck_application_state",
            "UPDATE application SET state = 'lost' WHERE number > ''",
        ),
        ("ck_call_window_in_order", "UPDATE call SET closes_at = opens_at WHERE code = 'R8-2'"),
        ("ck_call_screenings_of_each_type", "UPDATE call SET screenings = '{}' WHERE code = 'R8-2'"),
        ("ck_call_plan_types_known", "UPDATE call SET plan_types = ARRAY['Z'] WHERE code = 'R8-2'"),
        ("ck_body_code_of_local_government", "UPDATE body SET code = '150002' WHERE code = '15000'"),
        ("ck_account_login_form", "UPDATE account SET login = 'Officer' WHERE login = 'officer'"),
        ("ck_correction_item_pointer_form", "UPDATE correction_item SET pointer = 'kpis'"),
        (
            "ck_correction_item_answered_in_words",
            "UPDATE correction_item SET state = 'answered' WHERE state = 'open'",
        ),
        ("ck_kpi_return_reported_whole", "UPDATE kpi_return SET actual = NULL"),
        ("rows of letter are never changed", "UPDATE letter SET number = NULL"),
        ("uq_publication_current", "UPDATE publication SET withdrawn_at = NULL"),
        ("ck_post_holding_in_order", "UPDATE post_holding SET until = since"),
        ("ck_conflict_of_interest_one_subject", "UPDATE conflict_of_interest SET application_id = NULL"),
    ],
)
def test_the_database_refuses_what_contradicts_itself(
    session: Session, ministry: Ministry, constraint: str, statement: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        session.execute(text(statement))


def test_the_same_key_sends_once(session: Session, ministry: Ministry) -> None:
    again = (
        "INSERT INTO submission SELECT gen_random_uuid(), application_id, number + 1, document, "
        "document_sha256, title, footprint, plan_version, rule_set, form_version, assessment_id, "
        "receipt, idempotency_key, submitted_at, account_id, post_id FROM submission"
    )
    with pytest.raises(IntegrityError, match="idempotency_key"):
        session.execute(text(again))
