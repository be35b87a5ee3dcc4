"""Official statistics come in exactly: what is no number says why, what is counted twice is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.domain.issues import ImportOutcome, Severity
from data.orm.statistics import StatisticSeries, StatisticValue
from data.queries.sources import editions, editions_in_use
from tests.data.importers.files import accounted_for, codes, load, real_file
from tests.data.importers.statistics_files import (
    BENCHMARKS,
    ITEMS,
    POPULATION,
    PRODUCT,
    SSDSE_A,
    SSDSE_A_PLAIN,
    SSDSE_E,
    written,
)

Stored = dict[tuple[str, str | None, str, int], tuple[Decimal | None, str | None]]


def stored(session: Session) -> Stored:
    rows = session.execute(select(StatisticValue, StatisticSeries).join(StatisticSeries))
    return {
        (value.area_code, value.jsic_code, series.indicator, series.year): (value.value, value.absence)
        for value, series in rows
    }


def test_the_published_ssdse_is_read_from_cp932_with_the_year_of_each_item(
    session: Session, tmp_path: Path
) -> None:
    report = load(session, "statistics", written(tmp_path / "a.csv", SSDSE_A, "cp932"), source="ssdse-a")
    found = stored(session)
    assert found["15100", None, "A1101", 2020] == (Decimal(789_275), None)
    assert found["15100", None, "C220837", 2021] == (Decimal(40_100), None)
    assert found["15202", None, "C220837", 2021] == (None, "suppressed")
    assert found["15586", None, "C220837", 2021] == (None, "no_figure")
    assert codes(report)[Severity.REPAIRED, "number-rewritten"] == 2
    assert codes(report)[Severity.REFUSED, "area-code-unreadable"] == 3
    assert (report.counts.rows_in, report.counts.stored, report.counts.refused) == (12, 9, 3)
    assert accounted_for(report.counts)


def test_units_are_told_only_where_they_are_known(session: Session, tmp_path: Path) -> None:
    load(session, "statistics", written(tmp_path / "a.csv", SSDSE_A, "cp932"), source="ssdse-a")
    rows = session.execute(select(StatisticSeries.indicator, StatisticSeries.unit))
    assert dict(list(rows)) == {"A1101": "人", "B1101": "ha", "C220837": "人"}


def test_a_table_without_years_needs_the_list_of_its_items(session: Session, tmp_path: Path) -> None:
    table = written(tmp_path / "plain.csv", SSDSE_A_PLAIN)
    with pytest.raises(InvalidInput) as refused:
        load(session, "statistics", table, source="ssdse-a")
    assert refused.value.problems[0].field == "--items"
    assert editions(session) == ()
    load(session, "statistics", table, source="ssdse-a", items=written(tmp_path / "items.csv", ITEMS))
    assert stored(session)["15100", None, "B1101", 2024] == (Decimal(72_619), None)


def test_an_item_that_the_list_lacks_is_named(session: Session, tmp_path: Path) -> None:
    items = written(tmp_path / "items.csv", "column,year,name_ja\nA1101,2020,総人口\n")
    with pytest.raises(InvalidInput) as refused:
        load(session, "statistics", written(tmp_path / "t.csv", SSDSE_A_PLAIN), source="ssdse-a", items=items)
    assert [problem.value for problem in refused.value.problems] == ["B1101"]


def test_the_nation_and_prefectures_of_ssdse_e_have_two_digits(session: Session, tmp_path: Path) -> None:
    load(session, "statistics", written(tmp_path / "e.csv", SSDSE_E, "cp932"), source="ssdse-e")
    assert {area for area, *_ in stored(session)} == {"00", "15"}


def test_one_kind_of_ssdse_is_not_taken_for_the_other(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        load(session, "statistics", written(tmp_path / "e.csv", SSDSE_E, "cp932"), source="ssdse-a")


def test_products_of_different_base_years_are_different_definitions(session: Session, tmp_path: Path) -> None:
    report = load(session, "statistics", written(tmp_path / "gdp.csv", PRODUCT), source="gdp")
    rows = session.execute(
        select(StatisticSeries.definition, StatisticValue.value)
        .join(StatisticValue)
        .order_by(StatisticSeries.definition)
    )
    assert {base: int(amount or 0) for base, amount in rows} == {"base2011": 9_000_000, "base2015": 9_100_000}
    assert codes(report)[Severity.REFUSED, "figure-unplaced"] == 1


def test_the_register_is_read_below_its_headings_and_counts_nobody_twice(
    session: Session, tmp_path: Path
) -> None:
    path = written(tmp_path / "pop.csv", POPULATION, "cp932")
    report = load(session, "statistics", path, source="population")
    found = stored(session)
    assert {area for area, *_ in found} == {"00", "15", "15100", "15101", "15307"}
    assert report.editions[0].as_of == date(2022, 1, 1)
    assert codes(report)[Severity.SKIPPED, "subtotal"] == 1
    assert codes(report)[Severity.SKIPPED, "note-row"] == 1
    assert codes(report)[Severity.REFUSED, "area-code-unreadable"] == 1
    assert accounted_for(report.counts)


def test_a_population_without_a_date_is_refused_with_the_option_that_gives_it(
    session: Session, tmp_path: Path
) -> None:
    text = "lg_code6,pref_name,muni_name,population\n151009,新潟県,新潟市,779613\n"
    path = written(tmp_path / "pop.csv", text)
    with pytest.raises(InvalidInput) as refused:
        load(session, "statistics", path, source="population")
    assert refused.value.problems[0].field == "--as-of"
    report = load(session, "statistics", path, source="population", as_of=date(2022, 1, 1))
    assert report.editions[0].outcome is ImportOutcome.LOADED


def test_each_table_of_benchmarks_is_an_edition_of_its_own(session: Session, tmp_path: Path) -> None:
    report = load(session, "statistics", written(tmp_path / "b.csv", BENCHMARKS), source="benchmarks")
    assert [edition.source for edition in report.editions] == [
        "benchmarks-industry-economic_census_net-2021-r13",
        "benchmarks-industry-economic_census_net-2016-r13",
        "benchmarks-prefecture-economic_census_net-2021",
        "benchmarks-prefecture-manufacturing_survey-2020",
    ]
    found = stored(session)
    assert found["00", "31", "value_added", 2021] == (Decimal(600_000_000), None)
    assert found["15", None, "value_added_per_worker", 2021] == (Decimal(4_000_000), None)
    assert found["16", None, "value_added_per_worker", 2021] == (None, "suppressed")


def test_a_later_table_leaves_the_other_tables_in_use(session: Session, tmp_path: Path) -> None:
    load(session, "statistics", written(tmp_path / "b.csv", BENCHMARKS), source="benchmarks")
    head, _, row = BENCHMARKS.splitlines()[:3]
    load(
        session,
        "statistics",
        written(tmp_path / "c.csv", f"{head}\n{row.replace('2016', '2023')}\n"),
        source="benchmarks",
    )
    assert len(editions_in_use(session)) == 5


@pytest.mark.parametrize(
    ("found", "instead", "field"),
    [
        ("industry,31", "branch,31", "1: scope"),
        ("economic_census_net,2021,600", "net,2021,600", "1: definition"),
        ("2021,600000000", "R3,600000000", "1: year"),
        (
            "industry,31,13,economic_census_net,2021",
            "industry,31,12,economic_census_net,2021",
            "1: jsic_revision",
        ),
        ("industry,31,13,economic_census_net,2021", "industry,3112,13,economic_census_net,2021", "1: code"),
        ("prefecture,15,,economic", "prefecture,48,,economic", "3: code"),
        ("prefecture,15,,economic", "prefecture,15,13,economic", "3: jsic_revision"),
        ("600000000,100,", "600000000,100,6000000", "1: per_worker_yen"),
        ("600000000,100,", "600000000,,", "1: per_worker_yen"),
        ("prefecture,16", "prefecture,15", "4: code"),
        ("per_worker_yen", "per_worker", "per_worker"),
    ],
)
def test_the_template_is_strict_and_names_row_and_column(
    session: Session, tmp_path: Path, found: str, instead: str, field: str
) -> None:
    path = written(tmp_path / "b.csv", BENCHMARKS.replace(found, instead, 1))
    with pytest.raises(InvalidInput) as refused:
        load(session, "statistics", path, source="benchmarks")
    assert field in [problem.field for problem in refused.value.problems]
    assert editions(session) == ()


def test_a_number_that_cannot_be_read_is_refused_and_not_taken_for_zero(
    session: Session, tmp_path: Path
) -> None:
    path = written(tmp_path / "b.csv", BENCHMARKS.replace("5500000", "約550万"))
    report = load(session, "statistics", path, source="benchmarks")
    assert codes(report)[Severity.REFUSED, "number-unreadable"] == 1
    assert ("00", "31", "value_added_per_worker", 2016) not in stored(session)


@pytest.mark.parametrize("source", [None, "resas"])
def test_an_unknown_kind_is_refused(session: Session, tmp_path: Path, source: str | None) -> None:
    with pytest.raises(InvalidInput):
        load(session, "statistics", written(tmp_path / "b.csv", BENCHMARKS), source=source)


def test_the_database_refuses_a_figure_with_neither_number_nor_reason(
    session: Session, tmp_path: Path
) -> None:
    load(session, "statistics", written(tmp_path / "gdp.csv", PRODUCT), source="gdp")
    session.scalars(select(StatisticValue).limit(1)).one().value = None
    with pytest.raises(IntegrityError, match="value_or_absence"):
        session.flush()


@pytest.mark.parametrize(
    ("name", "source", "items", "figures"),
    [
        ("stats/SSDSE-A-2026_cp932.csv", "ssdse-a", None, 217_625),
        ("stats/prefecture_stats_ssdse_e_2024.csv", "ssdse-e", "stats/ssdse_e_2024_columns.csv", 4_320),
        ("stats/SSDSE-E-2024_cp932.csv", "ssdse-e", None, 4_320),
        ("stats/prefecture_gdp_nominal.csv", "gdp", None, 1_081),
        ("stats/resident_population_2022.csv", "population", None, 1_969),
        ("nasty/population_2022_cp932_multiheader.csv", "population", None, 1_970),
    ],
)
def test_the_real_tables_come_in_whole_and_only_once(
    session: Session, name: str, source: str, items: str | None, figures: int
) -> None:
    options: dict[str, object] = {"source": source, "items": real_file(items) if items else None}
    report = load(session, "statistics", real_file(name), **options)
    again = load(session, "statistics", real_file(name), **options)
    assert session.scalar(select(func.count()).select_from(StatisticValue)) == figures
    assert [edition.outcome for edition in again.editions] == [ImportOutcome.UNCHANGED]
    assert report.counts.refused == 0


def test_the_real_register_adds_up(session: Session) -> None:
    load(session, "statistics", real_file("nasty/population_2022_cp932_multiheader.csv"), source="population")
    length: Callable[[int], object] = lambda digits: func.length(StatisticValue.area_code) == digits  # noqa: E731
    total = select(func.sum(StatisticValue.value))
    nation = session.scalar(total.where(StatisticValue.area_code == "00"))
    prefectures = session.scalar(total.where(length(2), StatisticValue.area_code != "00"))  # type: ignore[arg-type]
    assert nation == prefectures == 125_927_902
