"""Pages of the siting screen work without a script, say what is not known, and ask no other host."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.services.siting import running
from api.services.siting.desk import Desk
from geo.maps.png import SIGNATURE
from tests.web.test_pages import FOREIGN, PAGE

FORM = {"profile": "data-centre", "level": "3", "preset": "open", "w-flood-depth": "0"}


@pytest.fixture
def doors(app: FastAPI, layers: None) -> TestClient:
    return TestClient(app, headers=PAGE, follow_redirects=False)


@pytest.fixture
def page(doors: TestClient, app: FastAPI) -> str:
    """The address of a scenario that was ordered by form and is computed."""
    answer = doors.post("/siting", data=FORM)
    assert answer.status_code == 303
    desk: Desk = app.state.siting
    assert "http-equiv" in doors.get(answer.headers["location"]).text
    running.work_off(desk.working)
    return str(answer.headers["location"])


@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_every_page_opens_in_both_languages_and_names_no_other_host(
    doors: TestClient, page: str, language: str
) -> None:
    code = doors.get(f"/v1{page}/ranking").json()["ranking"][0]["code"]
    for path in ("/siting", page, f"{page}/map", f"{page}/cells/{code}"):
        answer = doors.get(path + language)
        assert answer.status_code == 200
        assert not FOREIGN.search(answer.text)


def test_the_result_says_which_layers_are_missing(doors: TestClient, page: str) -> None:
    text = doors.get(page).text
    assert "読み込まれていません（不明として扱いました）" in text
    assert "不明は0点とせず" in text


def test_other_weights_are_saved_by_the_form_alone(doors: TestClient, page: str) -> None:
    study = doors.get(f"/v1{page}").json()["study"]["id"]
    answer = doors.post(f"/siting/studies/{study}/scenarios", data={**FORM, "w-grid-room": "40"})
    assert answer.status_code == 303
    assert answer.headers["location"] != page


def test_a_form_that_cannot_be_used_is_told(doors: TestClient) -> None:
    assert doors.post("/siting", data={**FORM, "level": "9"}).status_code == 422
    assert doors.post("/siting", data={**FORM, "w-grid-room": "x"}).status_code == 422


def test_a_tile_is_a_picture_and_is_sent_once(doors: TestClient, page: str) -> None:
    study = doors.get(f"/v1{page}").json()["study"]["id"]
    address = f"/siting/studies/{study}/tiles/6/56/25.png"
    first = doors.get(address)
    assert first.content.startswith(SIGNATURE)
    assert doors.get(address, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert doors.get(f"/siting/studies/{study}/tiles/3/9/0.png").status_code == 404


def test_the_map_offers_facilities_that_load_only_when_ticked(doors: TestClient, page: str) -> None:
    text = doors.get(f"{page}/map").text
    for name in ("plants", "substations"):
        assert f'data-layer="{name}"' in text
        assert f"/maps/data/{name}.json?lang=ja" in text
    assert 'data-layer="lines"' not in text, "no lines are loaded, so none are offered"
    assert 'checked="checked" data-layer="plants"' not in text
    assert "OpenStreetMap" in text
