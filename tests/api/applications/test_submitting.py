"""From an empty draft to a receipt: approval, deadline, once per key, frozen as sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import sleep

from sqlalchemy import func, select

from data.domain.canonical import sha256_of
from data.orm import Application, AuditRow, CaseEvent, Notice, StoredAssessment, Submission
from tests.api.examples import PLAN
from tests.support.applying import Office


def test_the_whole_way_from_a_draft_to_a_receipt_that_can_be_read_again(office: Office) -> None:
    case = office.approved(footprint=PLAN["footprint"])
    sent = office.send("officer", case)
    receipt = sent.json()
    assert sent.status_code == 201, sent.text
    assert (receipt["number"], receipt["version"]) == ("R8-B-1-0001", 1)
    assert receipt["verdict"] == "needs_review"
    assert office.client.get(sent.headers["location"] + "/receipt").json() == receipt
    with office.system() as session:
        version = session.scalars(select(Submission)).one()
        assert sha256_of(version.document) == version.document_sha256 == receipt["document_sha256"]
        assert version.footprint is not None
        assert version.rule_set == "B-2026-06-01"
        events = session.scalars(select(CaseEvent.event).order_by(CaseEvent.position)).all()
        assert events == ["application:approval_requested", "application:approved", "application:submitted"]
        recorded = session.scalars(select(AuditRow.event).order_by(AuditRow.position)).all()
        assert recorded == ["plan:created", "application:started", *events]
        told = select(Notice.message_ja).where(Notice.post_id == office.actors["manager"].post_id)
        assert "R8-B-1-0001：申請" in session.scalars(told).all()


def test_a_draft_that_lacks_required_contents_is_saved_but_not_approved(office: Office) -> None:
    case = office.start(kpis=None, monitoring=None)
    refused = office.step("officer", case, "approval_requested")
    assert refused.status_code == 409
    assert "KPI" in refused.json()["problems"][0]["message"]["ja"]
    assert office.client.get(f"/v1/applications/{case}").json()["state"] == "draft"


def test_the_approver_declines_with_a_reason_and_the_officer_is_told(office: Office) -> None:
    case = office.start()
    office.step("officer", case, "approval_requested")
    assert office.step("approver", case, "approval_declined").status_code == 422
    assert office.step("approver", case, "approval_declined", "目標値の根拠を確認").status_code == 200
    inbox = office.by("officer").get("/v1/notices").json()
    assert inbox["items"][0]["message"]["ja"] == "提出前の案件：決裁の差戻し"


def test_what_is_in_approval_or_approved_cannot_be_edited(office: Office) -> None:
    case = office.approved()
    client = office.by("officer")
    tag = client.get(f"/v1/applications/{case}/sections/summary").headers["etag"]
    address = f"/v1/applications/{case}/sections/summary"
    assert client.put(address, json={"value": "別の概要"}, headers={"if-match": tag}).status_code == 409
    plan = client.get(f"/v1/applications/{case}/document").json()
    around = client.put(
        f"/v1/plans/{plan['plan']}", json=plan["document"], headers={"if-match": f'"v{plan["version"]}"'}
    )
    assert around.status_code == 409


def test_from_the_second_of_the_deadline_on_nothing_is_taken_and_nothing_is_left(office: Office) -> None:
    case = office.approved()
    office.close()
    late = office.send("approver", case)
    assert late.status_code == 409
    assert "締め切られました" in late.json()["detail"]
    with office.system() as session:
        row = session.scalars(select(Application)).one()
        assert (row.state, row.number) == ("approved", None)
        assert session.scalars(select(Submission)).all() == []
        assert session.scalars(select(StoredAssessment)).all() == []


def test_waiting_across_the_deadline_for_somebody_elses_lock_is_too_late(office: Office) -> None:
    case = office.approved()
    headers = {**office.version(case), "idempotency-key": "k"}
    office.by("approver")
    office.close(datetime.now(UTC) + timedelta(seconds=2))
    with ThreadPoolExecutor(1) as pool, office.system() as session:
        session.scalars(select(Application).with_for_update()).one()
        address = f"/v1/applications/{case}/versions"
        waiting = pool.submit(office.client.post, address, json={}, headers=headers)
        sleep(2.5)
        session.rollback()
        assert waiting.result().status_code == 409


def test_the_same_submission_sent_three_times_at_once_is_one(office: Office) -> None:
    case = office.approved()
    office.by("approver")
    headers = {**office.version(case), "idempotency-key": "our-key"}
    address = f"/v1/applications/{case}/versions"

    def send(_: int) -> tuple[int, str]:
        answer = office.client.post(address, json={}, headers=headers)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(send, range(3)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    with office.system() as session:
        assert session.execute(select(func.count()).select_from(Submission)).scalar_one() == 1


def test_a_key_is_needed(office: Office) -> None:
    case = office.start()
    client = office.by("approver")
    address = f"/v1/applications/{case}/versions"
    assert client.post(address, json={}, headers=office.version(case)).status_code == 422
    headers = {**office.version(case), "idempotency-key": " "}
    assert client.post(address, json={}, headers=headers).status_code == 422


def test_until_the_deadline_a_submission_is_replaced_with_a_reason(office: Office) -> None:
    case = office.submitted()
    client = office.by("officer")
    address = f"/v1/applications/{case}/sections/summary"
    tag = client.get(address).headers["etag"]
    assert client.put(address, json={"value": "改めた概要"}, headers={"if-match": tag}).status_code == 200
    assert office.send("approver", case).status_code == 422
    replaced = office.send("approver", case, reason="概要の誤記")
    assert replaced.json()["version"] == 2
    assert replaced.json()["number"] == "R8-B-1-0001"
    versions = client.get(f"/v1/applications/{case}/versions").json()
    assert [each["version"] for each in versions] == [1, 2]
    first = client.get(f"/v1/applications/{case}/versions/1").json()["document"]["summary"]
    assert first != "改めた概要"
    office.close()
    tag = office.by("officer").get(address).headers["etag"]
    assert client.put(address, json={"value": "遅い"}, headers={"if-match": tag}).status_code == 409
    assert office.send("approver", case, reason="遅い").status_code == 409


def test_a_withdrawn_application_is_reopened_with_its_number(office: Office) -> None:
    case = office.submitted()
    assert office.step("officer", case, "withdrawn", "理由").status_code == 403
    assert office.step("approver", case, "withdrawn", "事業者の撤退").status_code == 200
    assert office.step("officer", case, "reopened").status_code == 200
    for name, event in (("officer", "approval_requested"), ("approver", "approved")):
        office.step(name, case, event)
    again = office.send("approver", case).json()
    assert (again["number"], again["version"]) == ("R8-B-1-0001", 2)


def test_numbers_count_up_over_all_bodies(office: Office) -> None:
    office.submitted()
    second = office.approved()
    assert office.send("approver", second).json()["number"] == "R8-B-1-0002"


def test_the_ministry_sees_nothing_of_what_was_said_before_it_was_sent(office: Office) -> None:
    case = office.start()
    office.step("officer", case, "approval_requested")
    office.step("approver", case, "approval_declined", "内部の議論")
    office.step("officer", case, "approval_requested")
    office.step("approver", case, "approved")
    assert office.by("reviewer").get(f"/v1/applications/{case}").status_code == 404
    office.send("approver", case)
    events = office.by("reviewer").get(f"/v1/applications/{case}/events")
    assert [event["event"] for event in events.json()] == ["application:submitted"]
    own = office.by("officer").get(f"/v1/applications/{case}/events").text
    assert "内部の議論" in own


def test_reading_what_another_body_sent_is_on_the_trail(office: Office) -> None:
    case = office.submitted()
    office.by("officer").get(f"/v1/applications/{case}/versions/1")
    assert office.by("reviewer").get(f"/v1/applications/{case}/versions/1").status_code == 200
    assert office.by("administrator").get(f"/v1/applications/{case}/versions/1").status_code == 403
    with office.system() as session:
        read = select(AuditRow).where(AuditRow.event == "application:confidential:read")
        assert [row.account_id for row in session.scalars(read)] == [office.actors["reviewer"].account_id]


BY_ID: tuple[tuple[str, str, dict[str, str] | None], ...] = (
    ("GET", "", None),
    ("GET", "/events", None),
    ("GET", "/document", None),
    ("GET", "/sections", None),
    ("GET", "/sections/summary", None),
    ("GET", "/check", None),
    ("GET", "/versions", None),
    ("GET", "/versions/1", None),
    ("GET", "/versions/1/receipt", None),
    ("PUT", "/sections/summary", {"value": "x"}),
    ("PUT", "/document", {}),
    ("POST", "/steps", {"event": "application:withdrawn", "reason": "x"}),
    ("POST", "/versions", {}),
)


def test_another_bodys_case_is_not_found_even_with_its_id_and_etags(office: Office) -> None:
    case, unknown = office.submitted(), "00000000-0000-4000-8000-000000000000"
    tag = office.by("officer").get(f"/v1/applications/{case}/sections/summary").headers["etag"]
    told = {}
    for name in ("neighbour", "neighbours_approver"):
        client = office.by(name)
        for method, path, sent in BY_ID:
            headers = {"if-match": tag if path == "/sections/summary" else '"v4"', "idempotency-key": "k"}
            answers = [
                client.request(method, f"/v1/applications/{each}{path}", json=sent, headers=headers)
                for each in (case, unknown)
            ]
            if [answer.status_code for answer in answers] != [404, 404]:
                told[name, method, path] = [answer.text for answer in answers]
            assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert told == {}
