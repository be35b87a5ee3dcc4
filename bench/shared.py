"""Where the real data for benchmarks are: where the environment says, or beside the repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def shared_data() -> Path | None:
    """Return ``SHUSEKI_SHARED_DATA``, or ``../shared/data`` of the repository, from a work tree of it too."""
    named = os.environ.get("SHUSEKI_SHARED_DATA")
    folders = [Path(named)] if named else [home.parent / "shared" / "data" for home in (ROOT, _repository())]
    return next((folder for folder in folders if folder.is_dir()), None)


def _repository() -> Path:
    asked = ["git", "rev-parse", "--path-format=absolute", "--git-common-dir"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    return Path(told.stdout.strip()).parent if told.returncode == 0 else ROOT
