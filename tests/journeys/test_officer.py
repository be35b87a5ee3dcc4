"""An officer's whole way in a real browser: write, lose the browser, be approved, send, keep the receipt."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from tests.journeys.doors import cookie, door
from tests.support.applying import Office


def test_an_officer_writes_an_approver_approves_and_the_receipt_is_kept(
    browser: Browser, office: Office, home: str
) -> None:
    case = office.start(industry=None)
    officer = door(browser, office, home, "officer")
    officer.goto("/work")
    officer.get_by_role("link", name="計画を編集する").click()
    officer.get_by_role("link", name="基本事項").click()
    with officer.expect_response("**/autosave"):
        officer.get_by_label("対象産業").fill("医療機器部品")
    officer.goto(f"/applications/{case}")
    officer.get_by_role("button", name="決裁依頼").click()
    expect(officer.locator(".tag.state")).to_have_text("決裁中")
    approver = door(browser, office, home, "approver")
    approver.goto("/work")
    expect(approver.locator("#inbox")).to_be_visible()
    approver.goto(f"/applications/{case}")
    approver.get_by_role("button", name="決裁を行う").click()
    expect(approver.locator(".tag.state")).to_have_text("決裁済（未提出）")
    officer.goto(f"/applications/{case}")
    officer.get_by_role("link", name="申請の確認へ進む").click()
    officer.get_by_role("button", name="この内容で提出する").dblclick()
    expect(officer.get_by_role("heading", name="受付票", level=1)).to_be_visible()
    officer.go_back()
    expect(officer.locator("main")).to_contain_text("第1版を提出済みです")
    expect(officer.get_by_role("button", name="この内容で提出する")).to_have_count(0)
    officer.get_by_role("link", name="受付票を見る").click()
    expect(officer.get_by_role("heading", name="受付票", level=1)).to_be_visible()
    expect(officer.locator("main")).to_contain_text("R8-B-1-0001（第1版）")
    with officer.expect_download() as saved:
        officer.get_by_role("link", name="PDFで保存する").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    sent = office.by("approver").get(f"/v1/applications/{case}/versions/1").json()
    assert sent["document"]["industry"] == "医療機器部品"


def test_what_is_typed_before_the_script_has_come_is_saved(
    browser: Browser, office: Office, home: str
) -> None:
    case = office.start(industry=None)
    officer = door(browser, office, home, "officer")
    waiting: list[Route] = []
    officer.route("**/static/js/editor.js", lambda route: waiting.append(route))
    officer.goto(f"/applications/{case}/edit/basics", wait_until="commit")
    officer.get_by_label("対象産業").fill("医療機器部品")
    with officer.expect_response("**/autosave"):
        waiting[0].continue_()
    kept = office.by("officer").get(f"/v1/applications/{case}/document").json()["document"]
    assert kept["industry"] == "医療機器部品"


def test_what_was_typed_survives_a_killed_browser_and_an_ended_session(
    browser: Browser, office: Office, home: str, tmp_path: Path
) -> None:
    case = office.start()
    path = f"/applications/{case}/edit/product"
    first = door(browser, office, home, "officer")
    first.goto(path)
    first.get_by_label("製品・サービス名").fill("殺されても残る名称")
    first.wait_for_timeout(4500)
    first.context.close()
    officer = door(browser, office, home, "officer")
    officer.goto(path)
    expect(officer.get_by_label("製品・サービス名")).to_have_value("殺されても残る名称")
    officer.context.clear_cookies()
    officer.get_by_label("製品・サービス名").fill("期限切れの間に書いた名称")
    expect(officer.locator("#save-state")).to_contain_text("もう一度サインインする")
    officer.context.add_cookies([cookie(office, office.actors["officer"], home)])
    officer.goto(path)
    with officer.expect_response("**/autosave"):
        officer.get_by_role("button", name="入力を復元する").click()
    officer.reload()
    expect(officer.get_by_label("製品・サービス名")).to_have_value("期限切れの間に書いた名称")
    expect(officer.locator(".kept")).to_have_count(0)


def test_two_tabs_keep_different_sections_tell_of_the_same_one_and_of_a_step_taken(
    browser: Browser, office: Office, home: str
) -> None:
    case = office.start()
    path = f"/applications/{case}"
    first = door(browser, office, home, "officer")
    second, stale = first.context.new_page(), first.context.new_page()
    for tab, page in ((first, "/edit/product"), (second, "/edit/basics"), (stale, "/edit/product")):
        tab.goto(path + page)
    with first.expect_response("**/autosave"):
        first.get_by_label("製品・サービス名").fill("一つ目の画面の名称")
    with second.expect_response("**/autosave"):
        second.get_by_label("対象産業").fill("二つ目の画面の産業")
    stale.get_by_label("製品・サービス名").fill("古い画面の名称")
    expect(stale.locator(".conflict")).to_contain_text("一つ目の画面の名称")
    expect(stale.get_by_label("製品・サービス名")).to_have_value("古い画面の名称")
    kept = office.by("officer").get(f"/v1{path}/document").json()["document"]
    assert kept["product"]["name"] == "一つ目の画面の名称"
    assert kept["industry"] == "二つ目の画面の産業"
    for tab in (first, second):
        tab.goto(path)
    first.get_by_role("button", name="決裁依頼").click()
    expect(first.locator(".tag.state")).to_have_text("決裁中")
    second.get_by_role("button", name="決裁依頼").click()
    expect(second.get_by_role("alert")).to_be_visible()
    expect(second.locator(".tag.state")).to_have_text("決裁中")


def test_the_later_of_two_sees_the_others_text_and_chooses(
    browser: Browser, office: Office, home: str
) -> None:
    case = office.start()
    path = f"/applications/{case}/edit/product"
    mine, theirs = (door(browser, office, home, name) for name in ("officer", "colleague"))
    mine.goto(path)
    theirs.goto(path)
    with theirs.expect_response("**/autosave"):
        theirs.get_by_label("製品・サービス名").fill("同僚の名称")
    mine.get_by_label("製品・サービス名").fill("わたしの名称")
    expect(mine.locator(".conflict")).to_contain_text("同僚の名称")
    expect(mine.get_by_label("製品・サービス名")).to_have_value("わたしの名称")
    with mine.expect_response("**/autosave"):
        mine.get_by_role("button", name="自分の内容で上書きする").click()
    mine.reload()
    expect(mine.get_by_label("製品・サービス名")).to_have_value("わたしの名称")
