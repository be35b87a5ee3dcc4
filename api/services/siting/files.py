"""Results as files for other programs: GeoPackage, GeoJSON, CSV, each with the sources of what went in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from api.services.siting.results import Reading
from api.services.siting.scenarios import largest_areas
from geo.siting.export import Format, areas_frame, cells_frame, sources_frame, write
from geo.siting.ranking import rank

MOST_CELLS = 1_000_000
What = Literal["areas", "cells"]


@dataclass(frozen=True, slots=True)
class Made:
    """A file in a folder of its own; ``discard`` removes both."""

    path: Path

    def discard(self) -> None:
        """Remove the file and its folder."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def export(reading: Reading, what: What, file_format: Format, top: int) -> Made:
    """Write the areas or the best ``top`` cells of a reading; a second file with sources makes it a ZIP."""
    folder = Path(mkdtemp(prefix="shuseki-"))
    name = f"siting-{what}-{reading.id[:8]}"
    written = write_to(reading, what, file_format, top, folder / f"{name}.{file_format}")
    if len(written) == 1:
        return Made(written[0])
    packed = folder / f"{name}-{file_format}.zip"
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path in written:
            archive.write(path, path.name)
    return Made(packed)


def write_to(reading: Reading, what: What, file_format: Format, top: int, path: Path) -> tuple[Path, ...]:
    """Write to ``path`` and return the files made; the sources stand in the same file or beside it."""
    if what == "areas":
        frame = areas_frame(largest_areas(reading))
    else:
        ranked = rank(reading.scores, reading.found, reading.preset, top)
        index = np.array([row.index for row in ranked], dtype=np.int64)
        frame = cells_frame(reading.result, reading.scores, reading.found, index)
    return write(frame, sources_frame(reading.result), path, file_format)
