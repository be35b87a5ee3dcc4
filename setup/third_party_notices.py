"""Writes THIRD_PARTY_NOTICES.md: every library of the runtime lock, with version, licence and home.

Usage: ``make notices``, after ``make lock`` and a set-up with the new lock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;\\]+)(?: *; *(?P<only_if>[^\\]+))?"
)
LICENCE_CLASSIFIER = "License :: OSI Approved :: "
LONGEST_LICENCE_NAME = 60

HEADING = """# 第三者ライブラリ / Third-party libraries

`requirements.lock` から `make notices` で作成しています。手で編集しないでください。
Made from `requirements.lock` by `make notices`; not edited by hand.
Each licence is the one that the installed library declares; its full text is in the library's own folder,
with those of the native libraries that some of them carry (GDAL, GEOS, PROJ, libpq, OpenBLAS).

| 名称 / Name | 版 / Version | ライセンス / Licence | 所在 / Home |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One library of a lock file, with the condition (environment marker) under which it is installed."""

    name: str
    version: str
    only_if: str


def locked(lock: Path) -> list[Pinned]:
    """Return the libraries that a hashed lock file pins, in its order."""
    matches = (PINNED.match(line) for line in lock.read_text(encoding="utf-8").splitlines())
    return [Pinned(m["name"], m["version"], (m["only_if"] or "").strip()) for m in matches if m]


def row(library: Pinned) -> str:
    """Return the table row of one library."""
    try:
        found = metadata(library.name)
    except PackageNotFoundError:
        unused = f"(この環境では不使用 / unused here: `{library.only_if}`)"
        return f"| {library.name} | {library.version} | {unused} | |\n"
    return f"| {library.name} | {library.version} | {licence(found)} | {home(found)} |\n"


def licence(found: PackageMetadata) -> str:
    """Return the declared licence: the SPDX expression, else the classifiers, else the short free text."""
    if "License-Expression" in found:
        return found["License-Expression"]
    classifiers: list[str] = found.get_all("Classifier") or []
    declared = [entry for entry in classifiers if entry.startswith(LICENCE_CLASSIFIER)]
    if declared:
        return ", ".join(entry.removeprefix(LICENCE_CLASSIFIER) for entry in declared)
    text = found["License"].strip().splitlines()[0] if "License" in found else ""
    if not text or len(text) > LONGEST_LICENCE_NAME:
        raise LookupError(f"{found['Name']} declares no licence in a form that can be listed: {text!r}")
    return text


def home(found: PackageMetadata) -> str:
    """Return the first address that the library gives for itself."""
    if "Home-page" in found and found["Home-page"].startswith("http"):
        return found["Home-page"]
    declared: list[str] = found.get_all("Project-URL") or []
    addresses = dict(entry.split(", ", 1) for entry in declared)
    preferred = ("homepage", "source", "repository", "source code", "documentation")
    by_label = {label.lower(): address for label, address in addresses.items()}
    return next(
        (by_label[label] for label in preferred if label in by_label), next(iter(addresses.values()), "")
    )


def main() -> None:
    """Write the file."""
    NOTICES.write_text(HEADING + "".join(map(row, locked(LOCK))), encoding="utf-8")


if __name__ == "__main__":
    main()
