"""Exports open in other programs, carry sources and terms, and tell what CP932 could not hold."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.domain.exported import FORMULA, free_names, harmless
from data.domain.layer import LayerTopic
from data.exporters.tables import GETA, write_cp932
from data.queries import exports
from tests.api.examples import plan
from tests.data.importers.files import context_layer, load

ROWS = "name,operator,voltage,lon,lat\n𠮷田変電所,=1+1,66000,137.3,36.7\n富山変電所,甲社,,137.2,36.6\n"
LAYER = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"fid": 7, "名称": "〜工業団地", "Name": "a", "name": "b", "深さ": None},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[137, 36], [137.1, 36], [137.1, 36.1], [137, 36]]],
            },
        },
        {
            "type": "Feature",
            "properties": {"fid": 8, "名称": "@港", "Name": "c", "name": "d", "深さ": 4.5},
            "geometry": {"type": "Point", "coordinates": [137.2, 36.2]},
        },
    ],
}


@pytest.fixture
def filled(own_engine: Engine, client: TestClient, tmp_path: Path) -> TestClient:
    (tmp_path / "substations.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "estates.geojson").write_text(json.dumps(LAYER), encoding="utf-8")
    with Session(own_engine) as session, session.begin():
        load(session, "substations", tmp_path / "substations.csv")
        definition = context_layer(
            "estates", licence="CC BY 4.0", attribution="富山県オープンデータ", topic=LayerTopic.WATER
        )
        load(session, "layer", tmp_path / "estates.geojson", layer_definition=definition)
    return client


def saved(answer_of: TestClient, address: str, folder: Path, **query: str) -> Path:
    answer = answer_of.get(f"/v1/exports/{address}", params=query)
    assert answer.status_code == 200, answer.text
    path = folder / address.replace("/", "-")
    path.write_bytes(answer.content)
    return path


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:6668", "EPSG:6669", "EPSG:6675", "EPSG:6687"])
def test_a_geopackage_opens_in_gdal_in_the_crs_asked_for(
    filled: TestClient, tmp_path: Path, crs: str
) -> None:
    path = saved(filled, "substations.gpkg", tmp_path, crs=crs)
    frame = pyogrio.read_dataframe(path, layer="substations")
    assert (frame.crs.to_string(), len(frame)) == (crs, 2)
    places = frame.to_crs(4326).geometry
    assert sorted(round(x, 5) for x in places.x) == [137.2, 137.3]
    assert sorted(frame["max_kv"].tolist(), key=str) == [66.0, pytest.approx(float("nan"), nan_ok=True)]


def test_a_geopackage_says_in_itself_where_it_comes_from(filled: TestClient, tmp_path: Path) -> None:
    path = saved(filled, "substations.gpkg", tmp_path)
    credit = pyogrio.read_dataframe(path, layer="sources", read_geometry=False)
    assert "OpenStreetMap" in credit["attribution"][0]
    assert "ODbL" in credit["licence"][0]
    assert "OpenStreetMap" in pyogrio.read_info(path, layer="substations")["layer_metadata"]["ATTRIBUTION"]
    with sqlite3.connect(path) as database:
        described = database.execute(
            "SELECT description FROM gpkg_contents WHERE table_name = 'substations'"
        ).fetchone()
    database.close()
    assert "OpenStreetMap" in described[0]


def test_a_generic_layer_keeps_attributes_that_a_geopackage_would_mix_up(
    filled: TestClient, tmp_path: Path
) -> None:
    path = saved(filled, "layers/estates.gpkg", tmp_path)
    frame = pyogrio.read_dataframe(path, layer="estates")
    assert frame["名称"].tolist() == ["〜工業団地", "@港"]
    assert {"fid_2", "Name", "name_2", "深さ"} <= set(frame.columns)
    assert set(frame.geometry.geom_type) == {"Polygon", "Point"}
    assert pyogrio.read_dataframe(path, layer="sources", read_geometry=False)["licence"][0] == "CC BY 4.0"


def test_geojson_names_its_sources_and_opens_in_gdal(filled: TestClient, tmp_path: Path) -> None:
    path = saved(filled, "substations.geojson", tmp_path)
    body = json.loads(path.read_text(encoding="utf-8"))
    assert "OpenStreetMap" in body["attribution"]
    assert body["sources"][0]["licence"]
    assert len(pyogrio.read_dataframe(path)) == len(body["features"]) == 2


def test_csv_opens_in_a_spreadsheet_without_formulas(filled: TestClient, tmp_path: Path) -> None:
    path = saved(filled, "substations.csv", tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(path)
    assert set(table["operator"]) == {"'=1+1", "甲社"}
    assert table["attribution"].str.contains("OpenStreetMap").all()
    assert table["licence"].str.contains("ODbL").all()
    assert sorted(table["lon"]) == [137.2, 137.3]


def test_csv_of_a_layer_carries_the_credit_its_rows_do_not_have(filled: TestClient, tmp_path: Path) -> None:
    table = pd.read_csv(saved(filled, "layers/estates.csv", tmp_path))
    assert set(table["attribution"]) == {"富山県オープンデータ"}
    assert table["名称"].tolist() == ["〜工業団地", "'@港"]


def test_characters_that_cp932_does_not_have_are_reported_by_row_and_column(
    filled: TestClient, tmp_path: Path
) -> None:
    with zipfile.ZipFile(saved(filled, "substations.cp932", tmp_path)) as archive:
        table = list(csv.reader(io.StringIO(archive.read("substations-cp932.csv").decode("cp932"))))
        report = list(csv.reader(io.StringIO(archive.read("substations-unwritten.csv").decode("utf-8-sig"))))
    row = next(number for number, cells in enumerate(table, start=1) if f"{GETA}田変電所" in cells)
    assert report[1] == [str(row), "name", "𠮷", "U+20BB7", GETA]
    assert [row[2:] for row in report[2:]] == [["©", "U+00A9", "(C)"]] * 2
    with zipfile.ZipFile(saved(filled, "layers/estates.cp932", tmp_path)) as archive:
        assert "～工業団地" in archive.read("estates-cp932.csv").decode("cp932")
        assert "〜,U+301C,～" in archive.read("estates-unwritten.csv").decode("utf-8-sig")


def test_published_plans_leave_without_confidential_fields(filled: TestClient, tmp_path: Path) -> None:
    assert filled.post("/v1/plans", json=plan()).status_code == 201
    for ending in ("geojson", "csv"):
        text = saved(filled, f"plans.{ending}", tmp_path).read_text(encoding="utf-8-sig")
        assert plan()["title"] not in text, "a plan somebody registered is not published"
        assert "corporate_number" not in text


def test_all_rows_leave_however_many_blocks_they_take(
    filled: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = saved(filled, "substations.geojson", tmp_path).read_text(encoding="utf-8")
    monkeypatch.setattr(exports, "ROWS", 1)
    assert saved(filled, "substations.geojson", tmp_path).read_text(encoding="utf-8") == whole
    assert len(pyogrio.read_dataframe(saved(filled, "substations.gpkg", tmp_path), layer="substations")) == 2
    assert len(pd.read_csv(saved(filled, "layers/estates.csv", tmp_path))) == 2


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv", "cp932"])
def test_a_collection_without_rows_is_a_file_without_rows(
    filled: TestClient, tmp_path: Path, ending: str
) -> None:
    path = saved(filled, f"power_plants.{ending}", tmp_path)
    if ending != "cp932":
        assert len(pyogrio.read_dataframe(path, read_geometry=False, **_layer(ending))) == 0


def _layer(ending: str) -> dict[str, str]:
    return {"layer": "power_plants"} if ending == "gpkg" else {}


@pytest.mark.parametrize(
    "address", ["nothing.csv", "substations.exe", "layers/nothing.csv", "substations.gpkg?crs=EPSG:3857"]
)
def test_what_is_not_offered_is_not_found_or_refused(filled: TestClient, address: str) -> None:
    assert filled.get(f"/v1/exports/{address}").status_code in (404, 422)


def test_the_page_lists_every_table_with_links_that_answer(filled: TestClient) -> None:
    page = filled.get("/exports").text
    listed = filled.get("/v1/exports").json()["exports"]
    files = [file for each in listed if each["rows"] for file in each["files"]]
    assert len(files) == 8
    for file in files:
        assert f'href="{file}"' in page
        assert filled.get(file).status_code == 200


def test_the_map_of_a_plan_credits_what_it_draws_and_nothing_else(filled: TestClient) -> None:
    stored = filled.post("/v1/plans", json=plan()).json()["plan"]
    page = filled.get(f"/plans/{stored['id']}/map").text
    assert "OpenStreetMap" in page
    assert "富山県オープンデータ" not in page


def test_both_pages_of_layers_say_what_each_is_for(filled: TestClient) -> None:
    for address in ("/layers", "/exports"):
        page = filled.get(address).text
        assert page.count("GX審査で示す項目：用水・冷却水") == 1
        assert page.count("立地スクリーニング：参考") == 1


def test_the_page_gives_geopackages_in_the_zone_chosen(filled: TestClient) -> None:
    page = filled.get("/exports", params={"crs": "EPSG:6675"}).text
    assert 'href="/v1/exports/substations.gpkg?crs=EPSG:6675"' in page
    assert 'href="/v1/exports/substations.csv"' in page
    assert filled.get("/exports", params={"crs": "EPSG:3857"}).status_code == 422


@given(st.text())
def test_no_text_begins_like_a_formula_and_every_other_stays(text: str) -> None:
    assert not harmless(text).startswith(FORMULA)
    assert harmless(text).removeprefix("'") == text.removeprefix("'") or not text.startswith(FORMULA)
    assert harmless(-1.5) == -1.5


@given(st.lists(st.sampled_from(["a", "A", "a_2", "fid", "geom", "名称"])))
def test_free_names_differ_in_more_than_case(names: list[str]) -> None:
    free = [name.lower() for name in free_names(names, ("fid", "geom"))]
    assert len({*free, "fid", "geom"}) == len(free) + 2


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_what_cp932_lacks_is_replaced_and_told_and_nothing_else(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written, told, replaced = in_cp932(text, Path(folder))
    assert replaced == len(told)
    instead = {row[2]: row[4] for row in told}
    assert "".join(instead.get(sign, sign) for sign in text) == written
    assert all(sign.encode("cp932", "ignore").decode("cp932") != sign for sign in instead)


def in_cp932(text: str, folder: Path) -> tuple[str, list[list[str]], int]:
    source, target, report = folder / "a.csv", folder / "b.csv", folder / "c.csv"
    source.write_text(f'n\r\n"{text.replace(chr(34), chr(34) * 2)}"\r\n', encoding="utf-8-sig", newline="")
    replaced = write_cp932(source, target, report)
    _, (written,) = csv.reader(io.StringIO(target.read_bytes().decode("cp932"), newline=""))
    told = list(csv.reader(io.StringIO(report.read_bytes().decode("utf-8-sig"), newline="")))[1:]
    return written, told, replaced
