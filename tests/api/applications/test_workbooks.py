"""An application goes to Excel and comes back: tried out, confirmed whole or not at all; return slips too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from data.domain.plan.kinds import PlanType
from data.importers.plan_workbook.sheets import SLIP_SHEET
from data.orm import Application, AuditRow, CorrectionItem, Submission
from tests.data.workbook.editing import edited, entry, set_to
from tests.support.applying import Office

UNUSUAL = "髙﨑𠮷①㈱～－の計画"


def address(case: str) -> str:
    return f"/v1/applications/{case}/workbook"


def workbook(office: Office, case: str) -> bytes:
    answer = office.by("officer").get(address(case))
    assert answer.status_code == 200, answer.text
    assert "no-store" in answer.headers["cache-control"]
    return answer.content


def put(office: Office, case: str, content: bytes) -> Any:
    checked = office.client.post(f"{address(case)}/check", content=content)
    assert checked.status_code == 200, checked.text
    seen = {"if-match": checked.headers["etag"]}
    return office.client.put(address(case), content=content, headers=seen)


def document(office: Office, case: str) -> tuple[dict[str, Any], str]:
    answer = office.client.get(f"/v1/applications/{case}/document")
    return answer.json()["document"], answer.headers["etag"]


def source_files(office: Office, case: str) -> list[dict[str, Any]]:
    return office.client.get(f"/v1/applications/{case}/attachments").json()


def test_what_was_given_out_changes_nothing_when_it_comes_back(office: Office) -> None:
    case = office.start(title=UNUSUAL)
    content = workbook(office, case)
    before = document(office, case)
    answer = put(office, case, content)
    assert answer.json() == {"changes": [], "answers": [], "warnings": []}
    assert document(office, case) == before
    assert source_files(office, case) == []


def test_a_change_is_told_first_and_stored_only_when_confirmed_and_once(office: Office) -> None:
    case = office.start()
    content = edited(set_to("title", UNUSUAL), workbook(office, case))
    before = document(office, case)
    checked = office.client.post(f"{address(case)}/check", content=content).json()
    assert [(c["pointer"], c["kind"], c["after"]) for c in checked["changes"]] == [
        ("/title", "changed", UNUSUAL)
    ]
    assert document(office, case) == before
    assert put(office, case, content).status_code == 200
    after, tag = document(office, case)
    assert (after["title"], tag) == (UNUSUAL, '"v2"')
    assert put(office, case, content).json()["changes"] == []
    assert document(office, case) == (after, '"v2"')
    assert [file["pointer"] for file in source_files(office, case)] == ["/"]


def test_every_problem_is_told_at_its_cell_and_nothing_is_stored(office: Office) -> None:
    case = office.start()

    def spoil(book: Workbook) -> None:
        set_to("period.start", "H31.5.1")(book)
        set_to("investment.total_yen", "約3億円")(book)

    content = edited(spoil, workbook(office, case))
    before = document(office, case)
    answer = office.client.post(f"{address(case)}/check", content=content)
    assert answer.status_code == 422
    told = answer.json()["problems"]
    assert {each["field"].split("!")[0] for each in told} == {"計画の内容"}
    assert any("令和元年5月1日" in str(each) for each in told)
    refused = office.client.put(address(case), content=content, headers={"if-match": '"0123456789abcdef"'})
    assert refused.status_code in (409, 412, 422)
    assert document(office, case) == before


def test_an_amount_a_thousand_times_the_earlier_one_is_warned_about(office: Office) -> None:
    case = office.start()
    content = workbook(office, case)
    target = document(office, case)[0]["kpis"][0]["target"]
    content = edited(set_to("kpis[].target", target * 1000), content)
    answer = office.client.post(f"{address(case)}/check", content=content)
    assert answer.status_code == 200, answer.text
    (told,) = [w for w in answer.json()["warnings"] if "変更前の値" in w["message"]["ja"]]
    assert (told["place"].split("!")[0], "1,000倍" in told["message"]["ja"]) == ("KPI", True)


def test_who_changed_the_copy_meanwhile_is_not_overwritten(office: Office) -> None:
    case = office.start()
    content = edited(set_to("title", "ブックの名称"), workbook(office, case))
    seen = office.client.post(f"{address(case)}/check", content=content).headers["etag"]
    whole, tag = document(office, case)
    office.by("colleague").put(
        f"/v1/applications/{case}/document", json={**whole, "title": "同僚の名称"}, headers={"if-match": tag}
    )
    refused = office.by("officer").put(address(case), content=content, headers={"if-match": seen})
    assert refused.json()["code"] == "stale-version"
    assert document(office, case)[0]["title"] == "同僚の名称"
    again = office.client.post(f"{address(case)}/check", content=content).json()
    assert any("第2版" in each["message"]["ja"] for each in again["warnings"])


def _other_call(book: Workbook) -> None:
    for row in book["_様式"].iter_rows():
        if (row[0].value, row[1].value) == ("origin", "call"):
            row[2].value = "R7-B-1"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda content: edited(_other_call, content), "別の公募（R7-B-1）"),
        (lambda content: edited(lambda book: book.remove(book["KPI"]), content), "KPI"),
        (lambda content: "指標,目標\n".encode("cp932"), "CSV"),
        (
            lambda content: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "パスワード",
        ),
        (lambda content: b"", "Excelブック"),
    ],
)
def test_a_workbook_that_cannot_stand_is_refused_in_words(
    office: Office, spoil: Callable[[bytes], bytes], told: str
) -> None:
    case = office.start()
    content = spoil(workbook(office, case))
    before = document(office, case)
    answer = office.client.post(f"{address(case)}/check", content=content)
    assert answer.status_code == 422
    assert told in answer.text
    assert document(office, case) == before


def test_another_types_form_and_other_peoples_cases_are_refused(office: Office) -> None:
    case = office.start()
    blank = office.client.get(f"/v1/forms/{PlanType.C}.xlsx").content
    filled = edited(lambda book: (set_to("title", "a")(book), set_to("body", "15000")(book)), blank)
    assert "様式です" in office.client.post(f"{address(case)}/check", content=filled).text
    for name, status in (("neighbour", 404), ("reviewer", 404), ("approver", 403)):
        client = office.by(name)
        assert client.post(f"{address(case)}/check", content=filled).status_code == status
    assert office.by("neighbour").get(address(case)).status_code == 404


def test_the_page_tries_out_and_confirms_only_what_was_tried(office: Office) -> None:
    case = office.start()
    content = edited(set_to("title", UNUSUAL), workbook(office, case))
    client, page = office.client, f"/applications/{case}/workbook"
    token = {"form_token": re.findall(r'name="form_token" value="([^"]+)"', client.get(page).text)[0]}
    shown = client.post(page, data=token, files={"file": ("計画.xlsx", content)})
    assert UNUSUAL in shown.text
    fields = dict(re.findall(r'name="(sha256|proof|seen|name)" value="([^"]*)"', shown.text))
    forged = client.post(f"{page}/confirmation", data={**token, **fields, "sha256": "0" * 64})
    assert forged.status_code == 409
    assert document(office, case)[0]["title"] != UNUSUAL
    done = client.post(f"{page}/confirmation", data={**token, **fields}, follow_redirects=True)
    assert "取り込みました" in done.text
    assert document(office, case)[0]["title"] == UNUSUAL
    assert "Excelブック" in client.post(page, data=token, files={"file": ("a.xlsx", b"1,2")}).text


def returned(office: Office, *pointers: str, by_excel: bool) -> str:
    """A case sent and returned with items at these places; typed in the form unless by Excel."""
    case = office.start()
    if by_excel:
        content = edited(_with_own_sheet, workbook(office, case))
        assert put(office, case, content).status_code == 200
    for name, event in (("officer", "approval_requested"), ("approver", "approved")):
        assert office.step(name, case, event).status_code == 200
    assert office.send("approver", case).status_code == 201
    with office.system() as session:
        session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
        application = session.get_one(Application, UUID(case))
        version = session.scalars(select(Submission).where(Submission.application_id == application.id)).one()
        application.state = "returned"
        reviewer = office.actors["reviewer"]
        for number, pointer in enumerate(pointers):
            session.add(
                CorrectionItem(
                    id=uuid4(), application_id=application.id, submission_id=version.id, pointer=pointer,
                    remark=f"指摘{number}：根拠を示すこと。", due_on=date(2026, 12, 1), state="open",
                    issued_at=version.submitted_at, asked_by=reviewer.account_id, post_id=reviewer.post_id,
                )
            )  # fmt: skip
    return case


def _with_own_sheet(book: Workbook) -> None:
    set_to("title", UNUSUAL)(book)
    book.create_sheet("庁内メモ").append(["この紙は戻ってくるはず"])


def slip(office: Office, case: str) -> bytes:
    answer = office.by("officer").get(f"/v1/applications/{case}/return-slip")
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("by_excel", [True, False])
def test_a_slip_is_the_workbook_that_came_in_with_marks_and_a_numbered_list(
    office: Office, by_excel: bool
) -> None:
    case = returned(office, "/kpis/0/target", "/title", by_excel=by_excel)
    book = load_workbook(BytesIO(slip(office, case)))
    assert ("庁内メモ" in book.sheetnames) is by_excel
    assert book.sheetnames[0] == SLIP_SHEET
    rows = [[cell.value for cell in row] for row in book[SLIP_SHEET].iter_rows(min_row=5, min_col=2)]
    assert [row[0] for row in rows] == ["1", "2"]
    assert {row[3] for row in rows} == {"指摘0：根拠を示すこと。", "指摘1：根拠を示すこと。"}
    assert "2026-12-01" in str(rows[0][4])
    target = entry(book, "kpis[].target")
    assert "補正事項" in target.comment.text
    assert target.fill.fgColor.rgb.endswith("FFD6D6")


def test_a_slip_comes_home_with_rows_inserted_and_notes_stripped(office: Office) -> None:
    case = returned(office, "/kpis/0/target", "/title", by_excel=True)

    def work(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.comment = None
        cover = book[SLIP_SHEET]
        cover.insert_rows(5, 2)
        cover.delete_cols(1)
        cover.insert_cols(1)
        for row in cover.iter_rows(min_row=5):
            if row[3].value and "指摘" in str(row[4].value):
                row[6].value = f"回答：{row[4].value}"
        entry(book, "kpis[].target").value = 999
        book["KPI"].insert_rows(5, 3)

    content = edited(work, slip(office, case))
    checked = put(office, case, content)
    assert checked.status_code == 200, checked.text
    assert sorted(each["after"] for each in checked.json()["answers"]) == [
        "回答：指摘0：根拠を示すこと。",
        "回答：指摘1：根拠を示すこと。",
    ]
    items = office.client.get(f"/v1/applications/{case}/corrections").json()
    assert {each["pointer"]: each["answer"] for each in items} == {
        "/kpis/0/target": "回答：指摘0：根拠を示すこと。",
        "/title": "回答：指摘1：根拠を示すこと。",
    }
    assert document(office, case)[0]["kpis"][0]["target"] == 999
    again = put(office, case, content).json()
    assert (again["changes"], again["answers"]) == ([], [])
    assert [each["place"] for each in again["warnings"]] == ["庁内メモ"]
    second = load_workbook(BytesIO(slip(office, case)))
    assert second.sheetnames.count(SLIP_SHEET) == 1


def test_an_answer_to_an_item_of_another_case_is_refused(office: Office) -> None:
    case = returned(office, "/title", by_excel=False)
    content = slip(office, case)

    def forge(book: Workbook) -> None:
        strange = str(uuid4())
        book[SLIP_SHEET].cell(5, 1).value = strange
        book[SLIP_SHEET].cell(5, 7).value = "回答"
        book["_様式"].append(["correction", "1", strange])

    answer = office.client.post(f"{address(case)}/check", content=edited(forge, content))
    assert answer.status_code == 422
    assert "補正事項一覧!G5" in answer.text


def test_reading_the_copy_is_no_secret_read_and_the_ministry_gets_no_draft(office: Office) -> None:
    case = office.start()
    workbook(office, case)
    with office.system() as session:
        events = set(session.scalars(select(AuditRow.event)))
    assert "application:confidential:read" not in events
