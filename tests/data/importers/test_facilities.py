"""Plants, substations, lines and data centres come in with their dirt named and nothing invented."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.domain.issues import Severity
from data.orm.facility import DataCentre, PowerPlant, Substation, TransmissionLine
from data.orm.source import DatasetEdition
from data.queries.sources import stated_coverage
from tests.data.importers.files import (
    DATA_CENTRES,
    LINES,
    PLANTS_OSM,
    PLANTS_WRI,
    SUBSTATIONS,
    accounted_for,
    codes,
    load,
    real_file,
)

PLANT_HEAD = "osm_type,osm_id,name,operator,fuel_type,plant_source,capacity_mw,lon,lat\n"


def plants_file(path: Path, *rows: str) -> Path:
    path.write_text(PLANT_HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_words_that_are_no_fuel_give_an_unknown_kind_and_an_issue(session: Session) -> None:
    report = load(session, "plants", PLANTS_OSM, source="osm")
    strange = {issue.value for issue in report.issues if issue.code == "fuel-unknown"}
    assert strange == {"bing", "image"}
    found = session.scalars(select(PowerPlant).where(PowerPlant.raw_kind.in_(["bing", "image"]))).all()
    assert {(plant.kind, plant.decarbonised) for plant in found} == {("unknown", None)}


def test_a_plant_of_several_fuels_is_decarbonised_only_when_all_are(session: Session) -> None:
    load(session, "plants", PLANTS_OSM, source="osm")
    rows = session.execute(select(PowerPlant.raw_kind, PowerPlant.decarbonised)).all()
    answers = {row.raw_kind: row.decarbonised for row in rows}
    assert answers["waste;solar"] is None
    assert answers["gas;oil"] is False
    assert answers["hydro"] is True


def test_a_plant_that_its_name_calls_closed_is_skipped_with_the_reason(session: Session) -> None:
    report = load(session, "plants", PLANTS_OSM, source="osm")
    assert [issue.value for issue in report.issues if issue.code == "closed-by-name"] == [
        "旧福島第一原子力発電所"
    ]


def test_a_missing_capacity_stays_missing(session: Session) -> None:
    load(session, "plants", PLANTS_OSM, source="osm")
    assert session.scalar(select(PowerPlant.capacity_mw).where(PowerPlant.name == "砥山発電所")) is None


def test_an_impossible_capacity_becomes_unknown_and_is_listed(session: Session, tmp_path: Path) -> None:
    path = plants_file(
        tmp_path / "plants.csv",
        "way,1,A,,solar,solar,-5,139.0,36.0",
        "way,2,B,,solar,solar,2070000,139.1,36.0",
        "way,3,C,,solar,solar,1e400,139.2,36.0",
        "way,4,D,,solar,solar,5,139.3,36.0",
    )
    report = load(session, "plants", path, source="osm")
    assert [issue.row for issue in report.issues if issue.code == "capacity-impossible"] == [1, 2, 3]
    assert session.scalars(select(PowerPlant.capacity_mw).order_by(PowerPlant.source_ref)).all() == [
        None,
        None,
        None,
        Decimal("5.000"),
    ]


def test_rows_without_or_with_foreign_coordinates_are_not_stored(session: Session, tmp_path: Path) -> None:
    path = plants_file(
        tmp_path / "plants.csv",
        "way,1,A,,solar,solar,,,",
        "way,2,B,,solar,solar,,131.97,43.33",
        "way,3,C,,solar,solar,,36.0,139.0",
        "way,4,D,,solar,solar,,1e308,36.0",
        "way,5,沖ノ鳥島,,solar,solar,,136.07,20.42",
        "way,6,南鳥島,,solar,solar,,153.98,24.29",
        "way,7,択捉島,,solar,solar,,148.7,45.4",
    )
    report = load(session, "plants", path, source="osm")
    assert codes(report)[Severity.SKIPPED, "coordinates-missing"] == 1
    assert codes(report)[Severity.REFUSED, "coordinates-outside-japan"] == 2
    assert codes(report)[Severity.REFUSED, "axes-suspected"] == 1
    assert report.counts.stored == 3


def test_the_wri_table_keeps_its_own_pairs_and_tells_cp932(session: Session) -> None:
    report = load(session, "plants", PLANTS_WRI, source="wri")
    assert codes(report)[Severity.SKIPPED, "coordinates-missing"] == 2
    assert codes(report)[Severity.INFO, "near-duplicate"] == 3
    doubles = session.scalars(
        select(PowerPlant.source_ref).where(PowerPlant.duplicate_of_id.is_not(None))
    ).all()
    # The third pair joins an oil-fired and a gas-fired plant: two kinds, two plants.
    assert sorted(doubles) == ["GEODB0044917", "GEODB0044926"]


def test_a_plant_in_both_tables_is_marked_once_in_either_order(session: Session, tmp_path: Path) -> None:
    osm = plants_file(tmp_path / "plants.csv", "way,1,玄海,,nuclear,nuclear,,129.837,33.515")
    for first, second in (("wri", "osm"), ("osm", "wri")):
        for source in (first, second):
            load(session, "plants", PLANTS_WRI if source == "wri" else osm, source=source)
        marked = session.execute(
            select(PowerPlant.source_ref).where(
                PowerPlant.duplicate_of_id.is_not(None), PowerPlant.kind == "nuclear"
            )
        ).all()
        assert [row.source_ref for row in marked] == ["WRI1000687"]


def test_the_source_of_plants_must_be_named(session: Session) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(session, "plants", PLANTS_OSM)
    assert caught.value.problems[0].field == "--source"


def test_voltages_of_substations_are_read_or_named_as_unbelievable(session: Session) -> None:
    report = load(session, "substations", SUBSTATIONS)
    assert [issue.value for issue in report.issues if issue.code == "voltage-impossible"] == ["77"]
    kv = {row.voltages: row.max_kv for row in session.scalars(select(Substation))}
    assert kv["66000;dc1500"] == kv["66000;6600以下"] == Decimal(66)
    assert (kv["77000,6600"], kv["500000;0"], kv["77"], kv[None]) == (Decimal(77), Decimal(500), None, None)


def test_a_row_without_an_identifier_keeps_the_one_made_from_its_content(session: Session) -> None:
    load(session, "substations", SUBSTATIONS)
    refs = session.scalars(select(Substation.source_ref)).all()
    assert len(set(refs)) == 12
    assert all(ref.startswith("made:") for ref in refs)


def test_each_layer_of_lines_is_an_edition_of_its_own(session: Session) -> None:
    report = load(session, "lines", LINES)
    assert len(report.editions) == 3
    impossible = {issue.value for issue in report.issues if issue.code == "voltage-impossible"}
    assert impossible == {"660000", "15400066", "660"}
    assert accounted_for(report.counts)


def test_one_layer_of_lines_can_be_taken_alone(session: Session) -> None:
    report = load(session, "lines", LINES, layer="backbone_275kv_national")
    assert [edition.source for edition in report.editions] == ["backbone_275kv_national"]
    with pytest.raises(InvalidInput) as caught:
        load(session, "lines", LINES, layer="backbone")
    assert caught.value.problems[0].field == "--layer"


def test_a_stretch_in_two_layers_is_marked_in_the_less_full_one(session: Session) -> None:
    load(session, "lines", LINES)
    query = (
        select(DatasetEdition.source)
        .join(TransmissionLine, TransmissionLine.edition_id == DatasetEdition.id)
        .where(TransmissionLine.duplicate_of_id.is_not(None))
    )
    assert session.scalars(query).all() == ["backbone_275kv_national"] * 3


def test_a_line_given_twice_in_a_layer_is_stored_once(session: Session) -> None:
    report = load(session, "lines", LINES, layer="lines_east_japan_reduced")
    assert codes(report)[Severity.SKIPPED, "repeated-row"] == report.counts.rows_in - report.counts.stored > 0


def test_a_japanese_data_centre_in_vladivostok_is_refused_with_its_place(session: Session) -> None:
    report = load(session, "datacentres", DATA_CENTRES)
    (refused,) = [issue for issue in report.issues if issue.severity is Severity.REFUSED]
    assert (refused.feature, refused.code) == ("dc-01927", "coordinates-outside-japan")
    assert "43.32747" in refused.message.ja


def test_exchanges_cable_stations_and_placeholder_names_are_kept_and_marked(session: Session) -> None:
    load(session, "datacentres", DATA_CENTRES)
    kinds = {row.name: row.kind for row in session.scalars(select(DataCentre))}
    assert kinds["KDDI千倉海底線中継所"] == "cable_landing"
    assert kinds["西日本電話電信白島ビル"] == "telephone_exchange"
    assert kinds["株式会社I・TECソリューションズ data center (JP)"] == "colocation"
    placeholders = session.scalars(select(DataCentre.name).where(DataCentre.is_placeholder_name)).all()
    assert "IIJ data center (JP)" in placeholders


def test_the_encoding_of_a_table_is_always_told(session: Session) -> None:
    report = load(session, "datacentres", DATA_CENTRES)
    assert [issue.value for issue in report.issues if issue.code == "encoding"] == ["utf-8-sig"]


@pytest.mark.parametrize(
    ("importer", "name", "source", "expected"),
    [
        ("plants", "power/plants_osm_jp.csv.gz", "osm", (16643, 16639)),
        ("plants", "power/plants_wri_gppd_jpn.csv", "wri", (597, 516)),
        ("substations", "power/substations_osm_jp.gpkg", None, (5896, 5895)),
        ("substations", "power/substations_osm_jp.csv.gz", None, (5896, 5895)),
        ("lines", "power/lines_osm_jp.gpkg", None, (15748, 15125)),
        ("datacentres", "datacenters/datacenters_osm_jp.csv", None, (105, 104)),
    ],
)
def test_real_files_load_with_every_row_accounted_for(
    session: Session, importer: str, name: str, source: str | None, expected: tuple[int, int]
) -> None:
    report = load(session, importer, real_file(name), source=source)
    assert accounted_for(report.counts)
    assert (report.counts.rows_in, report.counts.stored) == expected


def test_a_stated_coverage_is_kept_and_without_one_the_report_says_so(
    session: Session, tmp_path: Path
) -> None:
    area = tmp_path / "area.geojson"
    shape = {"type": "Polygon", "coordinates": [[[136, 36], [138, 36], [138, 37], [136, 37], [136, 36]]]}
    area.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shape}), encoding="utf-8")
    silent = load(session, "substations", SUBSTATIONS)
    assert "coverage-unknown" in {issue.code for issue in silent.issues}
    assert stated_coverage(session, [silent.editions[0].edition_id]) is None
    stated = load(session, "substations", SUBSTATIONS, coverage=area)
    assert stated.editions[0].outcome == "loaded"
    assert "coverage-unknown" not in {issue.code for issue in stated.issues}
    found = stated_coverage(session, [stated.editions[0].edition_id])
    assert found.bounds == (136, 36, 138, 37)
    both = [silent.editions[0].edition_id, stated.editions[0].edition_id]
    assert stated_coverage(session, both) is None, "one that says nothing makes the whole unknown"
