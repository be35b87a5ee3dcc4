"""An officer's whole way by Excel in a real browser: errors at their cells, sent, corrected, sent again."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Locator, Page, expect
from shapely import box, to_geojson

from data.domain.plan.kinds import PlanType
from data.domain.plan.notation import from_yaml
from data.domain.plan.reading import read_plan
from data.importers.plan_workbook.form import FIRST_ROW
from data.importers.plan_workbook.sheets import SLIP_SHEET
from data.importers.plan_workbook.writing import write_workbook
from tests.architecture.files import ROOT
from tests.data.workbook.editing import edited, entry, set_to
from tests.journeys.doors import door, downloaded, hand_in
from tests.support.applying import Office, document

TITLE = "髙﨑𠮷①㈱の医療部品計画～－"
ROWS_OF_KPIS = 4
SLIP = 1000
ZONE: dict[str, Any] = from_yaml((ROOT / "data/samples/18-akita-data-centre.yaml").read_bytes()) | {
    "body": "15000",
    "joint_bodies": None,
    "municipalities": ["15204"],
    "plots": [
        {
            "name": name,
            "area_ha": 9,
            "geometry": json.loads(to_geojson(box(138.95, south, 138.953, south + 0.0027))),
        }
        for name, south in (("北区画", 37.64), ("南区画", 37.63))
    ],
}


def filled_in(blank: bytes, plan: dict[str, Any]) -> bytes:
    """The downloaded workbook with a whole plan typed into its cells."""
    target = BytesIO()
    write_workbook(read_plan(plan), target)
    source = load_workbook(target)

    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            if not sheet.title.startswith(("_", "はじめに")):
                for row in source[sheet.title].iter_rows(min_row=FIRST_ROW, min_col=2):
                    for cell in row:
                        if cell.value is not None:
                            sheet[cell.coordinate].value = cell.value

    return edited(change, blank)


def spoiled(content: bytes) -> bytes:
    """The workbook with a day that never was, an unknown choice in four rows and a text for an amount."""

    def change(book: Workbook) -> None:
        set_to("period.start", "令和9年2月31日")(book)
        set_to("investment.total_yen", "約51億円")(book)
        for row in range(ROWS_OF_KPIS):
            set_to("kpis[].direction", "横ばい", row)(book)

    return edited(change, content)


def problem_at(page: Page, place: str) -> Locator:
    return page.locator(".error-summary li").filter(has=page.locator(f"code:text('{place}')")).first


def place_of(content: bytes, path: str, row: int = 0) -> str:
    cell = entry(load_workbook(BytesIO(content)), path, row)
    return f"{cell.parent.title}!{cell.coordinate}"


def start_by_page(page: Page, title: str) -> str:
    """Start a B plan on the page of one's work, and return the address of its case."""
    page.goto("/work")
    page.get_by_label("計画の種別").select_option(PlanType.B)
    page.get_by_label("計画の名称").fill(title)
    page.get_by_role("button", name="作成を始める").click()
    page.get_by_role("link", name="Excel").first.click()
    return page.url.removesuffix("/workbook")


def approve_and_send(officer: Page, approver: Page, case: str) -> None:
    officer.goto(case)
    officer.get_by_role("button", name="決裁依頼").click()
    approver.goto(case)
    approver.get_by_role("button", name="決裁を行う").click()
    send(officer, case)


def send(officer: Page, case: str) -> None:
    officer.goto(case)
    officer.get_by_role("link", name="の確認へ進む").click()
    officer.get_by_role("button", name="この内容で提出する").click()
    expect(officer.get_by_role("heading", name="受付票", level=1)).to_be_visible()


def return_case(page: Page, case: str, *asked: tuple[str, str]) -> None:
    """A reviewer asks for corrections at places and returns the case."""
    page.goto(case.replace("/applications/", "/review/"))
    for pointer, remark in asked:
        page.get_by_label("項目", exact=True).select_option(pointer)
        page.get_by_label("補正を求める内容").fill(remark)
        page.get_by_label("期限", exact=True).fill("令和19年1月15日")
        page.get_by_role("button", name="補正事項に加える").click()
        expect(page.get_by_role("status")).to_be_visible()
    page.get_by_label("差戻しの理由").fill("根拠の補正")
    page.get_by_role("button", name="補正を求めて差し戻す").click()
    expect(page.get_by_role("status")).to_have_text("案件を差し戻しました。")


def take_over(page: Page, content: bytes) -> None:
    """Try a workbook out, confirm it, and see that the same file changes nothing any more."""
    hand_in(page, content)
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_role("status")).to_contain_text("取り込みました")
    hand_in(page, content)
    expect(page.get_by_role("status")).to_contain_text("今の計画と同じです")


