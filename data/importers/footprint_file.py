"""Reads one footprint out of a file of any vector format; says what was repaired, refuses what cannot stand.

Unlike a layer, a footprint is one thing: when a single feature cannot be used, all of it is refused, because
the rest would be taken for the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import shapely
from shapely import MultiPolygon

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import ImportIssue, Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.extent import AXES_SUSPECTED, keep_in_japan
from data.importers.formats import opened, refused
from data.importers.log import IssueLog
from data.importers.reading import AS_THE_FILE_SAYS, Reading
from data.importers.repair import repaired, without_impossible_coordinates
from data.importers.vector import read_layer

LARGEST_UNPACKED = 200 * 1024**2
"""Bytes; far more than the boundary of any prefecture, far less than a layer may have."""
MOST_VERTICES = 200_000
"""As many as a drawn footprint may have (``geo.footprint.limits``)."""
TOLD = 20
"""Problems told of one file."""


@dataclass(frozen=True, slots=True)
class FootprintFile:
    """The ground of a file in EPSG:4326, and what was noticed and repaired on the way."""

    shape: MultiPolygon
    features: int
    source_crs: str
    issues: tuple[ImportIssue, ...]


def read_footprint(
    path: Path, layer: str | None = None, reading: Reading = AS_THE_FILE_SAYS
) -> FootprintFile:
    """Return all polygons of a file joined; raises ``InvalidInput`` with each feature that cannot be used."""
    log = IssueLog()
    with opened(path, layer, LARGEST_UNPACKED) as file:
        read = read_layer(file.path, None, log, (), reading)
    if log.stopped:
        raise _refusal(log)
    frame = cells.without_missing_geometry(read.frame, log)
    vertices = int(shapely.get_num_coordinates(frame["geom"].to_numpy()).sum())
    if vertices > MOST_VERTICES:
        message = _TOO_MANY.filled(vertices=f"{vertices:,}", limit=f"{MOST_VERTICES:,}")
        raise refused(path, message, _SIMPLIFY)
    frame = without_impossible_coordinates(frame, log)
    frame = keep_in_japan(frame, log, reading.swap)
    frame = repaired(_areas(frame, log), log)
    if any(issue.severity is Severity.REFUSED for issue in log.issues()):
        raise _refusal(log)
    if frame.empty:
        raise refused(path, _NOTHING, _DRAW)
    parts = shapely.get_parts(shapely.union_all(frame["geom"].to_numpy()))
    return FootprintFile(MultiPolygon(list(parts)), len(frame), read.source_crs, log.issues())


def _areas(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    other = pd.Series(shapely.get_dimensions(frame["geom"].to_numpy()) != 2, index=frame.index)
    return log.drop(frame, other, Severity.REFUSED, "not-an-area", _NO_AREA)


def _refusal(log: IssueLog) -> InvalidInput:
    grave = [each for each in log.issues() if each.severity in (Severity.STOP, Severity.REFUSED)]
    return InvalidInput.of(
        [
            Problem(
                f"{each.code}" if each.row is None else f"{each.code} #{each.row}",
                each.value,
                each.message,
                _EXCHANGE if each.code == AXES_SUSPECTED else _MEND,
            )
            for each in grave[:TOLD]
        ]
    )


_NO_AREA = Text("面ではない図形(点又は線)です。", "This is a point or a line, not an area.")
_MEND = Text(
    "図形を直して、もう一度送ってください。ほかの図形だけで区域を定めることはしません。",
    "Mend it and send the file again. The other features alone are not taken for the footprint.",
)
_EXCHANGE = Text(
    "図形を直すか、画面では「緯度と経度が逆の図形を入れ替えて読む」を、"
    "APIでは swap_rows=flagged を指定してください。",
    "Mend it, or choose “Exchange latitude and longitude” on the page; in the API give swap_rows=flagged.",
)
_NOTHING = Text("区域になる面が1件もありません。", "There is no area in it.")
_DRAW = Text("区域を面で描いたファイルを送ってください。", "Send a file with the footprint as polygons.")
_TOO_MANY = Text(
    "区域の頂点が多すぎます({vertices}点。上限は{limit}点)。",
    "It has too many vertices ({vertices}; the limit is {limit}).",
)
_SIMPLIFY = Text("間引いてから送ってください。", "Simplify it and send it again.")
