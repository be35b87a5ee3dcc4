"""Where the source files of the checkout are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(top: str) -> Iterator[Path]:
    """Every Python file below one top-level folder."""
    return (path for path in sorted((ROOT / top).rglob("*.py")) if "__pycache__" not in path.parts)


def files(top: str, *suffixes: str) -> Iterator[Path]:
    """Every file below one top-level folder whose name ends in one of ``suffixes``."""
    return (path for path in sorted((ROOT / top).rglob("*")) if path.suffix in suffixes)
