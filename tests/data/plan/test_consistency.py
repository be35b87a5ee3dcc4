"""Contradictions inside a plan are refused at their place; what the rulebook judges passes."""

from __future__ import annotations

import pytest

from data.domain.plan.consistency import problems_in
from data.domain.plan.reading import read_plan
from tests.data.plan.documents import GOOD_B, PLACES

KPI = GOOD_B["kpis"][0]
JOBS = GOOD_B["spillover"][0]


def _problems(**changes):
    return problems_in(read_plan(GOOD_B | changes), PLACES)


def test_a_good_plan_has_no_contradictions():
    assert _problems() == []


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"period": {"start": "2027-01-01", "end": "2026-12-31"}}, "/period/end", "前です"),
        (
            {"support": [{"body": "a", "start": "2027-01-01", "end": "2026-12-31"}]},
            "/support/0/end",
            "前です",
        ),
        ({"kpis": [KPI | {"target": 100}]}, "/kpis/0/target", "下回って"),
        ({"kpis": [KPI | {"direction": "decrease"}]}, "/kpis/0/target", "上回って"),
        ({"kpis": [KPI | {"target_date": "2024-03-31"}]}, "/kpis/0/target_date", "前です"),
        ({"spillover": [JOBS | {"target": 799}]}, "/spillover/0/target", "下回って"),
        ({"spillover": [JOBS | {"baseline_year": 2031}]}, "/spillover/0/target_year", "前です"),
        (
            {"companies": [{"name": "a", "corporate_number": "8990000000019"}]},
            "/companies/0/corporate_number",
            "検査",
        ),
        ({"municipalities": ["15203"]}, "/municipalities/0", "ありません"),
        ({"municipalities": ["15100", "16201"]}, "/municipalities/1", "富山市"),
        ({"municipalities": ["15100", "15100"]}, "/municipalities/1", "1行目"),
        ({"kpis": [KPI, KPI]}, "/kpis/1", "1行目"),
    ],
)
def test_a_contradiction_is_told_at_its_place(changes, field, told):
    (problem,) = _problems(**changes)
    assert problem.field == field
    assert told in problem.message.ja
    assert problem.remedy.ja
    assert problem.remedy.en


@pytest.mark.parametrize(
    "changes",
    [
        {"kpis": [KPI | {"target": 120}]},
        {"spillover": [JOBS | {"target": 800}]},
        {"kpis": [{"indicator": "方向なし", "baseline": 5, "target": 1}]},
        {"period": {"start": "2026-04-01", "end": "2026-04-01"}},
        {"municipalities": ["15100", "16201"], "joint_bodies": ["16000"]},
        {"companies": [{"name": "番号なし"}]},
    ],
)
def test_what_is_open_or_for_the_rulebook_passes(changes):
    assert _problems(**changes) == []


def test_an_unknown_code_comes_with_its_nearest_neighbours():
    (problem,) = _problems(municipalities=["15201"])
    assert "15202 長岡市" in problem.remedy.ja


def test_a_code_in_full_width_is_offered_in_half_width():
    (problem,) = _problems(municipalities=["１５１００"])
    assert "15100 新潟市" in problem.remedy.ja


def test_two_companies_cannot_share_a_number():
    number = GOOD_B["companies"][0]["corporate_number"]
    twins = [{"name": "甲", "corporate_number": number}, {"name": "乙", "corporate_number": number}]
    (problem,) = _problems(companies=twins)
    assert problem.field == "/companies/1/corporate_number"


def test_a_wrong_confidential_number_is_not_repeated():
    (problem,) = _problems(investment={"rows": [{"corporate_number": "8990000000019"}]})
    assert "8990000000019" not in repr(problem)


def test_nothing_is_concluded_from_fields_that_could_not_be_read():
    plan = read_plan(GOOD_B | {"municipalities": ["16201"], "kpis": [KPI | {"target": 1}]})
    assert problems_in(plan, PLACES, frozenset({"joint_bodies", "kpis"})) == []
