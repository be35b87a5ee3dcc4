"""A footprint is inspected before any plan is made: measured, placed, repaired visibly, or refused."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import mapping
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.importers import footprint_file
from tests.api.examples import plan
from tests.data.importers.files import FIXTURES, ROOT, context_layer, load, real_file

INSPECT = "/v1/footprints/inspect"
N03 = FIXTURES / "n03_2021_cut.geojson"


@pytest.fixture
def placed(own_engine: Engine, client: TestClient) -> TestClient:
    """The product with some boundaries."""
    with Session(own_engine) as session, session.begin():
        load(session, "n03", N03)
    return client


def boundary() -> tuple[str, shapely.Geometry]:
    frame = gpd.read_file(N03)
    frame = frame[frame["N03_007"].notna()]
    row = frame.iloc[0]
    return str(row["N03_007"]), shapely.union_all(frame[frame["N03_007"] == row["N03_007"]].geometry)


def collection(*geometries: Any) -> bytes:
    features = [{"type": "Feature", "properties": {}, "geometry": each} for each in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def polygon(*ring: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(place) for place in ring]]}


def square(size: float = 0.02, lon: float = 137.2, lat: float = 36.6) -> dict[str, Any]:
    return mapping(shapely.box(lon, lat, lon + size, lat + size))


def test_a_drawn_footprint_is_measured_and_placed(placed: TestClient) -> None:
    code, shape = boundary()
    inner = shapely.box(*shapely.point_on_surface(shape).buffer(0.002).bounds)
    found = placed.post(INSPECT, content=collection(mapping(inner))).json()
    exact = abs(Geod(ellps="GRS80").geometry_area_perimeter(inner)[0]) / 10_000
    assert found["area_ha"] == pytest.approx(exact, rel=1e-9)
    assert [each["code"] for each in found["municipalities"]] == [code]
    assert [each["code"] for each in found["prefectures"]] == [code[:2]]
    assert len(found["supply_areas"]) >= 1
    assert len(found["bureaus"]) == len(found["blocks"]) == 1


def test_without_boundaries_the_supply_area_is_unknown_and_the_prefecture_coarse(client: TestClient) -> None:
    found = client.post(INSPECT, content=collection(square())).json()
    assert (found["boundaries"], found["supply_areas"]) == ("not_known", None)
    assert found["municipalities"] == []
    assert [each["code"] for each in found["prefectures"]] == ["16"]
    assert "coarse" in found["basis"]["en"]


def test_boundaries_that_leave_the_footprint_out_are_told_apart_from_none(placed: TestClient) -> None:
    _, shape = boundary()
    west, south, east, north = shape.bounds
    far = placed.post(INSPECT, content=collection(square(lon=141.3, lat=43.0))).json()
    assert (far["boundaries"], far["supply_areas"]) == ("not_covered", None)
    wide = mapping(shapely.box(west - 1, south - 1, east + 1, north + 1))
    partly = placed.post(INSPECT, content=collection(wide)).json()
    assert (partly["boundaries"], partly["supply_areas"]) == ("partly", None)
    page = placed.post("/footprints", files={"file": ("a.geojson", collection(square(lon=141.3, lat=43.0)))})
    assert "この区域を含んでいません" in page.text


def test_chosen_municipalities_are_joined(placed: TestClient) -> None:
    code, shape = boundary()
    found = placed.post(INSPECT, json={"municipalities": [code]}).json()
    exact = abs(Geod(ellps="GRS80").geometry_area_perimeter(shapely.force_2d(shape))[0]) / 10_000
    assert found["area_ha"] == pytest.approx(exact, rel=1e-6)
    assert found["area_check"] == [], "no published areas are loaded, so none are compared"


def test_plans_on_the_same_ground_are_told_with_the_area_they_share(client: TestClient) -> None:
    drawn = plan()
    stored = client.post("/v1/plans", json=drawn).json()["plan"]
    shape = client.get(f"/v1/plans/{stored['id']}.geojson").json()["geometry"]
    assert shape is not None
    found = client.post(INSPECT, json=shape).json()
    (shared,) = found["shared_ground"]
    assert (shared["title"], shared["state"]) == (drawn["title"], "registered")
    assert shared["area_ha"] == pytest.approx(found["area_ha"], rel=1e-6)


@pytest.mark.parametrize("ending", ["gpkg", "shp.zip", "geojson", "kml"])
def test_any_vector_format_gives_the_same_ground(client: TestClient, tmp_path: Path, ending: str) -> None:
    expected = client.post(INSPECT, content=collection(square())).json()["area_ha"]
    frame = gpd.GeoDataFrame({"name": ["区域"]}, geometry=[shapely.geometry.shape(square())], crs=4326)
    path = tmp_path / f"area.{ending}"
    if ending == "shp.zip":
        frame.to_crs(6675).to_file(tmp_path / "area.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("area.*"):
                if part != path:
                    archive.write(part, part.name)
    else:
        frame.to_file(path, driver={"gpkg": "GPKG", "kml": "KML"}.get(ending, "GeoJSON"))
    found = client.post(INSPECT, content=path.read_bytes()).json()
    assert found["area_ha"] == pytest.approx(expected, rel=1e-4)


def test_repairs_are_told(client: TestClient) -> None:
    bowtie = polygon((137.2, 36.6), (137.22, 36.62), (137.22, 36.6), (137.2, 36.62), (137.2, 36.6))
    tall = {
        "type": "Polygon",
        "coordinates": [[[137.3, 36.6, 9], [137.32, 36.6, 9], [137.32, 36.62, 9], [137.3, 36.6, 9]]],
    }
    found = client.post(INSPECT, content=collection(bowtie, tall)).json()
    codes = {issue["code"]: issue for issue in found["issues"]}
    assert codes["geometry-invalid"]["row"] == 1
    assert "heights-dropped" in codes
    assert found["area_ha"] > 0


def test_squares_on_top_of_each_other_count_once(client: TestClient) -> None:
    once = client.post(INSPECT, content=collection(square())).json()
    inside = square(0.01, 137.205, 36.605)
    twice = client.post(INSPECT, content=collection(square(), square(), inside)).json()
    assert twice["area_ha"] == pytest.approx(once["area_ha"], rel=1e-9)
    assert twice["parts"] == 1


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def circle(vertices: int) -> bytes:
    angle = np.linspace(0, 2 * np.pi, vertices)
    ring = np.column_stack([137.2 + np.cos(angle) / 10, 36.5 + np.sin(angle) / 10])
    return collection(mapping(shapely.Polygon(ring)))


SWAPPED = polygon((36.6, 137.2), (36.6, 137.22), (36.62, 137.22), (36.6, 137.2))
ACROSS = polygon((179.9, 36), (-179.9, 36), (-179.9, 36.1), (179.9, 36.1), (179.9, 36))
BAD: dict[str, bytes] = {
    "nothing": b"",
    "no known format": b"\x00\x01\x02\x03",
    "a table": b"name,lon,lat\na,137,36\n",
    "a truncated archive": packed("a.geojson", b"{}")[:-30],
    "a member that climbs out": packed("../a.geojson", collection(square())),
    "an archive that explodes": packed("a.geojson", b" " * (150 * 1024**2)),
    "definitions in XML": b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "a">]><kml/>',
    "a ring of two points": collection(polygon((137.2, 36.6), (137.3, 36.6), (137.2, 36.6))),
    "one bad ring among good ones": collection(
        square(), polygon((137.2, 36.6), (137.3, 36.6), (137.2, 36.6), (137.2, 36.6))
    ),
    "coordinates of 1e308": collection(polygon((1e308, 36), (137, 36), (137, 1e308), (1e308, 36))),
    "the antimeridian": collection(ACROSS),
    "another country": collection(square(0.1, 2.3, 48.8)),
    "exchanged axes": collection(SWAPPED),
    "points and lines beside areas": collection(square(), {"type": "Point", "coordinates": [137.2, 36.6]}),
    "no feature": collection(),
}


def told() -> dict[str, list[str]]:
    """The table of bad input in docs/import-outcomes.md: as a layer, as a footprint, what is said."""
    text = (ROOT / "docs" / "import-outcomes.md").read_text(encoding="utf-8")
    table = text.split("## Bad input")[1].split("## Limits")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")][2:]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}


def test_the_table_tells_of_every_bad_input() -> None:
    assert set(told()) == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_footprint_is_refused_with_its_reason(client: TestClient, name: str) -> None:
    answer = client.post(INSPECT, content=BAD[name], headers={"Accept-Language": "en"})
    assert answer.status_code == 422, answer.text
    problems = answer.json()["problems"]
    assert told()[name][2] in str(problems)
    assert all(problem["remedy"]["ja"] for problem in problems)


@pytest.mark.parametrize("name", BAD)
def test_as_a_layer_it_ends_as_the_table_says(session: Session, tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(BAD[name])
    outcome = told()[name][0]
    asked = {"layer_definition": context_layer("bad")}
    if outcome.startswith("refused"):
        with pytest.raises(InvalidInput):
            load(session, "layer", path, **asked)
        return
    report = load(session, "layer", path, **asked)
    counts = report.counts
    assert report.stopped == (counts.stored == 0)
    assert report.stopped or outcome.startswith(("by its", "loaded", "that row"))
    assert (counts.refused == 1) == ("row refused" in outcome)


def test_too_many_vertices_are_refused_before_anything_is_measured(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footprint_file, "MOST_VERTICES", 10_000)
    answer = client.post(INSPECT, content=circle(12_000))
    assert answer.status_code == 422
    assert "12,000; the limit is 10,000" in answer.text


def test_an_archive_is_unpacked_to_a_limit_of_its_own(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footprint_file, "LARGEST_UNPACKED", 1024)
    answer = client.post(INSPECT, content=packed("a.geojson", circle(1_000)))
    assert answer.status_code == 422


def test_two_gigabytes_are_refused_by_their_stated_length(client: TestClient) -> None:
    for address in (INSPECT, "/footprints"):
        answer = client.post(address, content=b"x", headers={"Content-Length": str(2 * 1024**3)})
        assert answer.status_code == 413


def test_a_stream_without_a_length_is_refused_unread(client: TestClient) -> None:
    def endless() -> Any:
        yield b"x"
        raise AssertionError("the body must not be read")

    for address in (INSPECT, "/footprints"):
        try:
            assert client.post(address, content=endless()).status_code == 411
        except AssertionError as error:
            assert "must not be read" in str(error)  # noqa: PT017 - the test client reads ahead of the product


@pytest.mark.parametrize("codes", [[], ["99999"], ["富山"], ["16201"] * 301, ["15999"]])
def test_codes_that_name_no_ground_are_told(client: TestClient, codes: list[str]) -> None:
    answer = client.post(INSPECT, json={"municipalities": codes})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "municipalities"


def test_the_page_takes_a_file_or_codes_and_tells_the_same(placed: TestClient) -> None:
    assert placed.get("/footprints").status_code == 200
    code, _ = boundary()
    page = placed.post("/footprints", data={"municipalities": code})
    assert page.status_code == 200
    assert "経済産業局" in page.text
    sent = placed.post("/footprints", files={"file": ("area.geojson", collection(square()))})
    assert sent.status_code == 200
    assert "富山県" in sent.text
    bad = placed.post("/footprints", files={"file": ("area.geojson", collection(SWAPPED))})
    assert bad.status_code == 422
    assert 'role="alert"' in bad.text
    assert "swap_rows=flagged" in bad.text
    put_right = placed.post(
        "/footprints", data={"swap": "flagged"}, files={"file": ("area.geojson", collection(SWAPPED))}
    )
    assert put_right.status_code == 200
    assert "axes" not in put_right.text
    assert "入れ替えました" in put_right.text
    assert placed.post("/footprints", data={}).status_code == 422


def test_a_file_that_cannot_be_taken_is_told_on_the_form_with_what_was_typed(client: TestClient) -> None:
    typed = {"crs": "EPSG:6675", "municipalities": "16201"}
    for content in (b"", b"no map", collection(square())[:-20]):
        page = client.post("/footprints", data=typed, files={"file": ("area.geojson", content)})
        assert page.status_code == 422
        assert 'role="alert"' in page.text
        assert 'value="EPSG:6675"' in page.text
        assert 'value="16201"' in page.text
    browser = {"Accept": "text/html"}
    for address in ("/footprints", "/plans"):
        large = client.post(address, content=b"x", headers={**browser, "Content-Length": str(11 * 1024**2)})
        assert large.status_code == 413
        assert "10MB" in large.text
        assert f'action="{address}"' in large.text


def test_full_detail_boundaries_agree_with_published_areas(own_engine: Engine, client: TestClient) -> None:
    with Session(own_engine) as session, session.begin():
        load(session, "n03", real_file("admin/n03_2022_full_25_shiga.gpkg"))
        load(session, "statistics", real_file("stats/SSDSE-A-2026_cp932.csv"), source="ssdse-a")
    inland = ["25209", "25210", "25383", "25384", "25425"]
    found = client.post(INSPECT, json={"municipalities": inland}).json()
    checks = {each["code"]: each for each in found["area_check"]}
    assert set(checks) == set(inland)
    assert all(each["agrees_within_half_percent"] for each in checks.values()), checks
