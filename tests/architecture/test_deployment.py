"""The image and the composition hold what they promise; checked without Docker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from api.web import guides
from tests.architecture.files import ROOT

COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


def test_the_composition_follows_the_compose_schema() -> None:
    tool = Path(sys.executable).with_name("check-jsonschema")
    command = [str(tool), "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_product_starts_after_a_finished_migration_of_a_healthy_database(services: dict) -> None:
    assert services["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert services["app"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert all("healthcheck" in services[name] for name in ("db", "app"))


def test_no_password_is_written_down(services: dict) -> None:
    values = [value for service in services.values() for value in service["environment"].items()]
    secret = [value for name, value in values if "PASSWORD" in name]
    assert len(secret) == len(services)
    assert all(re.fullmatch(r"\$\{SHUSEKI_DB_PASSWORD:\?.+\}", value) for value in secret)
    assert not re.search(r"://[^/\s]+:[^/\s]+@", COMPOSE.read_text(encoding="utf-8"))


def test_only_this_machine_reaches_the_published_port(services: dict) -> None:
    assert services["app"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["db"]


def test_the_images_are_pinned_and_the_data_are_in_a_volume(services: dict) -> None:
    assert re.fullmatch(r"postgis/postgis:\d+-\d+\.\d+", services["db"]["image"])
    assert services["db"]["volumes"] == ["database:/var/lib/postgresql/data"]


def test_the_image_is_built_from_the_hashed_lock_and_runs_without_privileges() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE) == ["shuseki"]
    assert "HEALTHCHECK" in DOCKERFILE
    assert DOCKERFILE.index("USER shuseki") < DOCKERFILE.index('CMD ["shuseki", "serve"]')


def test_the_image_gets_every_folder_the_product_needs() -> None:
    admitted = set(
        re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {"api", "geo", "rules", "data", "migrations", "pyproject.toml", "requirements.lock"} <= admitted
    assert {"docs/guides", "docs/images", "docs/excel-round-trip.md"} <= admitted
    assert all((ROOT / name).exists() for name in admitted)


def test_a_wheel_holds_the_guides_where_their_pages_look_for_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(ZipFile(wheel).namelist())
    wanted = [guides.DOCUMENTS / card.file for card in guides.CARDS.values()]
    wanted += guides.PICTURES.glob("*.png")
    assert [path.name for path in wanted if str(path.relative_to(ROOT)) not in held] == []
