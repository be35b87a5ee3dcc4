"""The doors of the siting screen: JSON, files and the command line tell the same."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from api.cli.app import app as cli
from api.services.siting import running
from api.services.siting.desk import Desk
from data.domain.errors import InvalidInput
from geo.siting.exclusion import Standing
from geo.siting.ranking import judged_by
from tests.api.examples import plan

STUDIES, SCENARIOS = "/v1/siting/studies", "/v1/siting/scenarios"


@pytest.fixture
def doors(app: FastAPI, layers: None) -> TestClient:
    """A client without the background thread: studies run when the test says so."""
    return TestClient(app)


@pytest.fixture
def scenario(doors: TestClient, app: FastAPI) -> str:
    ordered = doors.post(STUDIES, json={"profile": "data-centre", "level": 3})
    assert ordered.status_code == 202
    saved = doors.post(SCENARIOS, json={"study": ordered.json()["id"], "preset": "open", "weights": {}})
    assert saved.status_code == 201
    desk: Desk = app.state.siting
    running.work_off(desk.working)
    return str(saved.json()["id"])


def test_a_study_tells_how_far_it_is(doors: TestClient, scenario: str) -> None:
    study = doors.get(f"{SCENARIOS}/{scenario}").json()["study"]
    assert (study["status"], study["blocks_done"]) == ("done", study["blocks_total"])
    assert [row["id"] for row in doors.get(STUDIES).json()] == [study["id"]]


def test_before_it_is_done_a_result_is_not_ready(doors: TestClient) -> None:
    study = doors.post(STUDIES, json={}).json()["id"]
    saved = doors.post(SCENARIOS, json={"study": study}).json()
    assert saved["counts"] is None
    answer = doors.get(f"{SCENARIOS}/{saved['id']}/ranking")
    assert answer.status_code == 503
    assert answer.json()["code"] == "not-ready"


def test_a_ranked_cell_says_why(doors: TestClient, scenario: str) -> None:
    best = doors.get(f"{SCENARIOS}/{scenario}/ranking?top=3").json()["ranking"][0]
    cell = doors.get(f"{SCENARIOS}/{scenario}/cells/{best['code']}").json()
    lines = cell["explanation"]["indicators"]
    assert sum(line["part_high"] for line in lines) == pytest.approx(best["high"], abs=1e-4)
    assert [line["unknown"] is not None for line in lines if line["id"] == "flood-depth"] == [True]


@pytest.mark.parametrize(("code", "status"), [("1", 422), ("36225700", 404), ("99999999", 422)])
def test_a_code_that_is_no_cell_of_the_study_is_told(
    doors: TestClient, scenario: str, code: str, status: int
) -> None:
    assert doors.get(f"{SCENARIOS}/{scenario}/cells/{code}").status_code == status


def test_other_weights_are_tried_without_storing_anything(doors: TestClient, scenario: str) -> None:
    study = doors.get(f"{SCENARIOS}/{scenario}").json()["study"]["id"]
    tried = doors.get(f"{STUDIES}/{study}/what-if?preset=open&w-decarbonised-power=0").json()
    assert tried["scenario"] != scenario
    assert len(doors.get(SCENARIOS).json()) == 1
    shares = [part["share"] for part in tried["shares"]]
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares[:3]) == pytest.approx(1.0)


def test_weights_that_cannot_be_used_are_named(doors: TestClient, scenario: str) -> None:
    study = doors.get(f"{SCENARIOS}/{scenario}").json()["study"]["id"]
    for query in ("w-castle=1", "w-flood-depth=-1", "w-flood-depth=many"):
        answer = doors.get(f"{STUDIES}/{study}/what-if?{query}")
        assert answer.status_code == 422
        assert answer.json()["problems"]


def test_movements_hold_the_position(doors: TestClient, scenario: str) -> None:
    moved = doors.get(f"{SCENARIOS}/{scenario}/movements").json()
    assert moved
    assert all(row["best"] <= row["position"] <= row["worst"] for row in moved)


def test_plans_are_compared_with_every_open_cell_counted_one_by_one(
    doors: TestClient, app: FastAPI, own_engine: Engine, scenario: str
) -> None:
    stored = doors.post("/v1/plans", json=plan()).json()["plan"]
    told = doors.get(f"{SCENARIOS}/{scenario}").json()
    desk: Desk = app.state.siting

    reading = desk.results.read(told["study"]["id"], "open", told["weights"])
    cells, judged = reading.result.cells, judged_by(reading.scores, reading.preset)
    middle = int(np.argsort(judged)[len(judged) // 2])
    ground = shapely.Point(cells.lon[middle], cells.lat[middle]).buffer(0.06)
    with own_engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE plan SET footprint_origin = 'stated', "
                "footprint = ST_Multi(ST_GeomFromText(:wkt, 4326))"
            ),
            {"wkt": ground.wkt},
        )
    (row,) = doors.get(f"{SCENARIOS}/{scenario}/compare").json()
    inside = [
        number
        for number, place in enumerate(zip(cells.lon, cells.lat, strict=True))
        if ground.contains(shapely.Point(place))
    ]
    standing = reading.found.standing
    others = [float(value) for value, at in zip(judged, standing, strict=True) if at == Standing.OPEN]
    mean = sum(float(judged[number]) for number in inside) / len(inside)
    below = sum(value < mean for value in others) + 0.5 * sum(value == mean for value in others)
    assert row["name"] == stored["title"]
    assert (row["cells"], row["by_point"]) == (len(inside), False)
    assert len(inside) > 20
    assert row["mean_judged"] == pytest.approx(mean, abs=1e-4)
    assert row["least_judged"] == pytest.approx(min(judged[number] for number in inside), abs=1e-4)
    assert row["most_judged"] == pytest.approx(max(judged[number] for number in inside), abs=1e-4)
    assert row["percentile"] == pytest.approx(100 * below / len(others), abs=0.01)
    excluded = sum(standing[number] == Standing.EXCLUDED for number in inside) / len(inside)
    assert row["excluded_share"] == pytest.approx(excluded, abs=1e-4)


@pytest.fixture
def shell(own_engine: Engine, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of eighty columns beside the database and results of the doors."""
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SHUSEKI_HOME", str(app.state.siting.folder.parent))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.usefixtures("doors", "shell")
def test_the_command_line_lists_scenarios_by_the_whole_id_that_it_asks_for(scenario: str) -> None:
    listed = CliRunner().invoke(cli, ["siting", "list"])
    assert listed.exit_code == 0, listed.output
    assert scenario in listed.stdout
    assert "完了" in listed.stdout
    shown = CliRunner().invoke(cli, ["siting", "show", scenario, "--lang", "en"])
    assert shown.exit_code == 0, shown.output
    assert "cells of land" in shown.stdout


