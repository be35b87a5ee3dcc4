"""Loaded statistics reach the finding on value added, with their edition; a mismatch is told, not bridged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from api.services import benchmarks, screening
from data.domain.assessment import Finding
from data.domain.evidence import Known, Missing
from data.domain.plan.reading import document_in, read_plan
from data.queries.benchmarks import INDUSTRY, PATHS
from tests.api.examples import plan
from tests.data.importers.files import load
from tests.data.importers.statistics_files import written
from tests.rules.samples import FOLDER

ON = date(2026, 11, 1)
LOADED = """scope,code,jsic_revision,definition,year,value_added_yen,workers,per_worker_yen
industry,27,13,{definition},2022,,,5000000
prefecture,15,,{definition},{year},,,4000000
"""


def sample(**changes: Any) -> dict[str, Any]:
    content = dict(document_in(FOLDER / "01-niigata-medical-parts.yaml"))
    return {key: value for key, value in (content | changes).items() if value is not None}


def loaded(session: Session, folder: Path, *, definition: str = "structure_survey", year: int = 2022) -> None:
    text = LOADED.format(definition=definition, year=year)
    load(session, "statistics", written(folder / "benchmarks.csv", text), source="benchmarks")


def cost_effect(session: Session, content: dict[str, Any]) -> Finding:
    found, _ = screening.try_out(session, read_plan(content), ON)
    return found.finding("cost_effect")


def value(finding: Finding, path: str) -> Any:
    return next(item.value for item in finding.inputs if item.path == path)


def test_loaded_statistics_come_before_those_the_plan_states(session: Session, tmp_path: Path) -> None:
    assert value(cost_effect(session, sample()), "cost_effect.industry_yen") == 9_800_000
    loaded(session, tmp_path)
    finding = cost_effect(session, sample())
    assert value(finding, "cost_effect.industry_yen") == 5_000_000
    assert value(finding, "cost_effect.benchmark_year") == 2022
    assert value(finding, "cost_effect.industry_ratio") == pytest.approx(
        2.10
    )  # 6.5 billion / 620 / 5 million
    cited = next(item for item in finding.inputs if item.path == INDUSTRY)
    assert cited.source is not None
    assert "一人当たり付加価値額(業種別・経済構造実態調査" in cited.source.ja


def test_the_plans_own_statistics_serve_where_the_definition_of_the_loaded_ones_differs(
    session: Session, tmp_path: Path
) -> None:
    loaded(session, tmp_path, definition="economic_census_net")
    assert cost_effect(session, sample()).status == "needs_review"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"definition": "economic_census_net"}, "定義の異なる値は比較できません"),
        ({"year": 2021}, "年の異なる値は比較できません"),
    ],
)
def test_without_a_fitting_pair_the_finding_is_incomplete_and_says_why(
    session: Session, tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    loaded(session, tmp_path, **options)
    finding = cost_effect(session, sample(benchmarks=None))
    assert finding.status == "incomplete"
    assert words in finding.reason.ja


@pytest.mark.parametrize(
    ("value_added", "words"),
    [
        (None, "定義の記載がありません"),
        ({"definition": "structure_survey"}, "日本標準産業分類の記載がありません"),
        ({"definition": "structure_survey", "industry_jsic": "医療機器"}, "読み取れません"),
    ],
)
def test_what_the_plan_must_state_for_a_comparison_is_named(
    session: Session, value_added: dict[str, Any] | None, words: str
) -> None:
    facts = benchmarks.of_plan(session, read_plan(plan(value_added=value_added)))
    assert set(facts) == set(PATHS)
    assert all(isinstance(fact, Missing) and words in fact.reason.ja for fact in facts.values())


def test_a_plan_without_a_footprint_is_compared_all_the_same(session: Session, tmp_path: Path) -> None:
    loaded(session, tmp_path)
    _, measured = screening.try_out(session, read_plan(sample(footprint=None)), ON)
    fact = measured[INDUSTRY]
    assert isinstance(fact, Known)
    assert fact.value == Decimal(5_000_000)
