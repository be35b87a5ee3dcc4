"""The national maps, their files and their tables: same rows, compressed once, nothing foreign, few nodes."""

from __future__ import annotations

import gzip
import json

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser
from sqlalchemy import Engine

from api.services.field_maps import PUBLIC_LAYERS
from tests.api.examples import plan
from tests.web.test_pages import FOREIGN, PAGE

MOST_NODES = 300
MOST_BYTES = 1_500_000


@pytest.fixture
def loaded(client: TestClient, layers: None) -> TestClient:
    client.post("/v1/plans", json=plan())
    client.headers.update(PAGE)
    return client


@pytest.mark.parametrize("path", ["/maps/plans", "/maps/power", "/maps/plans/map", "/maps/power/map"])
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_pages_of_maps_open_in_both_languages_and_name_no_other_host(
    loaded: TestClient, path: str, language: str
) -> None:
    answer = loaded.get(path + language)
    assert answer.status_code == 200
    assert not FOREIGN.search(answer.text)


@pytest.mark.parametrize("name", [*PUBLIC_LAYERS, "plans"])
def test_every_layer_comes_compressed_and_is_not_sent_twice(loaded: TestClient, name: str) -> None:
    first = loaded.get(f"/maps/data/{name}.json")
    assert first.headers["content-encoding"] == "gzip"
    assert first.json()["kind"] in {"points", "lines", "areas"}
    again = loaded.get(f"/maps/data/{name}.json", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        loaded.get(f"/maps/data/{name}.json", headers={"accept-encoding": "identity"}).json() == first.json()
    )


def test_a_layer_there_is_not_is_told(loaded: TestClient) -> None:
    assert loaded.get("/maps/data/castles.json").status_code == 404


def test_map_and_table_hold_the_same_plans(loaded: TestClient) -> None:
    drawn = loaded.get("/maps/data/plans.json").json()
    table = loaded.get("/maps/plans").text
    assert drawn["name"]
    for link in drawn["columns"]["link"]:
        assert f'href="{link}"' in table


def test_the_words_beside_the_map_of_power_count_what_it_draws(loaded: TestClient) -> None:
    counts = {}
    for name in ("plants", "substations", "lines", "centres"):
        layer = loaded.get(f"/maps/data/{name}.json").json()
        counts[name] = len(layer["name"])
    page = loaded.get("/maps/power").text
    assert counts["plants"] > counts["substations"] > 0
    assert f"発電所{counts['plants']}件のうち" in page
    assert f"変電所は{counts['substations']}件" in page
    assert f"送電線は{counts['lines']}区間" in page
    assert f"データセンターは{counts['centres']}件" in page


def test_a_layer_is_kept_and_made_anew_when_its_data_change(
    loaded: TestClient, app, own_engine: Engine
) -> None:
    before = loaded.get("/maps/data/plants.json")
    files = list(app.state.map_files.folder.glob("*.gz"))
    assert before.json() in [json.loads(gzip.decompress(path.read_bytes())) for path in files]
    app.state.map_files._held.clear()
    assert loaded.get("/maps/data/plants.json").headers["etag"] == before.headers["etag"]


@pytest.mark.parametrize("which", ["plans", "power"])
def test_a_national_map_opens_light_and_silent(browser: Browser, server_url: str, which: str) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800}, locale="ja")
    sizes: list[int] = []
    complaints: list[str] = []
    foreign: list[str] = []
    tab.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    tab.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(server_url) else None)
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{server_url}/maps/{which}/map", wait_until="networkidle")
    assert tab.evaluate("document.querySelectorAll('*').length") <= MOST_NODES
    assert sum(sizes) < MOST_BYTES
    assert complaints == foreign == []
    for box in tab.query_selector_all("input[data-layer]:not(:checked)"):
        box.focus()
        tab.keyboard.press("Space")
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate("document.querySelectorAll('*').length") <= MOST_NODES
    assert complaints == []
    # The credits have grown by now; a map that thinks itself larger or smaller than it is lacks tiles.
    assert tab.evaluate("map_main.getSize().y === map_main.getContainer().clientHeight")
    tab.close()
