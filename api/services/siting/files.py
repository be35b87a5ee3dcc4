"""Results as files for other programs: GeoPackage, GeoJSON, CSV, each with the sources of what went in."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from api.services.exports import Made, in_cp932
from api.services.siting.results import Reading
from api.services.siting.scenarios import largest_areas
from geo.siting.export import Format, areas_frame, cells_frame, sources_frame, write
from geo.siting.ranking import rank

MOST_CELLS = 1_000_000
What = Literal["areas", "cells"]


def export(
    reading: Reading, what: What, file_format: Format | Literal["cp932"], top: int, srid: int = 4326
) -> Made:
    """Write the areas or the best ``top`` cells of a reading; a second file with sources makes it a ZIP.

    ``srid`` applies to GeoPackage. ``cp932`` is the CSV in that encoding, with a report of what it lacks.
    """
    folder = Path(mkdtemp(prefix="shuseki-"))
    name = f"siting-{what}-{reading.id[:8]}"
    ending: Format = "csv" if file_format == "cp932" else file_format
    written = write_to(reading, what, ending, top, folder / f"{name}.{ending}", srid)
    if len(written) == 1:
        return Made(written[0])
    if file_format == "cp932":
        written = (*in_cp932(written[0]), *written[1:])
    packed = folder / f"{name}-{file_format}.zip"
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path in written:
            archive.write(path, path.name)
    return Made(packed)


def write_to(
    reading: Reading, what: What, file_format: Format, top: int, path: Path, srid: int = 4326
) -> tuple[Path, ...]:
    """Write to ``path`` and return the files made; the sources stand in the same file or beside it."""
    if what == "areas":
        frame = areas_frame(largest_areas(reading))
    else:
        ranked = rank(reading.scores, reading.found, reading.preset, top)
        index = np.array([row.index for row in ranked], dtype=np.int64)
        frame = cells_frame(reading.result, reading.scores, reading.found, index)
    return write(frame, sources_frame(reading.result), path, file_format, srid)
