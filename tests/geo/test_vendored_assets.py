"""The vendored browser files are the published ones, with their licence beside them."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_VENDOR = _ROOT / "api" / "web" / "static" / "vendor"


def test_each_vendored_file_has_the_recorded_hash_and_each_package_its_licence():
    packages = tomllib.loads((_ROOT / "setup" / "assets" / "packages.toml").read_text(encoding="utf-8"))
    for name, entry in packages.items():
        note = (_VENDOR / name / "THIRD_PARTY.txt").read_text(encoding="utf-8")
        assert entry["version"] in note
        assert entry["license"] in note
        assert entry["integrity"] in note
        assert "LICENSE" in entry["files"].values()
        for place in entry["files"].values():
            digest = hashlib.sha256((_VENDOR / name / place).read_bytes()).hexdigest()
            assert f"sha256 {digest}  {place}" in note
