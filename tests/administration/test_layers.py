"""An administrator uploads a layer, sees what would become of it, tries an offer, loads and chooses."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from tests.support.ministry import Ministry
from tests.support.signing_in import sign_in

PAGE = {"accept": "text/html"}
STATED = {"kind": "layer", "key": "wells", "role": "context", "title_ja": "試験の井戸"}
POINTS = "name,lat,lon\nA,35.1,139.1\nB,139.2,35.2\nC,1,1\n"
FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def office(client: TestClient, own_engine: Engine, ministry: Ministry) -> TestClient:
    sign_in(client, own_engine, ministry.actors["administrator"])
    client.headers.update(PAGE)
    return client


def upload(office: TestClient, name: str, content: bytes | str, **stated: str) -> Any:
    sent = content.encode() if isinstance(content, str) else content
    answer = office.post("/admin/layers", data={**STATED, **stated}, files={"file": (name, sent)})
    return (
        answer if answer.status_code != 200 or "/loads/" not in str(answer.url) else settled(office, answer)
    )


def settled(office: TestClient, answer: Any) -> Any:
    """Look again until the load is worked off, as the page does by itself."""
    until = time.monotonic() + 30
    while 'role="status"' in answer.text and time.monotonic() < until:
        time.sleep(0.05)
        answer = office.get(str(answer.url))
    return answer


def editions(engine: Engine) -> list[tuple[str, str, int]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT source, status, stored FROM dataset_edition ORDER BY id"))
        return [tuple(row) for row in rows]


def step(office: TestClient, answer: Any, name: str = "", **typed: str) -> Any:
    return settled(office, office.post(str(answer.url).split("?")[0] + name, data=typed))


def test_a_layer_is_tried_mended_only_when_asked_loaded_and_replaced(
    office: TestClient, own_engine: Engine
) -> None:
    tried = upload(office, "wells_2024-01-01.csv", POINTS)
    assert "疑いのある点" in tried.text
    assert "--swap-rows" not in tried.text
    assert editions(own_engine) == []
    again = step(office, tried, **STATED, swap="flagged")
    assert "指定により" in again.text
    assert editions(own_engine) == []
    loaded = step(office, again, "/load")
    assert "取込み完了" in loaded.text
    assert editions(own_engine) == [("wells", "current", 2)]
    newer = step(office, upload(office, "wells.csv", "name,lat,lon\nA,35.1,139.1\n"), "/load")
    assert editions(own_engine) == [("wells", "superseded", 2), ("wells", "current", 1)]
    older = re.findall(r'/admin/layers/editions/(\d+)"[^/]*value="true"', office.get("/admin/layers").text)
    assert len(older) == 1
    assert office.post(f"/admin/layers/editions/{older[0]}", data={"in_use": "true"}).status_code == 200
    assert [status for _, status, _ in editions(own_engine)] == ["current", "superseded"]
    assert office.post(f"/admin/layers/editions/{older[0]}", data={"in_use": "true"}).status_code == 409
    assert office.post(str(newer.url) + "/load", data={}).status_code == 409
    assert "使用する版の変更" in office.get("/admin/audit").text
    assert "データの取込み" in office.get("/admin/audit").text


def test_a_stopped_import_leaves_the_edition_in_use(office: TestClient, own_engine: Engine) -> None:
    loaded = step(office, upload(office, "wells.csv", POINTS), "/load")
    log = office.get(re.findall(r'"(/layers/\d+)"', loaded.text)[0]).text
    assert "「緯度と経度の入替え」欄で「疑いのある行だけ」を指定" in log
    assert "--" not in re.sub(r"<!--|-->|shuseki import --help", "", log)
    stopped = upload(office, "wells.csv", "name,lat,lon\nA,1,1\n")
    assert "このままでは取り込めません" in stopped.text
    assert step(office, stopped, "/load").status_code == 409
    assert editions(own_engine) == [("wells", "current", 1)]
    assert step(office, stopped, "/give-up").url.path == "/admin/layers"
    assert office.get(str(stopped.url)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.geojson", b"", "ファイルが空です"),
        ("picture.geojson", b"\x00\x01\x02", "取り込める形式のいずれでもありません"),
        ("broken.zip", b"PK\x03\x04broken", "ファイルを読み取れません"),
    ],
)
def test_a_bad_file_is_told_at_the_form_and_not_kept(
    office: TestClient, app: FastAPI, name: str, content: bytes, told: str
) -> None:
    answer = upload(office, name, content)
    assert answer.status_code == 422
    assert told in answer.text
    assert "試験の井戸" in answer.text
    assert app.state.loading.shelf.listed() == []
    assert list(app.state.loading.shelf.folder.iterdir()) == []


def test_slips_in_the_form_are_told_at_their_fields(office: TestClient) -> None:
    answer = upload(office, "wells.csv", POINTS, key="Not A Key", as_of="令和", columns="name")
    assert answer.status_code == 422
    for field in ("key", "as_of", "columns"):
        assert f'id="{field}-error"' in answer.text
    assert office.post("/admin/layers", data=STATED).status_code == 422


def test_the_parts_of_a_shapefile_may_be_chosen_together(office: TestClient) -> None:
    with_parts = [("file", (path, b"x")) for path in ("a.dbf", "a.prj")]
    assert "取り込めるデータが0件" in office.post("/admin/layers", data=STATED, files=with_parts).text
    content = (FIXTURES / "N03-22_16_220101_cut.zip").read_bytes()
    assert "使用中になります" in upload(office, "N03-22_16_220101_cut.zip", content, kind="n03").text


def test_a_load_broken_off_goes_on_at_the_next_start(office: TestClient, app: FastAPI) -> None:
    desk = app.state.loading
    desk.stop()
    tried = office.post("/admin/layers", data=STATED, files={"file": ("wells.csv", POINTS.encode())})
    assert "処理しています" in tried.text
    desk.start()
    assert "取り込むと" in settled(office, office.get(str(tried.url))).text
