"""Two people at one plan: in different sections both stay, in the same one the later is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.services.applications import reminders, steps
from data.db import make_session_factory, unit_of_work
from data.domain.review import CorrectionState
from data.domain.workflow import Event
from data.orm import AuditRow, CorrectionItem, Notice, Plan, StoredAssessment, Submission
from tests.support.applying import Office, document


def put(office: Office, case: str, name: str, value: object, tag: str) -> Any:
    address = f"/v1/applications/{case}/sections/{name}"
    return office.client.put(address, json={"value": value}, headers={"if-match": tag})


def tag_of(office: Office, case: str, name: str) -> str:
    return office.client.get(f"/v1/applications/{case}/sections/{name}").headers["etag"]


def test_people_in_different_sections_both_keep_their_work(office: Office) -> None:
    case = office.start()
    office.by("officer")
    tags = {name: tag_of(office, case, name) for name in ("summary", "title")}

    def save(name: str) -> int:
        return put(office, case, name, f"新しい{name}", tags[name]).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(save, tags)) == [200, 200]
    stands = office.client.get(f"/v1/applications/{case}/document").json()
    assert {name: stands["document"][name] for name in tags} == {
        "summary": "新しいsummary",
        "title": "新しいtitle",
    }
    assert stands["version"] == 3


def test_in_the_same_section_the_later_is_told_value_person_and_time(office: Office) -> None:
    case = office.start()
    office.by("officer")
    tag = tag_of(office, case, "summary")
    assert put(office, case, "summary", "先の人の概要", tag).status_code == 200
    office.by("colleague")
    late = put(office, case, "summary", "後の人の概要", tag)
    assert late.status_code == 412
    current = late.json()["current"]
    assert current["value"] == "先の人の概要"
    assert current["changed_by"] == "秘:account:officer"
    assert current["changed_at"].endswith("+09:00")
    assert put(office, case, "summary", "合わせた概要", f'"{current["etag"]}"').status_code == 200


def test_blanks_are_saved_nonsense_is_refused_and_stores_nothing(office: Office) -> None:
    case = office.start()
    assert put(office, case, "kpis", None, tag_of(office, case, "kpis")).status_code == 200
    wrong = put(office, case, "targets", {"year": "いつか"}, tag_of(office, case, "targets"))
    assert wrong.status_code == 422
    assert wrong.json()["problems"][0]["field"] == "/targets/year"
    other = put(office, case, "body", "16000", tag_of(office, case, "body"))
    assert other.status_code == 422
    assert put(office, case, "plan_type", "C", '"00000000"').status_code == 404
    assert put(office, case, "summary", "x", "").status_code == 422
    with office.system() as session:
        assert session.scalars(select(Plan)).one().version == 2


def test_the_whole_document_saves_only_from_its_latest_version(office: Office) -> None:
    case = office.start()
    address = f"/v1/applications/{case}/document"
    old = office.client.get(address).headers["etag"]
    assert put(office, case, "summary", "別の概要", tag_of(office, case, "summary")).status_code == 200
    assert office.client.put(address, json=document(), headers={"if-match": old}).status_code == 412
    assert office.client.put(address, json=document()).status_code == 428
    now = office.client.get(address).headers["etag"]
    assert office.client.put(address, json=document(), headers={"if-match": now}).status_code == 200


def test_what_an_officer_hands_in_belongs_to_the_body_and_is_not_public(office: Office) -> None:
    plan = office.by("officer").post("/v1/plans", json=document(title="団体の下書き")).json()["plan"]["id"]
    office.client.cookies.clear()
    assert office.client.get(f"/v1/plans/{plan}").status_code == 404
    assert "団体の下書き" not in office.client.get("/v1/plans").text
    sent = {"call": str(office.call), "plan": plan}
    assert office.by("neighbour").post("/v1/applications", json=sent).status_code == 404
    assert office.by("officer").post("/v1/applications", json=sent).status_code == 201
    assert office.client.post("/v1/applications", json=sent).status_code == 409
    assert office.by("approver").post("/v1/plans", json=document()).status_code == 403


def test_the_trail_tells_which_section_changed_without_telling_its_content(office: Office) -> None:
    case = office.start()
    put(office, case, "summary", "秘密の概要", tag_of(office, case, "summary"))
    with office.system() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.event == "plan:changed")).one()
        assert list((row.after or {})["sections"]) == ["summary"]
        assert "秘密の概要" not in str(row.after)


def test_whole_drafts_are_told_once_to_officer_and_approver_before_the_deadline(office: Office) -> None:
    office.start()
    office.start(kpis=None, monitoring=None)
    with office.system() as session:
        (found,) = reminders.remind(session)
        assert (found.unsent, len(found.whole), found.notices) == (2, 1, 3)
        assert reminders.remind(session)[0].notices == 0
        assert reminders.remind(session, timedelta(hours=1)) == []
        told = session.scalars(select(Notice).where(Notice.kind == "deadline")).all()
        names = {name for name in office.actors for n in told if n.post_id == office.actors[name].post_id}
        assert names == {"officer", "colleague", "approver"}


@pytest.fixture
def returned(office: Office) -> tuple[str, UUID]:
    case = office.submitted()
    by = {name: getattr(office.actors["reviewer"], f"{name}_id") for name in ("account", "post")}
    with office.system() as session:
        item = CorrectionItem(
            application_id=UUID(case), submission_id=session.scalars(select(Submission.id)).one(),
            pointer="/kpis/0", remark="根拠を示してください", due_on=date(2027, 1, 31),
            state=str(CorrectionState.OPEN), issued_at=datetime.now(UTC), version=1,
            asked_by=by["account"], post_id=by["post"],
        )  # fmt: skip
        session.add(item)
        session.flush()
        item_id = item.id
    with unit_of_work(make_session_factory(office.engine), office.actors["reviewer"]) as session:
        steps.take(session, UUID(case), Event.RETURNED, from_version=None, reason="補正のため")
    return case, item_id


def test_corrections_are_answered_item_by_item_before_the_version_is_sent_again(
    office: Office, returned: tuple[str, UUID]
) -> None:
    case, item = returned
    assert office.send("approver", case).status_code == 409
    (told,) = office.by("officer").get(f"/v1/applications/{case}/corrections").json()
    assert (told["pointer"], told["due_on"], told["state"]) == ("/kpis/0", "2027-01-31", "open")
    address = f"/v1/applications/{case}/corrections/{item}/answer"
    seen = {"if-match": told["etag"]}
    assert office.by("neighbour").put(address, json={"answer": "x"}, headers=seen).status_code == 404
    assert office.by("approver").put(address, json={"answer": "x"}, headers=seen).status_code == 403
    client = office.by("officer")
    assert client.put(address, json={"answer": " "}, headers=seen).status_code == 422
    assert client.put(address, json={"answer": "出典を追記しました"}, headers=seen).status_code == 200
    assert client.put(address, json={"answer": "別の回答"}, headers=seen).status_code == 412
    sent = office.send("officer", case)
    assert (sent.status_code, sent.json()["version"]) == (201, 2)
    assert office.by("officer").get(f"/v1/applications/{case}").json()["state"] == "resubmitted"
    with office.system() as session:
        assert len(session.scalars(select(StoredAssessment)).all()) == 2
