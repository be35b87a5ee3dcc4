"""Makes the vendored browser assets anew from pinned npm packages; needed only when a version is changed."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_VENDOR = _HERE.parents[1] / "api" / "web" / "static" / "vendor"


class IntegrityError(Exception):
    """The package fetched is not the one that was pinned."""


def main() -> None:
    """Fetch every package of ``packages.toml`` and write its listed files, or stop before writing any."""
    packages: dict[str, dict[str, Any]] = tomllib.loads((_HERE / "packages.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        archives = {name: _fetched(name, entry, Path(folder)) for name, entry in packages.items()}
        for name, entry in packages.items():
            _unpack(archives[name], entry["files"], _VENDOR / name)
            _write_note(name, entry)
            sys.stdout.write(f"{name} {entry['version']}: {len(entry['files'])} files\n")


def _fetched(name: str, entry: dict[str, Any], folder: Path) -> Path:
    command = ["npm", "pack", f"{name}@{entry['version']}", "--silent", "--pack-destination", str(folder)]
    made = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - fixed command
    archive = folder / made.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if entry["integrity"] != f"sha512-{digest}":
        raise IntegrityError(f"{name} {entry['version']} hashes to sha512-{digest}")
    return archive


def _unpack(archive: Path, files: dict[str, str], target: Path) -> None:
    with tarfile.open(archive) as bundle:
        for member, place in files.items():
            content = bundle.extractfile(f"package/{member}")
            if content is None:
                raise IntegrityError(f"{member} is not a file of {archive.name}")
            path = target / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())


def _write_note(name: str, entry: dict[str, Any]) -> None:
    lines = [
        f"{name} {entry['version']}",
        f"Licence: {entry['license']} (see LICENSE)",
        f"Package: npm {name}, {entry['integrity']}",
        "Files are unchanged, line ends too (.gitattributes); made by setup/assets/vendor.py.",
        *(
            f"sha256 {hashlib.sha256((_VENDOR / name / place).read_bytes()).hexdigest()}  {place}"
            for place in sorted(entry["files"].values())
        ),
    ]
    (_VENDOR / name / ".gitattributes").write_text("* -text\n", encoding="utf-8")
    (_VENDOR / name / "THIRD_PARTY.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
