"""Administrative areas of several vintages end as one valid row a municipality, with everything told."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.domain.issues import ImportOutcome, Severity
from data.importers.n03 import date_of, dissolved
from data.importers.reading import Reading, Swap
from data.orm.place import Boundary
from tests.data.importers.files import N03_CUT, N03_ZIP, accounted_for, codes, load, real_file


def feature(code: str | None, west: float, south: float, **names: str | None) -> dict[str, Any]:
    ring = [(0, 0), (0.01, 0), (0.01, 0.01), (0, 0.01), (0, 0)]
    properties = {"N03_001": "富山県", "N03_002": None, "N03_003": None, "N03_004": "試験町", "N03_007": code}
    return {
        "type": "Feature",
        "properties": properties | names,
        "geometry": {"type": "Polygon", "coordinates": [[(west + x, south + y) for x, y in ring]]},
    }


def written(path: Path, *features: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def stored(session: Session) -> dict[str | None, Boundary]:
    return {row.municipality_code: row for row in session.scalars(select(Boundary))}


def test_a_file_with_one_row_a_municipality_is_stored_as_it_is(session: Session) -> None:
    report = load(session, "n03", N03_CUT)
    (edition,) = report.editions
    assert edition.outcome is ImportOutcome.LOADED
    assert (report.counts.rows_in, report.counts.stored) == (23, 23)
    assert (edition.as_of, edition.source) == (date(2021, 1, 1), "n03-16-22")
    assert stored(session)["22131"].county_name == "浜松市"


def test_land_of_no_municipality_is_kept_without_a_code_and_listed(session: Session) -> None:
    report = load(session, "n03", N03_CUT)
    (issue,) = [issue for issue in report.issues if issue.code == "no-municipality"]
    assert "所属未定地" in issue.message.ja
    assert "千葉県" in issue.message.ja


def test_many_rows_of_one_municipality_are_dissolved_into_one(session: Session) -> None:
    report = load(session, "n03", N03_ZIP)
    assert (report.counts.rows_in, report.counts.stored, report.counts.merged) == (58, 15, 43)
    assert session.scalar(select(func.bool_and(func.ST_IsValid(Boundary.geom)))) is True
    assert sum(row.polygons for row in stored(session).values()) == 58


def test_a_shapefile_without_cpg_is_read_as_cp932_and_that_is_told(session: Session) -> None:
    report = load(session, "n03", N03_ZIP)
    assert {row.name for row in stored(session).values()} >= {"富山市", "氷見市"}
    assert any(issue.code == "encoding" and "CP932" in issue.message.ja for issue in report.issues)


def test_touching_rows_become_one_polygon_and_islands_keep_their_vertices(
    session: Session, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "n03_2021.geojson",
        feature("16201", 137.0, 36.6),
        feature("16201", 137.01, 36.6),
        feature("16202", 137.2, 36.6),
        feature("16202", 137.3, 36.6),
    )
    load(session, "n03", path)
    parts: dict[str, int] = dict(
        session.execute(select(Boundary.municipality_code, func.ST_NumGeometries(Boundary.geom))).all()
    )
    assert parts == {"16201": 1, "16202": 2}


def test_an_invalid_polygon_is_repaired_and_the_repair_is_listed(session: Session, tmp_path: Path) -> None:
    bowtie = feature("16201", 137.0, 36.6)
    bowtie["geometry"]["coordinates"] = [
        [(137, 36.6), (137.1, 36.7), (137.1, 36.6), (137, 36.7), (137, 36.6)]
    ]
    report = load(session, "n03", written(tmp_path / "n03_2021.geojson", bowtie))
    (issue,) = [issue for issue in report.issues if issue.severity is Severity.REPAIRED]
    assert (issue.code, issue.row, report.counts.repaired) == ("polygon-invalid", 1, 1)


def test_the_newer_schema_with_the_ward_in_its_own_column_gives_the_same_names(
    session: Session, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "N03-20240101.geojson",
        feature("01101", 141.3, 43.0, N03_001="北海道", N03_004="札幌市", N03_005="中央区"),
    )
    load(session, "n03", path)
    row = stored(session)["01101"]
    assert (row.county_name, row.name) == ("札幌市", "中央区")


def test_a_municipality_abolished_before_the_date_of_the_data_is_skipped(
    session: Session, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "n03_2014.geojson",
        feature("16201", 137.0, 36.6, N03_005="1950-01-01", N03_006=None),
        feature("16203", 137.2, 36.6, N03_005="1950-01-01", N03_006="2005-11-01"),
    )
    report = load(session, "n03", path)
    assert codes(report)[Severity.SKIPPED, "abolished"] == 1
    assert set(stored(session)) == {"16201"}


def test_an_unknown_code_is_told_but_not_refused(session: Session, tmp_path: Path) -> None:
    report = load(session, "n03", written(tmp_path / "n03_2021.geojson", feature("16999", 137.0, 36.6)))
    assert codes(report)[Severity.INFO, "municipality-code-unknown"] == 1
    assert report.counts.stored == 1


def test_a_feature_without_geometry_is_skipped_with_its_row(session: Session, tmp_path: Path) -> None:
    empty = feature("16202", 137.0, 36.6) | {"geometry": None}
    report = load(
        session, "n03", written(tmp_path / "n03_2021.geojson", feature("16201", 137.0, 36.6), empty)
    )
    (issue,) = [issue for issue in report.issues if issue.severity is Severity.SKIPPED]
    assert (issue.code, issue.row) == ("geometry-missing", 2)


def test_swapped_axes_are_refused_and_offered_and_exchanged_only_when_asked(
    session: Session, tmp_path: Path
) -> None:
    swapped = feature("16201", 137.0, 36.6)
    swapped["geometry"]["coordinates"] = [[(y, x) for x, y in swapped["geometry"]["coordinates"][0]]]
    path = written(tmp_path / "n03_2021.geojson", swapped, feature("16202", 137.2, 36.6))
    report = load(session, "n03", path)
    (offer,) = [issue for issue in report.issues if issue.code == "axes-suspected"]
    assert "--swap-rows flagged" in offer.message.ja
    assert set(stored(session)) == {"16202"}
    asked = load(session, "n03", path, reading=Reading(swap=Swap.FLAGGED))
    assert (asked.counts.stored, asked.counts.repaired) == (2, 1)


def test_losing_municipalities_of_a_prefecture_stops_and_leaves_the_edition_in_use(
    session: Session, tmp_path: Path
) -> None:
    first = load(session, "n03", N03_ZIP)
    report = load(session, "n03", written(tmp_path / "n03_2030.geojson", feature("16201", 137.0, 36.6)))
    assert report.stopped
    assert codes(report)[Severity.STOP, "prefecture-incomplete"] == 1
    assert {row.edition_id for row in stored(session).values()} == {first.editions[0].edition_id}


def test_a_file_without_codes_is_refused_naming_the_column(session: Session, tmp_path: Path) -> None:
    nameless = feature(None, 137.0, 36.6)
    del nameless["properties"]["N03_007"]
    with pytest.raises(InvalidInput) as caught:
        load(session, "n03", written(tmp_path / "n03_2021.geojson", nameless))
    assert caught.value.problems[0].field == "N03_007"


def test_a_gzipped_geojson_is_read_like_the_plain_one(session: Session, tmp_path: Path) -> None:
    packed = tmp_path / "n03_2021_cut.geojson.gz"
    packed.write_bytes(gzip.compress(N03_CUT.read_bytes()))
    assert load(session, "n03", packed).counts.stored == 23


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("N03-21_210101.json", date(2021, 1, 1)),
        ("N03-20240101_GML.zip", date(2024, 1, 1)),
        ("n03_2022_full_12_chiba.gpkg", date(2022, 1, 1)),
        ("boundaries.gpkg", None),
    ],
)
def test_the_date_is_taken_from_the_file_name_only_where_it_is_there(name: str, day: date | None) -> None:
    assert date_of(name, None).day == day
    assert date_of(name, date(2020, 1, 1)).basis == "given"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 2)), min_size=1, max_size=20))
def test_dissolving_keeps_the_area_of_each_group(cells: list[tuple[int, int, int]]) -> None:
    squares = np.array([shapely.box(x, y, x + 1, y + 1) for x, y, _group in cells], dtype=object)
    groups = np.unique([group for _x, _y, group in cells], return_inverse=True)[1]
    order = np.argsort(groups, kind="stable")
    joined = dissolved(squares[order], groups[order])
    assert shapely.is_valid(joined).all()
    for number, shape in enumerate(joined):
        assert shape.area == pytest.approx(
            len({cell[:2] for cell, g in zip(cells, groups, strict=True) if g == number})
        )


@pytest.mark.parametrize(
    ("name", "rows", "municipalities"),
    [
        ("admin/municipalities_n03_2021.gpkg", 1906, 1906),
        ("admin/municipalities_n03_2021.geojson.gz", 1906, 1906),
        ("admin/n03_2022_full_12_chiba.gpkg", 2267, 59),
        ("admin/n03_2022_full_25_shiga.gpkg", 19, 19),
    ],
)
def test_real_files_load_completely(session: Session, name: str, rows: int, municipalities: int) -> None:
    report = load(session, "n03", real_file(name))
    assert accounted_for(report.counts)
    assert (report.counts.rows_in, report.counts.stored) == (rows, municipalities)
    assert not report.counts.refused
