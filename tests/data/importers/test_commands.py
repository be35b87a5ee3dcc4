"""The import commands print what became of the rows, and end with a status a script can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from api.cli.imports import STOPPED, imports_app
from tests.data.importers.files import DATA_CENTRES, PLANTS_WRI
from tests.data.importers.statistics_files import BENCHMARKS, written

WIDE = {"COLUMNS": "220", "TERM": "dumb"}


@pytest.fixture
def database(own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))


def shuseki_import(*arguments: str | Path) -> Result:
    return CliRunner().invoke(imports_app, [str(argument) for argument in arguments], env=WIDE)


@pytest.mark.usefixtures("database")
def test_an_import_is_committed_summarised_and_listed() -> None:
    assert "shuseki import --help" in shuseki_import("list").stdout, "an empty list says what to do"
    done = shuseki_import("datacentres", DATA_CENTRES)
    assert done.exit_code == 0, done.output
    assert "取込み完了(使用中)" in done.stdout
    assert "dc-01927" in done.stdout
    listed = shuseki_import("list")
    assert "使用中" in listed.stdout
    assert "© OpenStreetMap contributors, ODbL" in listed.stdout
    assert "nothing new stored" in shuseki_import("datacentres", DATA_CENTRES, "--lang", "en").stdout


@pytest.mark.usefixtures("database")
def test_the_issues_of_an_edition_can_be_read_again_in_either_language() -> None:
    shuseki_import("plants", PLANTS_WRI, "--source", "wri", "--as-of", "2018-06-01")
    assert "座標がないため読み飛ばしました" in shuseki_import("issues", "1").stdout
    assert "There are no coordinates" in shuseki_import("issues", "1", "--lang", "en").stdout


@pytest.mark.usefixtures("database")
def test_a_stopped_import_ends_with_its_own_status_and_is_kept_as_rejected(tmp_path: Path) -> None:
    path = tmp_path / "abroad.csv"
    path.write_text("source_id,name,operator,type,lon,lat\nx,A,,colocation,2.35,48.86\n", encoding="utf-8")
    done = shuseki_import("datacentres", path)
    assert done.exit_code == STOPPED
    assert "中止" in done.stdout
    assert "不採用" in shuseki_import("list").stdout


@pytest.mark.usefixtures("database")
def test_statistics_are_imported_by_their_kind(tmp_path: Path) -> None:
    path = written(tmp_path / "benchmarks.csv", BENCHMARKS)
    done = shuseki_import("statistics", path, "--kind", "benchmarks")
    assert done.exit_code == 0, done.output
    assert "経済センサス（純付加価値額）" in done.stdout
    assert shuseki_import("statistics", path, "--kind", "resas").exit_code == 2
