"""An officer's pages of an application: my work, procedures, sending, receipt, corrections, comparison."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.services.applications import steps
from data.db import make_session_factory, unit_of_work
from data.domain.review import CorrectionState
from data.domain.workflow import Event
from data.orm import CorrectionItem, Submission
from tests.support.applying import Office, open_office

HTML = {"accept": "text/html"}


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    return open_office(client, own_engine)


def page(office: Office, path: str) -> str:
    answer = office.client.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def hidden(html: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', html)[0]


def post(office: Office, path: str, **fields: str):
    return office.client.post(path, data=fields, headers=HTML, follow_redirects=False)


def returned(office: Office, pointer: str) -> tuple[str, UUID]:
    case = office.submitted()
    reviewer = office.actors["reviewer"]
    with office.system() as session:
        item = CorrectionItem(
            application_id=UUID(case), submission_id=session.scalars(select(Submission.id)).one(),
            pointer=pointer, remark="根拠を示してください", due_on=date(2027, 1, 31),
            state=str(CorrectionState.OPEN), issued_at=datetime.now(UTC), version=1,
            asked_by=reviewer.account_id, post_id=reviewer.post_id,
        )  # fmt: skip
        session.add(item)
        session.flush()
        item_id = item.id
    with unit_of_work(make_session_factory(office.engine), reviewer) as session:
        steps.take(session, UUID(case), Event.RETURNED, from_version=None, reason="補正のため")
    return case, item_id


def test_work_starts_in_an_open_call_and_tells_what_is_missing(office: Office) -> None:
    office.by("officer")
    assert "作成を始める" in page(office, "/work")
    refused = post(office, "/work/start", call=str(office.call), plan_type="B", title=" ")
    assert refused.status_code == 422
    assert "名称" in refused.text
    begun = post(office, "/work/start", call=str(office.call), plan_type="B", title="新しい計画")
    assert begun.status_code == 303
    assert begun.headers["location"].endswith("/edit")
    mine = page(office, "/work")
    assert "新しい計画" in mine
    assert "不足している記載" in mine
    office.by("neighbour")
    assert "新しい計画" not in page(office, "/work")


def test_approval_is_asked_declined_with_a_reason_and_told_in_the_inbox(office: Office) -> None:
    case = office.start()
    path = f"/applications/{case}"
    shown = page(office, path)
    asked = post(office, f"{path}/steps", event=hidden(shown, "event"), version=hidden(shown, "version"))
    assert asked.status_code == 303
    office.by("approver")
    assert "決裁依頼" in page(office, "/work")
    version = hidden(page(office, path), "version")
    declining = {"event": "application:approval_declined", "version": version}
    refused = post(office, f"{path}/steps", **declining, reason=" ")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert post(office, f"{path}/steps", **declining, reason="投資額を再確認").status_code == 303
    office.by("officer")
    assert "投資額を再確認" in page(office, path)
    assert post(office, "/work/notices").status_code == 303
    assert "すべて既読にする" not in page(office, "/work")


def test_the_same_form_sent_twice_sends_once_and_leads_to_the_same_receipt(office: Office) -> None:
    case = office.approved()
    office.by("officer")
    shown = page(office, f"/applications/{case}/submit")
    form = {"key": hidden(shown, "key"), "version": hidden(shown, "version")}
    first, second = (post(office, f"/applications/{case}/submit", **form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    receipt = page(office, first.headers["location"])
    assert "R8-B-1-0001" in receipt
    stale = post(office, f"/applications/{case}/submit", key="another", version=form["version"])
    assert stale.status_code == 412
    assert office.client.get(f"{first.headers['location']}.pdf").content.startswith(b"%PDF")


def test_after_the_deadline_the_page_says_so_and_nothing_is_sent(office: Office) -> None:
    case = office.approved()
    office.by("officer")
    shown = page(office, f"/applications/{case}/submit")
    office.close()
    form = {"key": hidden(shown, "key"), "version": hidden(shown, "version")}
    refused = post(office, f"/applications/{case}/submit", **form)
    assert refused.status_code == 409
    assert "締め切られました" in refused.text
    assert office.client.get(f"/v1/applications/{case}/versions").json() == []


def test_a_correction_stands_at_its_field_and_is_answered(office: Office) -> None:
    case, item = returned(office, "/kpis/0/target")
    office.by("officer")
    path = f"/applications/{case}"
    assert "根拠を示してください" in page(office, f"{path}/edit/kpis")
    shown = page(office, f"{path}/corrections")
    assert f"{path}/edit/kpis#f-kpis-0-target" in shown
    answer = f"{path}/corrections/{item}"
    empty = post(office, answer, version="1", answer=" ")
    assert empty.status_code == 422
    assert post(office, answer, version="1", answer="出典を追記しました").status_code == 303
    assert "出典を追記しました" in page(office, f"{path}/corrections")
    shown = page(office, f"{path}/submit")
    sent = post(office, f"{path}/submit", key=hidden(shown, "key"), version=hidden(shown, "version"))
    assert sent.headers["location"].endswith("/versions/2/receipt")


def test_two_versions_are_compared_in_words_with_the_difference(office: Office) -> None:
    case, _ = returned(office, "/kpis")
    client = office.by("officer")
    section = client.get(f"/v1/applications/{case}/sections/product")
    changed = section.json()["value"] | {"name": "改めた製品名"}
    client.put(
        f"/v1/applications/{case}/sections/product",
        json={"value": changed},
        headers={"if-match": section.headers["etag"]},
    )
    shown = page(office, f"/applications/{case}/compare?first=1&second=copy")
    assert "改めた製品名" in shown
    assert section.json()["value"]["name"] in shown
    assert "添付資料" in shown
    office.by("neighbour")
    hidden_case = office.client.get(f"/applications/{case}/compare", headers=HTML)
    assert hidden_case.status_code == 404


def test_a_file_is_attached_listed_and_taken_off(office: Office) -> None:
    case = office.start()
    files = {"file": ("資料.pdf", b"%PDF-1.7\n" + b"x" * 200 + b"\n%%EOF", "application/pdf")}
    path = f"/applications/{case}/files"
    added = office.client.post(path, files=files, headers=HTML, follow_redirects=False)
    assert added.status_code == 303, added.text
    shown = page(office, f"/applications/{case}")
    assert "資料.pdf" in shown
    removing = re.findall(rf"{path}/[0-9a-f-]+/remove", shown)[0]
    assert post(office, removing).status_code == 303
    assert "資料.pdf" not in page(office, f"/applications/{case}")


def test_a_file_that_cannot_be_attached_is_told_beside_the_form(office: Office) -> None:
    case = office.start()
    path, large = f"/applications/{case}/files", b"%PDF-1.7\n" + b"x" * (11 * 1024**2) + b"\n%%EOF"
    for name, content in (("計画.pdf", b"MZ" + b"\x00" * 200), ("計画.exe", b"MZ"), ("空.pdf", b"")):
        refused = office.client.post(path, files={"file": (name, content)}, headers=HTML)
        assert refused.status_code == 422, name
        assert "添付していません" in refused.text
        assert f'action="{path}"' in refused.text
    assert office.client.post(path, files={}, headers=HTML).status_code == 422
    assert office.client.post(path, files={"file": ("図面.pdf", large)}, headers=HTML).status_code == 200
    assert "図面.pdf" in page(office, f"/applications/{case}")
