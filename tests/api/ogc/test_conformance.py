"""Each class named by ``/ogc/conformance``, tried beyond what the other tests of this folder try."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.api.ogc.loading import items, names

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PREFECTURES = "/collections/prefectures"
RESOURCES = (
    "",
    "/conformance",
    "/api",
    "/collections",
    PREFECTURES,
    f"{PREFECTURES}/queryables",
    f"{PREFECTURES}/items",
    f"{PREFECTURES}/items/15",
    f"{PREFECTURES}/tiles",
    f"{PREFECTURES}/tiles/WebMercatorQuad",
    "/tileMatrixSets",
    "/tileMatrixSets/WebMercatorQuad",
)
NAHA = "POINT(127.7 26.2)"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_resource_is_a_page_for_browsers_and_json_for_programs(
    filled: TestClient, resource: str
) -> None:
    page = filled.get(f"/ogc{resource}", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    heading = page.text.split("<h1>")[1].split("</h1>")[0]
    assert heading.strip()
    assert f"{heading}｜" in page.text
    assert "&lt;" not in page.text
    assert "json" in filled.get(f"/ogc{resource}", headers={"Accept": "*/*"}).headers["content-type"]


def test_a_box_through_the_antimeridian_is_met_on_both_sides(filled: TestClient) -> None:
    everything = len(names(items(filled, "prefectures")))
    assert len(names(items(filled, "prefectures", "bbox=100,20,-170,50"))) == everything
    assert names(items(filled, "prefectures", "bbox=153,20,124,30")) == ["東京都", "沖縄県"]
    north_first = quote("http://www.opengis.net/def/crs/EPSG/0/6668")
    turned = items(filled, "prefectures", f"bbox=20,153,30,124&bbox-crs={north_first}")
    assert names(turned) == ["東京都", "沖縄県"]
    plane = quote("http://www.opengis.net/def/crs/EPSG/0/6677")
    refused = filled.get(f"/ogc{PREFECTURES}/items?bbox=0,10,10,0&bbox-crs={plane}")
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-04-01", 200),
        ("2026-04-01T09:00:00%2B09:00", 200),
        ("2026-04-01/..", 200),
        ("../2026-04-01T00:00:00Z", 200),
        ("2026-04-01/2026-04-01T00:00:01Z", 200),
        ("2026-02-30", 400),
        ("2026-04-01T25:00:00Z", 400),
        ("2026-04-02/2026-04-01", 400),
        ("..", 400),
    ],
)
def test_a_moment_must_be_one_of_the_calendar(filled: TestClient, moment: str, status: int) -> None:
    assert filled.get(f"/ogc{PREFECTURES}/items?datetime={moment}").status_code == status


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("NOT name LIKE '%県'", 4),
        ("name NOT LIKE '%県'", 4),
        ("code NOT IN ('01', '47')", 45),
        ("code NOT BETWEEN '01' AND '02'", 45),
        ("name IS NOT NULL", 47),
        ("CASEI(name_en) LIKE CASEI('tok_o')", 1),
        ("CASEI(name_en) IN (CASEI('TOKYO'), CASEI('osaka'))", 2),
        ("name_en = 'it''s'", 0),
        ("as_of < DATE('2100-01-01') OR as_of IS NULL", 47),
        ("'15' = code", 1),
        (f"S_INTERSECTS({NAHA}, geometry)", 1),
        ("S_CONTAINS(geometry, MULTIPOINT((127.7 26.2), (127.71 26.2)))", 1),
        ("S_INTERSECTS(geometry, MULTILINESTRING((127 26.2, 128 26.2), (140 37, 140 37.1)))", 2),
        ("S_INTERSECTS(geometry, MULTIPOLYGON(((127.6 26, 127.8 26, 127.8 26.3, 127.6 26))))", 1),
        (f"S_INTERSECTS(geometry, GEOMETRYCOLLECTION({NAHA}, LINESTRING(140 37, 140 37.1)))", 2),
        (f"S_CONTAINS(geometry, GEOMETRYCOLLECTION({NAHA}))", 1),
        (f"S_DISJOINT(geometry, GEOMETRYCOLLECTION({NAHA}))", 46),
        ("S_INTERSECTS(geometry, BBOX(127.6, 26.1, 0, 127.8, 26.3, 10))", 1),
    ],
)
def test_every_form_of_predicate_and_geometry_of_the_classes_is_read(
    filled: TestClient, expression: str, expected: int
) -> None:
    assert len(names(items(filled, "prefectures", f"filter={quote(expression)}"))) == expected


def test_truths_and_moments_are_compared_as_such(filled: TestClient) -> None:
    later = quote("updated_at > TIMESTAMP('2020-01-01T00:00:00Z')")
    assert (
        items(filled, "plans", f"filter={later}")["numberMatched"] == items(filled, "plans")["numberMatched"]
    )
    assert items(filled, "power_plants", f"filter={quote('decarbonised = true')}")["numberMatched"] == 0


def test_a_filter_may_give_its_coordinates_in_a_system_of_its_own(filled: TestClient) -> None:
    crs = quote("http://www.opengis.net/def/crs/EPSG/0/6668")
    expression = quote("S_INTERSECTS(geometry, POINT(26.2 127.7))")
    assert names(items(filled, "prefectures", f"filter={expression}&filter-crs={crs}")) == ["沖縄県"]
    as_json = {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [26.1, 127.6, 26.3, 127.8]}]}
    query = f"filter-lang=cql2-json&filter={quote(json.dumps(as_json))}&filter-crs={crs}"
    assert names(items(filled, "prefectures", query)) == ["沖縄県"]


def test_tile_sets_lead_to_their_tiles_and_their_grid(filled: TestClient) -> None:
    listed = filled.get(f"/ogc{PREFECTURES}/tiles").json()["tilesets"][0]
    described = filled.get(f"/ogc{PREFECTURES}/tiles/WebMercatorQuad").json()
    for each in (listed, described):
        links = {link["rel"]: link["href"] for link in each["links"]}
        assert each["dataType"] == "vector"
        tile = links["item"].format(tileMatrix=4, tileRow=6, tileCol=14)
        assert filled.get(tile).headers["content-type"] == "application/vnd.mapbox-vector-tile"
        grid = filled.get(links[SCHEME]).json()
        assert (grid["id"], grid["uri"]) == ("WebMercatorQuad", each["tileMatrixSetURI"])
    assert grid["tileMatrices"][1]["scaleDenominator"] == pytest.approx(279_541_132.0143589)
    assert filled.get(f"/ogc{PREFECTURES}/tiles/WebMercatorQuad/4/0/0").status_code == 200
    assert filled.get(f"/ogc{PREFECTURES}/tiles/WebMercatorQuad/4/16/0").status_code == 400


def test_the_api_definition_describes_what_there_is(filled: TestClient) -> None:
    document = filled.get("/ogc/api").json()
    assert document["openapi"].startswith("3.0")
    known = document["components"]["parameters"]
    for path, methods in document["paths"].items():
        for each in methods["get"]["parameters"]:
            name = each["$ref"].rsplit("/", 1)[-1] if "$ref" in each else each["name"]
            assert "$ref" not in each or name in known, path
        assert "200" in methods["get"]["responses"]
    assert {f"/collections/{name}/items" for name in ("plans", "grid_room")} <= set(document["paths"])
