"""The locks pin everything by hash, name no registry, and the third-party list follows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from setup.third_party_notices import NOTICES, locked
from tests.architecture.files import ROOT

RUNTIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=lambda path: path.name)
def test_the_lock_names_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"https?:|file:|index-url|find-links|trusted-host| @ ", text) == []


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=lambda path: path.name)
def test_every_locked_library_has_a_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8").strip())
    assert len(entries) == len(locked(lock))
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_development_lock_holds_the_runtime_lock() -> None:
    pinned = {(library.name, library.version) for library in locked(DEVELOPMENT)}
    assert [library for library in locked(RUNTIME) if (library.name, library.version) not in pinned] == []


def test_every_locked_library_is_in_the_third_party_list() -> None:
    listed = NOTICES.read_text(encoding="utf-8")
    missing = [lib for lib in locked(RUNTIME) if f"| {lib.name} | {lib.version} |" not in listed]
    assert missing == [], "run `make notices`"


def test_every_declared_library_is_locked() -> None:
    declared = re.findall(
        r'^    "([a-z0-9-]+)(?:\[[a-z]+\])?>=', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    pinned = {library.name for library in locked(DEVELOPMENT)}
    assert len(declared) > 20
    assert [name for name in declared if name not in pinned] == [], "run `make lock`"
