"""Whole journeys by keyboard alone: each stop shows its focus, nothing covers it, errors are announced."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.doors import door
from tests.support.applying import Office

MOST_STOPS = 250
OWN_PAGES = ("edit", "edit/kpis", "edit/ground", "workbook", "submit")
STOP = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0]?.innerText ?? at.getAttribute("aria-label") ?? at.innerText ?? "";
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const seen = points.some(([x, y]) => {
    const on = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return on && (on === at || at.contains(on) || on.contains(at));
  });
  const reach = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
  const touches = [...(at.labels ?? [])].some((words) => {
    const range = document.createRange();
    range.selectNodeContents(words);
    if (words.contains(at)) range.setStartAfter(at);
    return [...range.getClientRects()].some((text) => text.width > 1 && text.height > 1 &&
      text.left < box.right + reach && text.right > box.left - reach &&
      text.top < box.bottom + reach && text.bottom > box.top - reach);
  });
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return { tag: at.tagName, label: (label || at.value || at.name || "").trim(), seen, touches,
           ring: ring || style.boxShadow !== "none" };
}"""


def reach(page: Page, tag: str, label: str) -> None:
    """Press Tab until something of that kind and name has the focus; every stop has to be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate(STOP)
        if stop["tag"] not in ("BODY", "IFRAME"):
            assert stop["ring"], f"{page.url}: no visible focus on {stop}"
            assert stop["seen"], f"{page.url}: something covers {stop}"
            assert not stop["touches"], f"{page.url}: the ring covers the label of {stop}"
        if stop["tag"] == tag and label in stop["label"]:
            return
    pytest.fail(f"{page.url}: {tag} {label} is not reached by keyboard")


def press(page: Page, tag: str, label: str, key: str = "Enter") -> None:
    reach(page, tag, label)
    page.keyboard.press(key)


def test_an_officer_writes_and_sends_and_a_reviewer_judges_without_a_mouse(
    browser: Browser, office: Office, home: str
) -> None:
    case = office.start()
    officer = door(browser, office, home, "officer")
    officer.goto("/work")
    press(officer, "A", "計画を編集する")
    officer.wait_for_url("**/edit")
    press(officer, "A", "期間")
    officer.wait_for_url("**/edit/period")
    reach(officer, "INPUT", "開始日")
    officer.keyboard.press("Control+A")
    officer.keyboard.type("来年の春")
    press(officer, "BUTTON", "保存する")
    summary = officer.get_by_role("alert")
    expect(summary).to_be_focused()
    field = officer.get_by_label("開始日")
    assert field.get_attribute("aria-invalid") == "true"
    described = str(field.get_attribute("aria-describedby")).split()
    assert "f-period-start-problem" in described
    assert all(officer.locator(f"#{each}").count() for each in described)
    officer.keyboard.press("Tab")
    officer.keyboard.press("Enter")
    expect(field).to_be_focused()
    officer.keyboard.press("Control+A")
    officer.keyboard.type("R9.4.1")
    press(officer, "BUTTON", "保存する")
    expect(officer.locator("#f-period-start-echo")).to_contain_text("令和9年4月1日")
    officer.goto(f"/applications/{case}")
    press(officer, "BUTTON", "決裁依頼")
    expect(officer.locator(".tag.state")).to_have_text("決裁中")
    approver = door(browser, office, home, "approver")
    approver.goto(f"/applications/{case}")
    press(approver, "BUTTON", "決裁を行う")
    expect(approver.locator(".tag.state")).to_have_text("決裁済（未提出）")
    officer.reload()
    press(officer, "A", "の確認へ進む")
    officer.wait_for_url("**/submit")
    press(officer, "BUTTON", "この内容で提出する")
    expect(officer.get_by_role("heading", name="受付票", level=1)).to_be_visible()
    reviewer = door(browser, office, home, "reviewer")
    reviewer.goto("/review")
    press(reviewer, "A", "R8-B-1-0001")
    reviewer.wait_for_url(f"**/review/{case}*")
    press(reviewer, "INPUT", "適合", " ")
    reach(reviewer, "TEXTAREA", "判断の理由")
    reviewer.keyboard.type("現地で確認した")
    press(reviewer, "BUTTON", "判断を記録する")
    expect(reviewer.get_by_role("status")).to_have_text("判断を記録しました。")


def test_ten_main_pages_fit_a_window_at_four_hundred_percent(
    browser: Browser, office: Office, home: str
) -> None:
    """320 CSS pixels are a window of 1280 at 400 %."""
    case = office.submitted()
    officer = door(browser, office, home, "officer", width=320, height=640)
    reviewer = door(browser, office, home, "reviewer", width=320, height=640)
    draft = office.start()
    own = f"/applications/{draft}"
    walks = {
        officer: ("/", "/work", own, *(f"{own}/{page}" for page in OWN_PAGES), "/plans/new", "/rules"),
        reviewer: ("/review", f"/review/{case}", "/review/workbook", "/review/portfolio"),
    }  # fmt: skip
    for page, paths in walks.items():
        for path in paths:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
