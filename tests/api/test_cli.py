"""The command line: what it prints, what it ends with, and that checking stores nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine
from typer.testing import CliRunner

from api.cli import app as cli
from api.cli.printing import SIGNS
from api.services.samples import FOLDER
from data.domain.assessment import Status
from tests.api.examples import SECRET, plan
from tests.api.test_intake import rows

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.setenv("SHUSEKI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SHUSEKI_DATABASE_URL", raising=False)

    def running(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["shuseki", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(yaml.safe_dump(plan(), allow_unicode=True), encoding="utf-8")
    return path


def test_a_check_without_a_database_says_what_could_not_be_measured(run: Run, file: Path) -> None:
    status, out, _ = run("check", str(file), "--no-database")
    assert status == 3
    assert "測定できなかった内容" in out
    assert SECRET not in out


def test_a_check_as_json_carries_findings_and_measured_facts(run: Run, file: Path) -> None:
    _, out, _ = run("check", str(file), "--no-database", "--format", "json")
    answer = json.loads(out)
    assert answer["record"]["format"] == "assessment.v1"
    assert {fact["path"] for fact in answer["measured"]} >= {"land.area_ha", "power.plants"}
    assert SECRET not in out


def test_a_check_can_be_read_in_english_and_without_colour(run: Run, file: Path) -> None:
    _, out, _ = run("check", str(file), "--no-database", "--lang", "en")
    assert "Incomplete" in out
    assert "\x1b[" not in out


def test_a_check_on_a_database_stores_nothing(
    run: Run, file: Path, own_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))
    status, out, _ = run("check", str(file), "--format", "json")
    assert status in (1, 3)
    area = next(fact for fact in json.loads(out)["measured"] if fact["path"] == "land.area_ha")
    assert area["value"] > 0
    assert rows(own_engine) == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [("plan_type: [", "plan.yaml"), ("{}", "plan.json"), ("x", "plan.txt"), ("not a workbook", "plan.xlsx")],
)
def test_bad_input_ends_with_two_and_says_what_to_do(
    run: Run, tmp_path: Path, content: str, name: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    status, out, err = run("check", str(path), "--no-database")
    assert (status, out) == (2, "")
    assert "→" in err


def test_a_file_that_is_not_there_is_bad_input(run: Run, tmp_path: Path) -> None:
    status, _, err = run("check", str(tmp_path / "none.yaml"))
    assert status == 2
    assert "none.yaml" in "".join(err.split())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_sample_is_accepted_and_ends_with_what_its_verdict_says(run: Run, path: Path) -> None:
    status, out, _ = run("check", str(path), "--no-database", "--format", "json")
    expected = {"eligible": 0, "not_eligible": 1, "needs_evidence": 3, "needs_review": 3}
    assert status == expected[json.loads(out)["record"]["verdict"]]


def test_the_map_is_one_file_that_needs_nothing_else(run: Run, file: Path, tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    status, _, _ = run("map", str(file), "-o", str(output), "--no-database")
    assert status == 0
    html = output.read_text(encoding="utf-8")
    assert "<script src" not in html
    assert '<link rel="stylesheet"' not in html
    assert "L.map" in html


def test_the_form_written_by_template_can_be_read_back(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "form.xlsx"
    assert run("template", "B", "-o", str(output))[0] == 0
    status, _, err = run("check", str(output), "--no-database")
    assert status == 2
    assert "必須" in err


def test_rules_are_shown_one_by_one_and_by_day(run: Run) -> None:
    assert "kpi.set" in run("rules", "show")[1]
    status, out, _ = run("rules", "show", "kpi.set", "--lang", "en")
    assert status == 0
    assert "S2 1972" in out
    assert run("rules", "show", "none.such")[0] == 2
    assert run("rules", "show", "--on", "1999-01-01")[0] == 2


def test_samples_are_loaded_once(run: Run, own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))
    count = len(list(FOLDER.glob("*.yaml")))
    assert run("db", "seed")[0] == 0
    assert rows(own_engine) == 2 * count
    assert f"{count}件を確認し直しました" in run("db", "seed")[1]
    assert rows(own_engine) == 3 * count
    assert f"plans: {count}" in run("db", "status")[1]


def test_every_command_explains_itself() -> None:
    for command in ([], ["check"], ["map"], ["serve"], ["db"], ["import"], ["rules"], ["template"]):
        assert CliRunner().invoke(cli.app, [*command, "--help"]).exit_code == 0


def test_every_status_has_a_sign_that_needs_no_colour() -> None:
    assert len({sign for sign, _ in SIGNS.values()}) == len(Status)


def test_an_empty_home_is_refused_by_name_and_nothing_is_written_where_one_stands(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHUSEKI_HOME", "")
    monkeypatch.chdir(tmp_path)
    status, _, told = run("import", "list")
    assert status != 0
    assert "SHUSEKI_HOME" in told
    assert list(tmp_path.iterdir()) == []
