"""Keeps columns of blocks in a folder, one file each, named by what they were made from."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from geo.siting.columns import Arrays


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files ``<folder>/<column key>/<block>.npz``; several studies share what they have in common.

    A file appears whole or not at all: it is written beside its place and renamed. One that cannot be read
    (a disk fault) counts as absent and is written anew.
    """

    folder: Path

    def read(self, key: str, index: int) -> Arrays | None:
        """Return the arrays kept for a block, ``None`` when there are none that can be read."""
        try:
            with self._path(key, index).open("rb") as file, np.load(file, allow_pickle=False) as kept:
                return dict(kept)
        except (FileNotFoundError, zipfile.BadZipFile, ValueError, EOFError):
            return None

    def write(self, key: str, index: int, arrays: Arrays) -> None:
        """Keep the arrays of a block."""
        path = self._path(key, index)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.savez(file, allow_pickle=False, **arrays)
        os.replace(file.name, path)

    def _path(self, key: str, index: int) -> Path:
        return self.folder / key / f"{index:05d}.npz"
