"""Room on the grid and generic layers are collections like any other, with rows, filters, boxes and tiles."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.api.ogc.loading import items, names

LAYER = "/ogc/collections/layer_sites"


def test_room_is_listed_with_its_rows_and_its_sources(filled: TestClient) -> None:
    found = filled.get("/ogc/collections/grid_room").json()
    assert found["itemCount"] == 4
    assert found["extent"]["spatial"]["bbox"] == [[137.3, 36.7, 140.27, 42.26]]
    assert [each["attribution"] for each in found["sources"]] == [
        "東北電力ネットワーク株式会社の公表資料"
    ] * 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["八雲変電所", "位置なし変電所", "新川", "八雲変電所"]),
        ("kind=demand", ["八雲変電所", "位置なし変電所", "新川"]),
        ("bbox=130,30,145,45", ["八雲変電所", "新川", "八雲変電所"]),
        ("filter=" + quote("kind = 'demand' AND from_mw >= 50"), ["八雲変電所", "位置なし変電所"]),
        ("filter=" + quote("to_mw IS NULL"), ["八雲変電所"]),
        ("filter=" + quote("lead_months BETWEEN 40 AND 60"), ["新川"]),
        ("filter=" + quote("S_INTERSECTS(geometry, BBOX(140, 42, 141, 43))"), ["八雲変電所"] * 2),
    ],
)
def test_room_is_chosen_by_kind_amount_and_place(filled: TestClient, query: str, expected: list[str]) -> None:
    assert sorted(names(items(filled, "grid_room", query))) == sorted(expected)


def test_room_without_a_place_has_no_geometry_in_any_system(filled: TestClient) -> None:
    plane = quote("http://www.opengis.net/def/crs/EPSG/0/6676")
    for query in ("", f"crs={plane}"):
        features = items(filled, "grid_room", query)["features"]
        unplaced = [each for each in features if each["properties"]["name"] == "位置なし変電所"]  # type: ignore[attr-defined]
        assert [each["geometry"] for each in unplaced] == [None]
        one = filled.get(f"/ogc/collections/grid_room/items/{unplaced[0]['id']}?{query}").json()
        assert one["geometry"] is None
        assert one["properties"]["to_mw"] == 50
    tile = filled.get("/ogc/collections/grid_room/tiles/WebMercatorQuad/4/6/14").content
    assert "新川".encode() in tile
    assert "位置なし".encode() not in tile


def test_a_generic_layer_has_its_own_columns_and_kinds(filled: TestClient) -> None:
    columns = filled.get(f"{LAYER}/queryables").json()["properties"]
    kinds = {name: each.get("type") for name, each in columns.items()}
    assert kinds == {
        "geometry": None,
        "name": "string",
        "area_ha": "number",
        "open": "boolean",
        "source": "string",
        "attribution": "string",
        "licence": "string",
        "as_of": "string",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 250),
        ("area_ha=7", 1),
        ("open=true", 125),
        ("filter=" + quote("area_ha >= 200 AND open = false"), 25),
        ("filter=" + quote("name LIKE '用地24%' OR name = '用地1'"), 12),
        ("filter=" + quote("CASEI(name) = CASEI('用地9')"), 1),
        ("filter=" + quote("S_WITHIN(geometry, BBOX(136.9, 35.9, 137.045, 36.045))"), 25),
        ("bbox=137,36,137.045,36.045", 25),
    ],
)
def test_a_generic_layer_is_chosen_by_value_and_place(filled: TestClient, query: str, expected: int) -> None:
    assert items(filled, "layer_sites", f"{query}&limit=3")["numberMatched"] == expected


def test_a_generic_layer_is_paged_to_its_end_without_repeating(filled: TestClient) -> None:
    address, read = f"{LAYER}/items?limit=60&filter={quote('area_ha < 200')}", []
    while address:
        page = filled.get(address).json()
        assert page["numberReturned"] == len(page["features"])
        read += [each["properties"]["area_ha"] for each in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert read == list(range(200))


def test_tiles_of_a_generic_layer_hold_its_rows(filled: TestClient) -> None:
    tile = filled.get(f"{LAYER}/tiles/WebMercatorQuad/6/25/56")
    assert "用地0".encode() in tile.content
    assert filled.get(f"{LAYER}/tiles/WebMercatorQuad/6/24/10").content == b""


@pytest.mark.parametrize("expression", ["area_ha = 'x'", "open = 1", "missing = 1", "name = name || 'x'"])
def test_a_value_of_another_kind_is_a_bad_request(filled: TestClient, expression: str) -> None:
    answer = filled.get(f"{LAYER}/items?filter={quote(expression)}")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["field"] == "filter"


def test_pages_of_rows_name_the_layer_and_its_sources(filled: TestClient) -> None:
    page = filled.get(f"{LAYER}/items?f=html&limit=2").text
    assert "<h1>適地候補</h1>" in page
    assert "全250件中2件" in page
    assert "計測社" in page
    assert "はい" in page
    room = filled.get("/ogc/collections/grid_room/items?f=html").text
    assert "記載なし" in room
    assert str(Path.home()) not in room
