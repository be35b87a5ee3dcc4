"""An administrator's way in a real browser: a call opened, a layer loaded, both met by others."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, expect

from api.deps import today_in_japan
from tests.journeys.doors import door
from tests.support.applying import Office

WELLS = "name,lat,lon\nA,37.63,138.95\nB,138.96,37.64\nC,1,1\n"


def test_an_administrator_opens_a_call_and_loads_a_layer(browser: Browser, office: Office, home: str) -> None:
    page = door(browser, office, home, "administrator")
    page.goto("/admin/calls")
    page.get_by_label("略号").fill("R9-C-1")
    page.get_by_label("名称", exact=True).fill("地場産業成長プラン 公募")
    page.get_by_label("名称（英語）").fill("Call for C plans")
    today = today_in_japan()
    page.get_by_label("受付の開始").fill(f"{today - timedelta(days=1)}T09:00")
    page.get_by_label("締切（日本時間）").fill(f"{today - timedelta(days=2)}T17:00")
    page.get_by_role("combobox", name="地場産業成長プラン").select_option("1")
    page.get_by_role("button", name="作成する（まだ公開しません）").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("略号")).to_have_value("R9-C-1")
    page.get_by_label("締切（日本時間）").fill(f"{today + timedelta(days=30)}T17:00")
    page.get_by_role("button", name="作成する（まだ公開しません）").click()
    page.get_by_role("button", name="公開する", exact=True).click()
    expect(page.get_by_role("heading", name="締切を延長する")).to_be_visible()

    page.goto("/admin/layers")
    file = {"name": "wells.csv", "mimeType": "text/csv", "buffer": WELLS.encode()}
    page.get_by_label("ファイル", exact=True).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("識別名").fill("wells")
    page.get_by_label("役割（適地の評価での扱い）").select_option("context")
    page.get_by_label("名称", exact=True).fill("試験の井戸")
    page.get_by_role("button", name="アップロードして確認する").click()
    page.get_by_role("button", name="取り込む", exact=True).click(timeout=30_000)
    page.get_by_role("link", name="取込みの記録").click(timeout=30_000)
    expect(page.locator("main")).to_contain_text("緯度と経度が逆")

    officer = door(browser, office, home, "officer")
    officer.goto("/work")
    expect(officer.get_by_role("heading", name="地場産業成長プラン 公募")).to_be_visible()
    visitor = browser.new_context(locale="ja-JP", base_url=home).new_page()
    visitor.goto("/layers")
    expect(visitor.locator("main")).to_contain_text("試験の井戸")
    visitor.goto("/admin/layers")
    expect(visitor.locator("main")).not_to_contain_text("試験の井戸")
    visitor.context.close()
