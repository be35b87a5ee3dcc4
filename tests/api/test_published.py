"""What maps and other programs read: published features and vector tiles, and nothing confidential."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from api.deps import today_in_japan
from api.services.published import VERSION_SECONDS, Published
from api.services.reference import load_reference
from api.services.samples import load_samples
from data.db import make_engine, make_reader, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.published import COLLECTIONS
from tests.support.database import TestServer


class Counting(Published):
    """Counts the questions that reach the database."""

    asked = 0

    def ask(self, question: Callable[[Connection], Any]) -> Any:
        self.asked += 1
        return super().ask(question)


@pytest.fixture(scope="module")
def filled_url(server: TestServer, migrated_url: URL) -> Iterator[URL]:
    """A database with the embedded reference data and the samples, made once; it is copied."""
    with server.database(template=migrated_url) as url:
        engine = make_engine(url)
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            load_reference(session)
            load_samples(session, today_in_japan())
        engine.dispose()
        yield url


@pytest.fixture
def own_engine(server: TestServer, filled_url: URL) -> Iterator[Engine]:
    """The filled database for one test alone."""
    with server.database(template=filled_url) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def filled(app: FastAPI) -> Iterator[TestClient]:
    """The product with its embedded reference data and sample plans."""
    with TestClient(app) as client:
        yield client


def test_the_collections_are_listed_with_their_tiles(filled: TestClient) -> None:
    listed = filled.get("/v1/features").json()["collections"]
    assert [each["id"] for each in listed] == list(COLLECTIONS)
    assert all(each["tiles"].endswith(f"?v={each['version']}") for each in listed)


def test_pages_follow_one_another_to_the_last_prefecture(filled: TestClient) -> None:
    address, codes = "/v1/features/prefectures?limit=20", []
    while address:
        page = filled.get(address).json()
        codes += [feature["properties"]["code"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert codes == [f"{number:02}" for number in range(1, 48)]


def test_a_box_finds_what_it_meets_and_nothing_else(filled: TestClient) -> None:
    found = filled.get("/v1/features/prefectures?bbox=127.6,26.1,127.8,26.3").json()["features"]
    assert [feature["properties"]["name"] for feature in found] == ["沖縄県"]


def test_one_feature_comes_in_metres_of_a_plane_rectangular_zone(filled: TestClient) -> None:
    feature = filled.get("/v1/features/prefectures/13?crs=EPSG:6677").json()
    assert feature["crs"]["properties"]["name"].endswith("6677")
    easting, northing = feature["geometry"]["coordinates"][0][0][0]
    assert max(abs(easting), abs(northing)) > 180


def test_an_unchanged_page_is_not_sent_again(filled: TestClient) -> None:
    first = filled.get("/v1/features/prefectures")
    again = filled.get("/v1/features/prefectures", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/features/secrets", 404),
        ("/v1/features/prefectures/48", 404),
        ("/v1/features/prefectures?bbox=1,2,3", 422),
        ("/v1/features/prefectures?bbox=140,35,139,36", 422),
        ("/v1/features/prefectures?crs=EPSG:3857", 422),
        ("/v1/features/prefectures?cursor=x", 422),
        ("/tiles/secrets/5/28/12.mvt", 404),
        ("/tiles/prefectures/15/0/0.mvt", 422),
        ("/tiles/prefectures/2/4/0.mvt", 422),
        ("/tiles/prefectures/5/28/twelve.mvt", 404),
        (f"/tiles/prefectures/{'9' * 5000}/0/0.mvt", 404),
    ],
)
def test_a_request_for_nothing_that_exists_is_told_what_does(
    filled: TestClient, address: str, status: int
) -> None:
    answer = filled.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]


def test_a_tile_of_japan_holds_prefectures_and_is_answered_once(filled: TestClient) -> None:
    tile = filled.get("/tiles/prefectures/4/14/6.mvt")
    assert tile.status_code == 200
    assert "東京都".encode() in tile.content
    again = filled.get("/tiles/prefectures/4/14/6.mvt", headers={"If-None-Match": tile.headers["ETag"]})
    assert again.status_code == 304
    bare = filled.get("/tiles/prefectures/4/14/6.mvt", headers={"Accept-Encoding": "identity"})
    assert bare.content == tile.content
    assert bare.headers["ETag"] != tile.headers["ETag"]


def test_a_changed_sample_plan_makes_new_tiles(filled: TestClient, own_engine: Engine) -> None:
    def version() -> int:
        with own_engine.connect() as connection:
            return int(connection.scalar(text("SELECT version FROM tiles.layer WHERE name = 'plans'")) or 0)

    before = version()
    with own_engine.begin() as connection:
        connection.execute(text("UPDATE plan SET title = title || ' 改' WHERE footprint IS NOT NULL"))
    assert version() > before
    titles = [each["properties"]["title"] for each in filled.get("/v1/features/plans").json()["features"]]
    assert titles
    assert all(title.endswith("改") for title in titles)


def test_a_plan_somebody_works_on_is_in_no_page_and_no_tile(filled: TestClient, own_engine: Engine) -> None:
    clock = [0.0]
    filled.app.state.published = Published(make_reader(own_engine.url), clock=lambda: clock[0])  # type: ignore[attr-defined]
    shown = len(filled.get("/v1/features/plans").json()["features"])
    tiles = [filled.get("/tiles/plans/5/28/12.mvt") for _first_then_from_memory in range(2)]
    with own_engine.begin() as connection:
        connection.execute(text("UPDATE plan SET is_sample = false WHERE footprint IS NOT NULL"))
        kept = connection.scalar(text("SELECT count(*) FROM tiles.feature WHERE layer IN ('plans', 'zones')"))
    assert shown > 0
    assert [tile.content for tile in tiles] == [tiles[0].content] * 2
    assert tiles[0].content
    assert kept == 0
    clock[0] = VERSION_SECONDS + 0.1
    assert filled.get("/tiles/plans/5/28/12.mvt").content == b""
    assert filled.get("/v1/features/plans").json()["features"] == []


def test_a_tile_in_memory_is_answered_like_any_other_without_the_database(
    filled: TestClient, own_engine: Engine
) -> None:
    published = Counting(make_reader(own_engine.url), clock=lambda: 0.0)
    filled.app.state.published = published  # type: ignore[attr-defined]
    named = {"X-Request-ID": "asked-by-a-map"}
    first, again = (filled.get("/tiles/prefectures/5/28/12.mvt", headers=named) for _ in range(2))
    assert published.asked == 1
    assert again.content == first.content
    nonces = ("content-security-policy", "date")
    assert [each for each in again.headers.items() if each[0] not in nonces] == [
        each for each in first.headers.items() if each[0] not in nonces
    ]
    assert again.headers["X-Request-ID"] == "asked-by-a-map"
    assert "default-src 'none'" in again.headers["content-security-policy"]
    assert filled.post("/tiles/prefectures/5/28/12.mvt").status_code == 405


def test_the_reader_can_open_no_table_behind_the_views(filled: TestClient, own_engine: Engine) -> None:
    reader = make_reader(own_engine.url)
    with reader.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM published.prefectures")) == 47
        for table in ("plan", "assessment", "application", "credential", "audit_event"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text(f"SELECT * FROM public.{table}"))
    reader.dispose()


def test_a_tile_is_compressed_once_and_reads_the_same(filled: TestClient) -> None:
    tile = filled.get("/tiles/prefectures/5/28/12.mvt")
    assert tile.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(gzip.compress(tile.content)) == tile.content


def test_a_page_asked_for_again_is_answered_without_the_database(
    filled: TestClient, own_engine: Engine
) -> None:
    clock = [0.0]
    published = Counting(make_reader(own_engine.url), clock=lambda: clock[0])
    filled.app.state.published = published  # type: ignore[attr-defined]
    address = "/v1/features/prefectures?limit=3&bbox=139,35,141,37"
    first = filled.get(address)
    asked = published.asked
    again = filled.get(address)
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert filled.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    clock[0] = VERSION_SECONDS + 0.1
    assert filled.get(address).content == first.content
    assert published.asked == asked
    filled.get("/v1/features/prefectures?limit=4&bbox=139,35,141,37")
    assert published.asked == asked + 1


def test_a_wrong_key_is_refused_where_an_answer_is_in_memory(filled: TestClient) -> None:
    assert filled.get("/v1/features/prefectures").status_code == 200
    assert filled.get("/v1/features/prefectures?key=guessed").status_code == 401
    bearer = {"Authorization": "Bearer guessed"}
    assert filled.get("/v1/features/prefectures", headers=bearer).status_code == 401


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "1.5", "x", "１"])
def test_a_page_of_impossible_length_is_refused(filled: TestClient, limit: str) -> None:
    answer = filled.get(f"/v1/features/prefectures?limit={limit}")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "limit"
