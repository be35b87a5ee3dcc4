"""Workbooks no officer should send, through the page: told in words on that page, and nothing is stored."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook
from sqlalchemy import Engine, func, select

from api.security.intake import MAX_BODY_BYTES
from data.importers.workbook import MAX_UNPACKED_BYTES
from data.orm import Attachment, AuditRow, PlanSection
from tests.data.workbook.editing import edited, entry, set_to
from tests.support.applying import Office, open_office

HTML = {"accept": "text/html"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    return open_office(client, own_engine)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one more part in its archive."""
    target = BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return target.getvalue()


def last_years(book: Workbook) -> None:
    for row in book["_様式"].iter_rows():
        if (row[0].value, row[1].value) == ("origin", "call"):
            row[2].value = "R7-B-1"


def renamed_heading(book: Workbook) -> None:
    cell = entry(book, "investment.rows[].amount_yen")
    cell.parent.cell(4, cell.column).value = "投資額（千円）"


def hostile(good: bytes) -> dict[str, tuple[str, bytes, str]]:
    """By what it is: name of the file, its bytes, and a word the page has to say."""
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 100_001))
    scripted = set_to("kpis[].direction", "<script>alert(1)</script>")
    return {
        "last year's": ("計画.xlsx", edited(last_years, good), "別の公募（R7-B-1）"),
        "a deleted sheet": ("計画.xlsx", edited(lambda book: book.remove(book["KPI"]), good), "KPI"),
        "a renamed heading": ("計画.xlsx", edited(renamed_heading, good), "投資額（円）"),
        "100,000 rows": (
            "計画.xlsx",
            with_part(good, "xl/worksheets/sheet99.xml", SHEET + rows + b"</sheetData></worksheet>"),
            "100,000行",
        ),
        "a password": ("計画.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        "an old format": ("計画.xls", OLE + b"\0" * 512, ".xls"),
        "macros": ("計画.xlsm", with_part(good, "xl/vbaProject.bin", b"x"), "マクロ"),
        "a CSV": ("計画.xlsx", "指標,目標\n売上,1\n".encode("cp932"), "CSV"),
        "a zip bomb": ("計画.xlsx", with_part(good, "xl/a.bin", bytes(MAX_UNPACKED_BYTES + 1)), "大きすぎ"),
        "half a file": ("計画.xlsx", good[: len(good) // 2], "Excelブック"),
        "an empty file": ("計画.xlsx", b"", "Excelブック"),
        "a script": ("<b>計画</b>.xlsx", edited(scripted, good), "増加"),
    }  # fmt: skip


def stored(office: Office) -> list[Any]:
    """Whatever an upload could leave behind."""
    with office.system() as session:
        counted = [session.scalar(select(func.count()).select_from(row)) for row in (Attachment, PlanSection)]
        written = session.scalars(select(AuditRow.event)).all()
        return [*counted, sum("read" not in event for event in written)]


def test_each_is_told_on_the_page_and_leaves_nothing(office: Office) -> None:
    case = office.start()
    page = f"/applications/{case}/workbook"
    good = office.client.get(f"{page}.xlsx").content
    document = office.client.get(f"/v1/applications/{case}/document")
    before = stored(office)
    for what, (name, content, told) in hostile(good).items():
        answer = office.client.post(page, files={"file": (name, content)}, headers=HTML)
        assert answer.status_code == 422, what
        assert told in answer.text, what
        assert 'role="alert"' in answer.text, what
        assert "何も保存していません" in answer.text, what
        assert 'type="file"' in answer.text, f"{what}: cannot be chosen again where it was refused"
        assert "<script>alert" not in answer.text
        assert "<b>計画" not in answer.text
    assert stored(office) == before
    again = office.client.get(f"/v1/applications/{case}/document")
    assert (again.json(), again.headers["etag"]) == (document.json(), document.headers["etag"])


def test_what_is_too_long_to_be_read_is_told_with_the_limit(office: Office) -> None:
    page = f"/applications/{office.start()}/workbook"
    answer = office.client.post(page, files={"file": ("計画.xlsx", b"\0" * MAX_BODY_BYTES)}, headers=HTML)
    assert answer.status_code == 413
    assert "10MBまで" in answer.text


def test_the_same_confirmation_twice_and_a_stale_one_change_nothing_more(office: Office) -> None:
    case = office.start()
    page = f"/applications/{case}/workbook"
    changed = edited(set_to("title", "二度押しても一度"), office.client.get(f"{page}.xlsx").content)

    def tried() -> dict[str, str]:
        shown = office.client.post(page, files={"file": ("計画.xlsx", changed)}, headers=HTML).text
        return dict(re.findall(r'name="(sha256|proof|seen|name)" value="([^"]*)"', shown))

    fields = tried()
    first, second = (
        office.client.post(f"{page}/confirmation", data=fields, headers=HTML, follow_redirects=False)
        for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (303, 303)
    tag = office.client.get(f"/v1/applications/{case}/document").headers["etag"]
    assert tag == '"v2"'
    assert "今の計画と同じです" in office.client.post(page, files={"file": ("計画.xlsx", changed)}).text


def test_a_confirmation_after_a_colleagues_change_is_refused_on_the_page(office: Office) -> None:
    case = office.start()
    page = f"/applications/{case}/workbook"
    changed = edited(set_to("title", "ブックの名称"), office.client.get(f"{page}.xlsx").content)
    shown = office.client.post(page, files={"file": ("計画.xlsx", changed)}, headers=HTML).text
    fields = dict(re.findall(r'name="(sha256|proof|seen|name)" value="([^"]*)"', shown))
    section = f"/v1/applications/{case}/sections/title"
    seen = {"if-match": office.by("colleague").get(section).headers["etag"]}
    assert office.client.put(section, json={"value": "同僚の名称"}, headers=seen).status_code == 200
    refused = office.by("officer").post(page, files={"file": ("計画.xlsx", changed)}, headers=HTML)
    assert "第2版" in refused.text
    stale = office.client.post(f"{page}/confirmation", data=fields, headers=HTML)
    assert stale.status_code in (409, 412)
    assert "もう一度" in stale.text
    assert office.client.get(section).json()["value"] == "同僚の名称"