def stored(office: Office, case: str, version: int) -> dict[str, Any]:
    """The document of a version that was sent."""
    path = f"/v1/applications/{case}/versions/{version}"
    found: dict[str, Any] = office.by("approver").get(path).json()["document"]
    return found


def answer(book: Workbook) -> None:
    """Treat a return slip as offices do: strip its notes, insert rows, correct values, answer each item."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                cell.comment = None
    set_to("title", "短い名称")(book)
    if "KPI" in book.sheetnames:
        set_to("kpis[].target", 95)(book)
        book["KPI"].insert_rows(FIRST_ROW, 3)
    cover = book[SLIP_SHEET]
    cover.insert_rows(5, 2)
    for row in cover.iter_rows(min_row=5):
        if row[4].value:
            row[6].value = f"直しました（{row[4].value}）"


def test_a_plan_goes_by_excel_with_errors_is_sent_returned_answered_in_the_slip_and_sent_again(
    browser: Browser, office: Office, home: str
) -> None:
    officer, approver = (door(browser, office, home, name) for name in ("officer", "approver"))
    case = start_by_page(officer, TITLE)
    blank = downloaded(officer, "今の内容を記入したブック")
    good = filled_in(blank, document(title=TITLE))

    hand_in(officer, spoiled(good))
    expect(officer.get_by_role("alert")).to_be_visible()
    day = problem_at(officer, place_of(good, "period.start"))
    expect(day).to_contain_text("見つかった値：令和9年2月31日")
    expect(day).to_contain_text("対応：")
    expect(problem_at(officer, place_of(good, "investment.total_yen"))).to_contain_text("算用数字")
    first = place_of(good, "kpis[].direction")
    grouped = problem_at(officer, first)
    expect(grouped).to_contain_text("増加")
    assert grouped.locator("code").first.inner_text().count(",") == ROWS_OF_KPIS - 1

    slipped = edited(set_to("investment.rows[].amount_yen", 2_800_000_000 * SLIP), good)
    hand_in(officer, slipped)
    warned = officer.locator("section.notice")
    expect(warned).to_contain_text(place_of(good, "investment.rows[].amount_yen"))
    expect(warned).to_contain_text("約2,000倍")

    hand_in(officer, good)
    expect(officer.get_by_role("region", name="変更の一覧")).to_contain_text("令和9年4月1日")
    take_over(officer, good)
    approve_and_send(officer, approver, case)

    asked = (("/kpis/0/target", "目標値の根拠を示すこと。"), ("/title", "名称を短くすること。"))
    return_case(door(browser, office, home, "reviewer"), case, *asked)
    officer.goto(f"{case}/workbook")
    slip = downloaded(officer, "補正票")
    assert load_workbook(BytesIO(slip)).sheetnames[0] == SLIP_SHEET
    hand_in(officer, edited(answer, slip))
    expect(officer.get_by_role("heading", name="補正事項への回答（2）")).to_be_visible()
    take_over(officer, edited(answer, slip))
    send(officer, case)
    sent = stored(office, case.rpartition("/")[2], 2)
    assert (sent["title"], sent["kpis"][0]["target"]) == ("短い名称", 95)


def test_a_data_centre_zone_goes_by_excel_and_its_plots_keep_their_shapes(
    browser: Browser, office: Office, home: str
) -> None:
    started = office.start(**{**dict.fromkeys(document()), **ZONE})
    officer = door(browser, office, home, "officer")
    officer.goto(f"/applications/{started}/workbook")

    def change(book: Workbook) -> None:
        set_to("plots[].area_ha", "９．２ha", 1)(book)
        set_to("plots[].available_from", "R10.4.1", 1)(book)
        entry(book, "plots[].name").parent.insert_rows(FIRST_ROW + 1, 2)

    take_over(officer, edited(change, downloaded(officer, "今の内容を記入したブック")))
    for name, event in (("officer", "approval_requested"), ("approver", "approved")):
        done = office.step(name, started, event)
        assert done.status_code == 200, done.text
    assert office.send("approver", started).status_code == 201
    plots = stored(office, started, 1)["plots"]
    told = {"area_ha": 9.2, "available_from": "2028-04-01"}
    assert plots == [ZONE["plots"][0], ZONE["plots"][1] | told]

    office.returned(started, {"/plots/1": "面積を図面と合わせること。"})
    officer.reload()
    take_over(officer, edited(answer, downloaded(officer, "補正票")))
    assert office.send("officer", started).status_code == 201
    assert stored(office, started, 2)["plots"] == plots
