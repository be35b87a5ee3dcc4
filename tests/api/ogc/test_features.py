"""OGC API – Features: what GIS programs ask for, in the standard's own terms, and nothing confidential."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.ogc.landing import CONFORMANCE
from api.services.ogc import CRS84, EPSG, REFERENCES
from tests.api.ogc.loading import items, names


def test_every_link_of_every_resource_can_be_followed(filled: TestClient) -> None:
    pending, seen = (
        ["/ogc", "/ogc/collections/plans/tiles", "/ogc/collections/prefectures/items?limit=20"],
        set(),
    )
    while pending:
        address = pending.pop().replace("http://testserver", "")
        if address in seen:
            continue
        seen.add(address)
        answer = filled.get(address)
        assert answer.status_code == 200, address
        if "json" in answer.headers["content-type"] and address.count("/") < 5:
            links = json.loads(answer.text).get("links", [])
            links += [link for each in answer.json().get("collections", []) for link in each["links"]]
            pending += [link["href"] for link in links if not link.get("templated")]
    assert len(seen) > 40
    assert filled.get("/ogc/conformance").json()["conformsTo"] == list(CONFORMANCE)


def test_pages_lead_to_the_last_feature_and_say_how_many_there_are(filled: TestClient) -> None:
    address, codes = "/ogc/collections/prefectures/items?limit=20", []
    while address:
        page = filled.get(address).json()
        assert page["numberMatched"] == 47
        codes += [feature["properties"]["code"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert codes == [f"{number:02}" for number in range(1, 48)]


@pytest.mark.parametrize("crs", list(REFERENCES))
def test_every_reference_system_gives_the_same_place_in_its_own_axis_order(
    filled: TestClient, crs: str
) -> None:
    answer = filled.get(f"/ogc/collections/prefectures/items/15?crs={quote(crs)}")
    assert answer.headers["content-crs"] == f"<{crs}>"
    first, second = answer.json()["geometry"]["coordinates"][0][0][0]
    degrees = filled.get("/ogc/collections/prefectures/items/15").json()["geometry"]["coordinates"][0][0][0]
    if crs in (EPSG.format(4326), EPSG.format(6668)):
        assert [second, first] == degrees
    elif crs == EPSG.format(6676):
        assert abs(second) < 300_000 < 10 * first, "zone VIII lies 36 degrees north, northing first"
    elif crs == EPSG.format(3857):
        assert 15_000_000 < first < 15_700_000
    box = f"{first - 1},{second - 1},{first + 1},{second + 1}"
    met = items(filled, "prefectures", f"bbox={box}&bbox-crs={quote(crs)}")
    assert "新潟県" in names(met)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("name = '新潟県'", ["新潟県"]),
        ("name LIKE '%島県' AND NOT code > '40'", ["福島県", "広島県", "徳島県"]),
        ("code IN ('01', '47')", ["北海道", "沖縄県"]),
        ("code BETWEEN '01' AND '02'", ["北海道", "青森県"]),
        ("CASEI(name_en) = CASEI('TOKYO')", ["東京都"]),
        ("name IS NULL", []),
        ("S_INTERSECTS(geometry, POINT(127.7 26.2))", ["沖縄県"]),
        ("S_CONTAINS(geometry, POINT(127.7 26.2))", ["沖縄県"]),
        ("code = '47' AND S_WITHIN(geometry, BBOX(122, 23, 133, 28.5))", ["沖縄県"]),
        ("code = '47' AND S_DISJOINT(geometry, BBOX(139, 35, 140, 36))", ["沖縄県"]),
        ("code = '47' AND S_OVERLAPS(geometry, BBOX(127, 25.5, 127.8, 26.3))", ["沖縄県"]),
        ("code = '47' AND S_CROSSES(geometry, LINESTRING(125 26.2, 129 26.2))", ["沖縄県"]),
        ("S_TOUCHES(geometry, POINT(127.7 26.2))", []),
        ("S_EQUALS(geometry, POINT(127.7 26.2))", []),
        ("S_INTERSECTS(geometry, BBOX(127.6, 26.1, 127.8, 26.3)) OR code = '13'", ["東京都", "沖縄県"]),
    ],
)
def test_filters_choose_by_cql2_in_text_and_in_json(
    filled: TestClient, expression: str, expected: list[str]
) -> None:
    assert names(items(filled, "prefectures", f"filter={quote(expression)}")) == expected


def test_a_filter_in_json_and_a_column_as_parameter_choose_the_same(filled: TestClient) -> None:
    as_json = quote(json.dumps({"op": "=", "args": [{"property": "code"}, "20"]}))
    chosen = items(filled, "prefectures", f"filter-lang=cql2-json&filter={as_json}")
    assert names(chosen) == names(items(filled, "prefectures", "code=20")) == ["長野県"]


@pytest.mark.parametrize(
    "query",
    [
        "filter=" + quote("password = 'x'"),
        "filter=" + quote("code = 5"),
        "filter=" + quote("code = '5') OR pg_sleep(5) = ('"),
        "filter=" + quote("(" * 90 + "code = '1'" + ")" * 90),
        "filter=" + quote("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))"),
        "filter=" + quote("name = 'a") + "&filter-lang=cql2-text",
        "filter-lang=sql&filter=1",
        "bbox=1,2,3",
        "bbox=nan,0,1,1",
        "crs=EPSG:2443",
        "limit=0",
        "cursor=x",
        "datetime=yesterday",
        "colour=red",
    ],
)
def test_what_cannot_be_read_is_a_bad_request_that_says_what_to_do(filled: TestClient, query: str) -> None:
    answer = filled.get(f"/ogc/collections/prefectures/items?{query}")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["remedy"]["ja"]


def test_pages_show_the_same_without_any_foreign_host(filled: TestClient) -> None:
    for path in ("", "/conformance", "/collections", "/collections/plans", "/collections/prefectures/items"):
        page = filled.get(f"/ogc{path}", headers={"Accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html")
        linked = [part.split('"')[0] for part in page.text.replace('src="', 'href="').split('href="')[1:]]
        assert all(link.startswith(("/", "#", "?", "http://testserver")) for link in linked)


def test_no_collection_page_or_tile_holds_anything_confidential(filled: TestClient) -> None:
    shown = ""
    for each in filled.get("/ogc/collections").json()["collections"]:
        shown += filled.get(f"/ogc/collections/{each['id']}/items?limit=1000").text
        shown += str(filled.get(f"/ogc/collections/{each['id']}/tiles/WebMercatorQuad/4/6/14").content)
    assert "公表された計画" in shown
    assert "秘:" not in shown
    assert "秘".encode().decode("latin-1").encode("unicode_escape").decode() not in shown


def test_an_unchanged_collection_is_not_sent_again(filled: TestClient) -> None:
    first = filled.get("/ogc/collections/prefectures/items")
    again = filled.get("/ogc/collections/prefectures/items", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_tile_has_its_row_before_its_column(filled: TestClient) -> None:
    tile = filled.get("/ogc/collections/prefectures/tiles/WebMercatorQuad/4/6/14")
    assert tile.content == filled.get("/tiles/prefectures/4/14/6.mvt").content
    assert "東京都".encode() in tile.content
    assert filled.get("/ogc/collections/prefectures/tiles/Other/4/6/14").status_code == 404


def test_collections_name_their_sources_and_crs84_first(filled: TestClient) -> None:
    described = filled.get("/ogc/collections/prefectures").json()
    assert described["crs"][0] == CRS84
    assert described["sources"][0]["licence"]
    assert described["extent"]["spatial"]["bbox"][0][0] < 123
