"""Generic layers: every format gives the same features, editions stand side by side, coverage is honest."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from openpyxl import Workbook
from shapely.geometry import Point, Polygon, box
from sqlalchemy.orm import Session

from api.services.siting.loaded_layers import loaded_layer
from data.domain.errors import InvalidInput
from data.domain.issues import ImportOutcome, ImportReport
from data.domain.layer import Coverage, LayerRole
from data.importers.reading import Reading, Swap
from data.queries.layers import coverage_at, features_in, features_touching, layer_of
from data.queries.sources import editions, editions_in_use
from tests.data.importers.files import codes, context_layer, load

TOYAMA = box(137.1, 36.6, 137.3, 36.8)
NAMES = ["富山港", "黒部", "髙岡"]
AREAS = [box(137.1 + i / 10, 36.6, 137.15 + i / 10, 36.65) for i in range(3)]
JAPAN = (120.0, 20.0, 155.0, 46.0)


def frame(crs: str | None = "EPSG:6668") -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame({"名称": NAMES, "depth": [1, 2, 3]}, geometry=AREAS, crs=crs)


def take(session: Session, path: Path, **options: object) -> ImportReport:
    return load(session, "layer", path, **{"layer_definition": context_layer("zone"), **options})


def shapefile(folder: Path, *, inside: str, encoding: str, cpg: bool, prj: bool = True) -> Path:
    frame().to_file(folder / "zone.shp", encoding=encoding)
    path = folder / "zone.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.glob("zone.*")):
            left_out = {".zip"} | (set() if cpg else {".cpg"}) | (set() if prj else {".prj"})
            if part.suffix not in left_out:
                archive.write(part, inside + part.name)
        archive.writestr("__MACOSX/._zone.shp", b"")
        archive.writestr("説明.txt", "説明")
    return path


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
@pytest.mark.parametrize("cpg", [True, False])
def test_a_zipped_shapefile_in_an_odd_folder_is_read_in_its_encoding(
    session: Session, tmp_path: Path, encoding: str, cpg: bool
) -> None:
    report = take(
        session, shapefile(tmp_path, inside="データ/新しい フォルダー/", encoding=encoding, cpg=cpg)
    )
    assert [item.properties["名称"] for item in features_in(session, "zone", JAPAN)] == NAMES
    assert "encoding" in {issue.code for issue in report.issues}


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".kml", ".gml"])
def test_every_vector_format_gives_the_same_features(session: Session, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"zone{ending}"
    crs = "EPSG:4326" if ending == ".kml" else "EPSG:6668"
    table = frame(crs).rename(columns={"名称": "Name"})
    table.to_file(path, **({"engine": "pyogrio", "driver": "KML"} if ending == ".kml" else {}))
    take(session, path)
    found = features_in(session, "zone", JAPAN)
    assert [item.properties["Name"] for item in found] == NAMES
    for item, area in zip(found, AREAS, strict=True):
        assert shapely.symmetric_difference(item.geometry, area).area < 1e-12


def test_an_excel_table_with_japanese_headings_below_a_title_becomes_points(
    session: Session, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["候補地一覧"],
        [],
        ["名称", "緯度（度）", "経度（度）"],
        ["港", 36.75, 137.22],
        ["無", None, 137.3],
    ):
        sheet.append(row)
    book.save(tmp_path / "sites.xlsx")
    report = take(session, tmp_path / "sites.xlsx")
    (only,) = features_in(session, "zone", JAPAN)
    assert (only.properties["名称"], only.geometry) == ("港", Point(137.22, 36.75))
    assert (report.counts.stored, report.counts.skipped) == (1, 1)


def test_columns_of_a_table_that_hold_numbers_only_are_numbers_for_siting_too(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(
        "name,緯度,経度,需要家数,増減,団体コード,余力\n"
        "甲,36.7,137.2,１２３４,▲1.5,16201,10\n"
        '乙,36.8,137.3,"5,678",,01101,未定\n'
        "丙,36.9,137.4,,0.25,16202,30\n",
        encoding="utf-8",
    )
    report = take(session, path)
    found = features_in(session, "zone", JAPAN)
    assert [item.properties["需要家数"] for item in found] == [1234, 5678, None]
    assert [item.properties["増減"] for item in found] == [-1.5, None, 0.25]
    assert [item.properties["団体コード"] for item in found] == ["16201", "01101", "16202"]
    assert [item.properties["余力"] for item in found] == ["10", "未定", "30"]
    told = {issue.code: issue for issue in report.issues}
    assert (told["column-stays-text"].field, told["column-stays-text"].value) == ("余力", "未定")
    assert "需要家数、増減" in told["columns-as-numbers"].message.ja
    layer = loaded_layer(session, "zone", as_areas=False)
    assert layer is not None
    assert {"需要家数", "増減"} <= set(layer.attributes)
    np.testing.assert_array_equal(layer.attributes["需要家数"], [1234, 5678, np.nan])


@pytest.mark.parametrize("zone", [6675, 2449, 30167])
def test_a_plane_rectangular_zone_is_brought_back_to_where_it_was(
    session: Session, tmp_path: Path, zone: int
) -> None:
    path = tmp_path / "plane.gpkg"
    frame().to_crs(zone).to_file(path)
    take(session, path)
    for item, area in zip(features_in(session, "zone", JAPAN), AREAS, strict=True):
        assert item.geometry.hausdorff_distance(area) < 1e-4


def test_a_plane_file_without_prj_is_refused_until_the_crs_is_stated(
    session: Session, tmp_path: Path
) -> None:
    table = frame().to_crs(6675)
    table.to_file(tmp_path / "zone.shp", encoding="cp932")
    path = tmp_path / "zone.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(tmp_path / f"zone.{ending}", f"zone.{ending}")
    stopped = take(session, path)
    assert stopped.stopped
    assert "--crs EPSG:6669" in next(i.message.ja for i in stopped.issues if i.code == "crs-missing")
    assert not take(session, path, reading=Reading(crs="EPSG:6675")).stopped
    assert len(features_touching(session, "zone", TOYAMA)) == 3


def test_degrees_without_prj_are_assumed_to_be_jgd2011_and_that_is_told(
    session: Session, tmp_path: Path
) -> None:
    report = take(session, shapefile(tmp_path, inside="", encoding="cp932", cpg=False, prj=False))
    assert not report.stopped
    assert "crs-assumed" in {issue.code for issue in report.issues}


def test_metres_declared_as_degrees_stop_the_import(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "wrong.geojson"
    metres = frame().to_crs(6675).set_crs("EPSG:4326", allow_override=True)
    metres.to_file(path)
    report = take(session, path)
    assert report.stopped
    assert "crs-contradicted" in {issue.code for issue in report.issues}


def test_all_rows_are_exchanged_only_when_asked_for(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "swapped.geojson"
    turned = frame().set_geometry(shapely.transform(frame().geometry.to_numpy(), lambda xy: xy[:, ::-1]))
    turned.set_crs("EPSG:6668", allow_override=True).to_file(path)
    assert take(session, path).stopped
    report = take(session, path, reading=Reading(swap=Swap.ALL))
    assert report.counts.stored == 3
    assert len(features_touching(session, "zone", TOYAMA)) == 3


def test_an_unknown_crs_is_refused_with_examples(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "zone.gpkg")
    with pytest.raises(InvalidInput) as caught:
        take(session, tmp_path / "zone.gpkg", reading=Reading(crs="EPSG:999999"))
    assert caught.value.problems[0].field == "--crs"


def test_editions_stand_side_by_side_and_an_older_one_does_not_take_over(
    session: Session, tmp_path: Path
) -> None:
    for year, rows in ((2023, 3), (2021, 2)):
        frame().head(rows).to_file(tmp_path / f"{year}.gpkg")
        last = take(session, tmp_path / f"{year}.gpkg", as_of=date(year, 4, 1))
    assert last.editions[0].outcome is ImportOutcome.LOADED_OLDER
    assert len(editions(session)) == 2
    assert editions_in_use(session)[0].as_of == date(2023, 4, 1)
    assert len(features_in(session, "zone", JAPAN)) == 3


def test_the_same_file_read_in_another_way_is_another_edition(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "zone.gpkg"
    frame().to_file(path)
    assert take(session, path).editions[0].outcome is ImportOutcome.LOADED
    assert take(session, path).editions[0].outcome is ImportOutcome.UNCHANGED
    again = take(session, path, layer_definition=context_layer("zone", LayerRole.EXCLUDE))
    assert again.editions[0].outcome is ImportOutcome.LOADED
    assert layer_of(session, "zone").role is LayerRole.EXCLUDE


def test_a_place_outside_the_coverage_is_not_covered_rather_than_free_of_hazard(
    session: Session, tmp_path: Path
) -> None:
    frame().to_file(tmp_path / "zone.gpkg")
    take(session, tmp_path / "zone.gpkg")
    here = coverage_at(session, "zone", Point(137.2, 36.62))
    assert (here.coverage, here.basis) == (Coverage.COVERED, "derived")
    assert coverage_at(session, "zone", box(137.2, 36.62, 138, 37)).coverage is Coverage.PARTLY
    assert coverage_at(session, "zone", Point(139.7, 35.6)).coverage is Coverage.NOT_COVERED
    assert coverage_at(session, "nothing", Point(139.7, 35.6)).coverage is Coverage.NOT_KNOWN


def test_a_stated_coverage_reaches_beyond_the_data(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "zone.gpkg")
    area = Polygon(box(137, 36, 138, 37))
    geopandas.GeoDataFrame(geometry=[area], crs="EPSG:4326").to_file(tmp_path / "area.geojson")
    definition = context_layer("zone", coverage=tmp_path / "area.geojson")
    take(session, tmp_path / "zone.gpkg", layer_definition=definition)
    far = coverage_at(session, "zone", Point(137.9, 36.1))
    assert (far.coverage, far.basis) == (Coverage.COVERED, "stated")


def test_the_register_lists_the_attributes_with_their_types(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "zone.gpkg")
    take(session, tmp_path / "zone.gpkg", layer_definition=context_layer("zone", accuracy_m=25.0))
    entry = layer_of(session, "zone")
    assert entry.attributes == (("名称", "string"), ("depth", "number"))
    assert entry.accuracy_m == 25


def test_a_layer_of_several_is_chosen_by_name(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "several.gpkg"
    for name in ("海岸", "河川"):
        frame().to_file(path, layer=name)
    with pytest.raises(InvalidInput) as caught:
        take(session, path)
    assert "河川" in caught.value.problems[0].message.ja
    assert take(session, path, layer="河川").counts.stored == 3


def test_mixed_geometry_types_go_in_and_are_told(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "mixed.geojson"
    shapes = [Point(137.2, 36.6), AREAS[0], shapely.LineString([(137, 36), (137.1, 36.1)])]
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(s)} for s in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    report = take(session, path)
    assert report.counts.stored == 3
    assert "geometry-types-mixed" in {code for _severity, code in codes(report)}


@pytest.mark.parametrize("key", ["Zone", "1zone", "", "z", "zone-a", "z" * 41])
def test_a_key_that_cannot_be_a_name_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput):
        context_layer(key)
