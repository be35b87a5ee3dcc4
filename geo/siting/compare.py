"""How the screen sees places that already exist: the cells inside plans and zones against all candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.mesh import rows_columns
from geo.siting.exclusion import Exclusions, Standing
from geo.siting.layers import Shapes
from geo.siting.outlines import outlines
from geo.siting.scanline import scan
from geo.siting.study import StudyResult


@dataclass(frozen=True, slots=True)
class Compared:
    """One zone. Figures are None when no cell of it can be judged."""

    name: str
    cells: int
    by_point: bool
    """The zone is too small to hold a cell's centre; the cell around its inner point stands for it."""
    excluded_share: float | None
    set_aside_share: float | None
    mean_judged: float | None
    least_judged: float | None
    most_judged: float | None
    percentile: float | None
    """Share of all open cells, in percent, whose value is below the zone's mean (ties count half)."""


def compare(
    result: StudyResult,
    judged: NDArray[np.float32],
    found: Exclusions,
    zones: Shapes,
    names: tuple[str, ...],
) -> tuple[Compared, ...]:
    """Return for each zone (polygons in degrees, EPSG:4326 or 6668) how its cells are judged among all open
    cells.

    Excluded cells of a zone are counted and judged too: a zone may stand where the screen would not put it.
    """
    opened = np.sort(judged[(found.standing == Standing.OPEN) & np.isfinite(judged)].astype(np.float64))
    members = _members(result, zones)
    return tuple(
        _compared(name, *members[place], judged, found.standing, opened) for place, name in enumerate(names)
    )


def _members(result: StudyResult, zones: Shapes) -> list[tuple[NDArray[np.int64], bool]]:
    cells = result.cells
    width = cells.level.shape[1]
    key = cells.row.astype(np.int64) * width + cells.column
    row_to = int(cells.row[-1]) + 1 if len(cells) else 1
    spans = scan(outlines(zones), cells.level, int(cells.row[0]) if len(cells) else 0, row_to)
    start = np.searchsorted(key, spans.row * width + spans.start)
    end = np.searchsorted(key, spans.row * width + spans.end)
    members: list[tuple[NDArray[np.int64], bool]] = []
    for place, zone in enumerate(zones):
        own = np.flatnonzero(spans.feature == place)
        found = (
            np.concatenate([np.arange(start[i], end[i]) for i in own]) if own.size else np.empty(0, np.int64)
        )
        members.append((found, False) if found.size else (_cell_around(result, key, zone), True))
    return members


def _cell_around(result: StudyResult, key: NDArray[np.int64], zone: object) -> NDArray[np.int64]:
    inner = shapely.point_on_surface(zone)
    if inner is None or inner.is_empty:
        return np.empty(0, dtype=np.int64)
    row, column = rows_columns(inner.x, inner.y, result.cells.level)
    return np.flatnonzero(key == int(row) * result.cells.level.shape[1] + int(column))


def _compared(
    name: str,
    cells: NDArray[np.int64],
    by_point: bool,
    judged: NDArray[np.float32],
    standing: NDArray[np.uint8],
    opened: NDArray[np.float64],
) -> Compared:
    if not cells.size:
        return Compared(name, 0, by_point, None, None, None, None, None, None)
    excluded = float((standing[cells] == Standing.EXCLUDED).mean())
    set_aside = float((standing[cells] == Standing.SET_ASIDE).mean())
    values = judged[cells].astype(np.float64)
    values = values[np.isfinite(values)]
    if not values.size or not opened.size:
        return Compared(name, len(cells), by_point, excluded, set_aside, None, None, None, None)
    mean = float(values.mean())
    below, upto = (np.searchsorted(opened, mean, side=side) for side in ("left", "right"))
    percentile = 50.0 * float(below + upto) / len(opened)
    return Compared(
        name,
        len(cells),
        by_point,
        excluded,
        set_aside,
        mean,
        float(values.min()),
        float(values.max()),
        percentile,
    )
