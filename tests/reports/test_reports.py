"""Reports are the stored record on paper: same findings, same id, readable by other programs."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from api.reports.report import Column, Line, Report, Table
from api.reports.workbook import workbook_of
from tests.api.examples import plan

SHEETS = ("review-sheet", "summary")


@pytest.fixture
def stored(client: TestClient) -> tuple[str, dict]:
    """The identifier of a stored plan and its assessment."""
    answer = client.post("/v1/plans", json=plan(title="髙﨑𠮷①㈱～－の集積")).json()
    return answer["plan"]["id"], answer["assessment"]


def pdf(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(BytesIO(content))
    return reader, "".join(page.extract_text() for page in reader.pages).replace("\n", "")


def cells(content: bytes) -> list[str]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [str(cell) for row in rows for cell in row]


@pytest.mark.parametrize("kind", SHEETS)
def test_a_pdf_is_tagged_in_japanese_with_its_fonts_inside(
    client: TestClient, stored: tuple[str, dict], kind: str
) -> None:
    answer = client.get(f"/plans/{stored[0]}/{kind}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    reader, text = pdf(answer.content)
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("ja", True)
    assert "/StructTreeRoot" in root
    pages: list[Any] = list(reader.pages)
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in descriptors)
    assert "髙﨑𠮷①㈱～－の集積" in text


def test_the_review_sheet_holds_every_finding_under_the_verdicts_id(
    client: TestClient, stored: tuple[str, dict]
) -> None:
    plan_id, assessment = stored
    reader, text = pdf(client.get(f"/plans/{plan_id}/review-sheet.pdf").content)
    written = cells(client.get(f"/plans/{plan_id}/review-sheet.xlsx").content)
    for finding in assessment["record"]["findings"]:
        assert finding["criterion"] in text
        assert any(finding["criterion"] in cell for cell in written)
        assert any(finding["reason"]["ja"] in cell for cell in written)
        assert any(f"{assessment['id']}:{finding['criterion']}" in cell for cell in written)
        assert f"{assessment['id']}:{finding['criterion']}" in text
    links = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", [])]
    assert assessment["id"] in text
    assert assessment["id"] in written
    assert f"http://testserver/v1/assessments/{assessment['id']}" in links


def test_confidential_companies_are_on_no_report(client: TestClient) -> None:
    stored = client.post("/v1/plans", json=plan()).json()["plan"]["id"]
    for kind in SHEETS:
        _, text = pdf(client.get(f"/plans/{stored}/{kind}.pdf").content)
        everything = text + "".join(cells(client.get(f"/plans/{stored}/{kind}.xlsx").content))
        for row in plan()["investment"]["rows"]:
            assert row["company"] not in everything


def test_the_national_list_names_every_plan(client: TestClient, stored: tuple[str, dict]) -> None:
    assert stored[0] in cells(client.get("/plans.xlsx").content)
    assert stored[0] in pdf(client.get("/plans.pdf?lang=en").content)[1]


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    evil = '=HYPERLINK("x")'
    table = Table("一覧[1]", (Column("欄", 10),), ((evil,), ("x" * 40_000,)))
    report = Report("name", "題名", evil, "ja", (Line("欄", evil),), (table,))
    assert f"'{evil}" in cells(workbook_of(report))
    assert evil not in cells(workbook_of(report))