@pytest.mark.usefixtures("doors", "shell")
def test_the_command_line_writes_in_plane_coordinates_and_in_cp932(scenario: str, tmp_path: Path) -> None:
    command = ["siting", "export", scenario]

    def written(name: str, *options: str) -> Result:
        return CliRunner().invoke(cli, [*command, str(tmp_path / name), "--top", "5", *options])

    assert written("a.gpkg", "--what", "cells", "--crs", "EPSG:6675").exit_code == 0
    assert pyogrio.read_info(tmp_path / "a.gpkg", layer="result")["crs"] == "EPSG:6675"
    assert written("b.csv", "--encoding", "cp932").exit_code == 0
    assert (tmp_path / "b-cp932.csv").read_text("cp932").startswith("rank,")
    assert (tmp_path / "b-unwritten.csv").exists()
    assert (tmp_path / "b-sources.csv").exists()
    for name, *options in (
        ("c.xlsx",),
        ("c.csv", "--crs", "EPSG:6675"),
        ("c.gpkg", "--crs", "EPSG:3857"),
        ("c.gpkg", "--encoding", "cp932"),
    ):
        with pytest.raises(InvalidInput):
            CliRunner().invoke(cli, [*command, str(tmp_path / name), *options], catch_exceptions=False)
    assert not list(tmp_path.glob("c.*"))


def test_files_carry_result_and_sources(doors: TestClient, scenario: str, tmp_path: Path) -> None:
    package = doors.get(f"{SCENARIOS}/{scenario}/export/cells.gpkg?top=50")
    path = tmp_path / "cells.gpkg"
    path.write_bytes(package.content)
    assert {name for name, _ in pyogrio.list_layers(path)} == {"result", "sources"}
    assert len(pyogrio.read_dataframe(path, layer="result")) == 50
    zipped = doors.get(f"{SCENARIOS}/{scenario}/export/areas.csv")
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        names = archive.namelist()
    assert len(names) == 2
    assert any(name.endswith("-sources.csv") for name in names)


def test_files_come_in_plane_coordinates_and_in_cp932(
    doors: TestClient, scenario: str, tmp_path: Path
) -> None:
    export = f"{SCENARIOS}/{scenario}/export"
    path = tmp_path / "cells.gpkg"
    path.write_bytes(doors.get(f"{export}/cells.gpkg?top=5&crs=EPSG:6675").content)
    frame = pyogrio.read_dataframe(path, layer="result")
    assert frame.crs.to_epsg() == 6675
    assert frame.area.between(0.9e6, 1.2e6).all()
    with zipfile.ZipFile(io.BytesIO(doors.get(f"{export}/cells.cp932?top=5").content)) as archive:
        endings = sorted(name.rpartition("-")[2] for name in archive.namelist())
        assert endings == ["cp932.csv", "sources.csv", "unwritten.csv"]
        text = archive.read(next(name for name in archive.namelist() if "cp932" in name)).decode("cp932")
    assert text.startswith("mesh_code,")
    assert doors.get(f"{export}/cells.gpkg?crs=EPSG:3857").status_code == 422


def test_profiles_carry_what_their_numbers_rest_on(doors: TestClient) -> None:
    profiles = doors.get("/v1/siting/profiles").json()
    assert [item["profile"]["id"] for item in profiles] == ["data-centre", "gx-estate"]
    assert all(line["basis"]["note"]["ja"] for item in profiles for line in item["profile"]["indicators"])
