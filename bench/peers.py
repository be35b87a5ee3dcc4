"""The environment of other makers' programs that benchmarks run beside the product; no part of it."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / "bench" / ".peers"


def python_of_peers() -> Path:
    """Return the Python that has the group ``bench`` of ``pyproject.toml``, installed when it is missing."""
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME)
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    subprocess.run([*install, "--group", "bench"], check=True, cwd=ROOT)  # noqa: S603 - our own list
    return python
