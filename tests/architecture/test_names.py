"""The four package names are ours, come from one place, and no file name says nothing."""

from __future__ import annotations

import subprocess
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, python_files

OURS = ("api", "geo", "rules", "data")
SAYING_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_nobody_else_ships_our_names() -> None:
    owners = packages_distributions()
    assert [name for name in OURS if set(owners.get(name, ())) - {"shuseki"}] == []


def test_all_four_come_from_this_checkout() -> None:
    specs = [find_spec(name) for name in OURS]
    assert {Path(str(spec.origin)).parents[1] for spec in specs if spec} == {ROOT}


def test_the_migrations_are_not_a_package() -> None:
    assert not (ROOT / "migrations" / "__init__.py").exists()


@pytest.mark.parametrize("top", [*OURS, "tests"])
def test_every_folder_with_code_is_a_package(top: str) -> None:
    folders = {path.parent for path in python_files(top)}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_file_name_says_nothing() -> None:
    named = [path for top in (*OURS, "tests", "setup") for path in python_files(top)]
    assert [str(path) for path in named if {path.stem, path.parent.name} & SAYING_NOTHING] == []


def test_no_module_inside_takes_a_top_level_name() -> None:
    inside = [path for top in OURS for path in python_files(top) if path.parent != ROOT]
    assert [str(path) for path in inside if path.stem in OURS] == []


@pytest.mark.parametrize("name", ["data/__init__.py", "data/reference/README.md", "requirements.lock"])
def test_git_does_not_ignore_what_belongs_to_the_product(name: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    ignored = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    assert ignored.returncode == 1
