"""The pages from the register tell all of it: what is judged by whom, and which version since when."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.services import rule_scope
from data.domain.plan.kinds import PlanType
from rules.changes import RECORD, changes
from rules.rulebooks import RULE_SETS

PAGE = {"accept": "text/html"}
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("plan_type", PlanType)
def test_the_scope_page_tells_every_criterion_with_its_question_and_source(
    client: TestClient, plan_type: PlanType
) -> None:
    page = unescape(client.get(f"/rules/scope?plan_type={plan_type}", headers=PAGE).text)
    for judged in rule_scope.judged(plan_type, TODAY):
        criterion = judged.criterion
        assert criterion.title.ja in page
        assert criterion.question is None or criterion.question.ja in page
        assert all(citation.title.ja in page for citation in criterion.citations)
        assert judged.lines, criterion.id
        assert all(line.text.ja in page for line in judged.lines)


def test_what_a_criterion_asks_is_said_from_its_condition() -> None:
    lines = {
        judged.criterion.id: [line.text.ja for line in judged.lines]
        for judged in rule_scope.judged(PlanType.GX2, TODAY)
    }
    assert "区画の合計面積がおおむね必要とされる面積（目安）（30ha）以上" in "".join(lines["gx.land"])
    assert any("公募の締切以前" in line for line in lines["gx.window"])
    assert "申請者の区分が次のいずれか：都道府県、政令指定都市" in lines["gx.applicant"]


def test_the_versions_page_tells_when_each_is_in_force_and_what_changed(client: TestClient) -> None:
    page = unescape(client.get("/rules/versions", headers=PAGE).text)
    for version in (rules.version for sets in RULE_SETS.values() for rules in sets):
        assert version in page
    assert re.search(r"加わる：計画区域の位置と形状（<code>footprint</code>）", page)
    told = "".join(re.sub(r"<[^>]+>", "", page).split())
    for line in RECORD.read_text("utf-8").split("\n## ", 1)[1].splitlines():
        assert "".join(line.strip().removeprefix("## ").removeprefix("- ").replace("`", "").split()) in told
    assert len(changes()) == RECORD.read_text("utf-8").count("\n## ")


def test_a_later_version_is_compared_with_the_one_before() -> None:
    first = RULE_SETS[PlanType.C][0]
    later = type(first)("C-2027", date(2027, 4, 1), first.criteria[1:])
    newest, oldest = reversed(rule_scope._versions(PlanType.C, [first, later]))
    assert oldest.until == newest.since
    assert newest.steps[0].ended == (first.criteria[0],)
    assert newest.steps[0].began == newest.steps[0].changed == ()
