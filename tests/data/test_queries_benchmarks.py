"""Benchmarks are told within one definition and one year, with their edition; otherwise it says why."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from data.domain.evidence import Fact, Known, Missing
from data.domain.plan.kinds import ValueAddedDefinition
from data.domain.statistics import GROSS_PRODUCT, POPULATION
from data.queries.benchmarks import INDUSTRY, PATHS, PREFECTURE, YEAR, benchmarks_for
from data.queries.statistics import figure, official_area_ha
from data.reference.jsic import industry_groups
from tests.data.importers.files import load
from tests.data.importers.statistics_files import BENCHMARKS, PRODUCT, SSDSE_A, written

NET = ValueAddedDefinition.ECONOMIC_CENSUS_NET
TRANSPORT = industry_groups(13)["31"]


@pytest.fixture
def loaded(session: Session, tmp_path: Path) -> Session:
    load(session, "statistics", written(tmp_path / "b.csv", BENCHMARKS), source="benchmarks")
    return session


def why(facts: dict[str, Fact]) -> str:
    reasons = {fact.reason.ja for fact in facts.values() if isinstance(fact, Missing)}
    assert len(reasons) == 1
    assert set(facts) == set(PATHS)
    return reasons.pop()


def test_both_figures_are_of_the_newest_year_they_share(loaded: Session) -> None:
    facts = benchmarks_for(loaded, "15", TRANSPORT, NET)
    values = {path: fact.value for path, fact in facts.items() if isinstance(fact, Known)}
    assert values == {INDUSTRY: Decimal(6_000_000), PREFECTURE: Decimal(4_000_000), YEAR: 2021}


def test_a_figure_names_its_edition_definition_year_and_revision(loaded: Session) -> None:
    fact = benchmarks_for(loaded, "15", TRANSPORT, NET)[INDUSTRY]
    assert isinstance(fact, Known)
    for words in ("輸送用機械器具製造業", "純付加価値額", "2021年", "第13回改定", "付加価値額÷従業者数"):
        assert words in fact.source.label.ja
    assert fact.source.origin == "statistics"
    assert fact.source.reference.startswith("statistics/benchmarks-industry-economic_census_net-2021-r13/")


def test_another_definition_never_stands_in(loaded: Session) -> None:
    said = why(benchmarks_for(loaded, "15", TRANSPORT, ValueAddedDefinition.STRUCTURE_SURVEY))
    assert "定義の異なる値は比較できません" in said
    assert "純付加価値額" in said


def test_a_year_that_one_side_lacks_is_told_with_the_years_held(loaded: Session) -> None:
    said = why(benchmarks_for(loaded, "15", TRANSPORT, NET, year=2016))
    assert "年の異なる値は比較できません" in said
    assert "2016・2021年" in said


def test_a_suppressed_figure_is_told_as_such(loaded: Session) -> None:
    assert "秘匿" in why(benchmarks_for(loaded, "16", TRANSPORT, NET))


def test_without_statistics_the_reason_says_so(session: Session) -> None:
    assert "読み込まれていません" in why(benchmarks_for(session, "15", TRANSPORT, NET))


def test_two_revisions_that_disagree_decide_nothing(loaded: Session, tmp_path: Path) -> None:
    head, row = BENCHMARKS.splitlines()[:2]
    other = row.replace(",13,", ",14,").replace("600000000", "700000000")
    load(loaded, "statistics", written(tmp_path / "c.csv", f"{head}\n{other}\n"), source="benchmarks")
    assert "値が異なります" in why(benchmarks_for(loaded, "15", TRANSPORT, NET))


def test_official_area_and_population_are_facts_with_their_year(session: Session, tmp_path: Path) -> None:
    load(session, "statistics", written(tmp_path / "a.csv", SSDSE_A, "cp932"), source="ssdse-a")
    area = official_area_ha(session, "15100", "ssdse_a")
    assert isinstance(area, Known)
    assert area.value == Decimal(72_619)
    assert "2024年" in area.source.label.ja
    people = figure(
        session, "body.population", indicator=POPULATION, definition="ssdse_a", year=2020, area_code="15202"
    )
    assert isinstance(people, Known)
    assert people.value == Decimal(266_936)


def test_a_figure_of_another_base_year_is_not_given_but_named(session: Session, tmp_path: Path) -> None:
    load(session, "statistics", written(tmp_path / "gdp.csv", PRODUCT), source="gdp")
    fact = figure(
        session, "body.product", indicator=GROSS_PRODUCT, definition="base2020", year=2018, area_code="15"
    )
    assert isinstance(fact, Missing)
    assert "base2015・2018年" in fact.reason.ja
