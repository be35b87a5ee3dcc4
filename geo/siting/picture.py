"""Scores as picture tiles: which class each pixel of a web map tile belongs to; colours are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geo.mesh import WEST_ORIGIN, Level
from geo.siting.exclusion import Exclusions, Standing
from geo.siting.grid import Cells
from geo.siting.profile import Preset
from geo.siting.ranking import candidates, judged_by
from geo.siting.scoring import Scores

TILE = 256
"""Pixels on a side."""
BREAKS = (0.3, 0.4, 0.5, 0.6, 0.7)
"""Lower ends of the second and further score classes; a choice for display only."""
FINEST_SAMPLES = 3
"""Samples along each side of a pixel that is wider than a cell."""


class Shade(IntEnum):
    """What a pixel shows. Classes of scores follow ``SCORE``: ``SCORE + 0`` is the lowest."""

    NOTHING = 0
    UNKNOWN = 1
    EXCLUDED = 2
    SET_ASIDE = 3
    SCORE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One shade for each cell, found by the cell's key (row times width plus column, ascending)."""

    level: Level
    key: NDArray[np.int64]
    shade: NDArray[np.uint8]


def picture(cells: Cells, scores: Scores, found: Exclusions, preset: Preset) -> Picture:
    """Return the shades of all cells as ``preset`` judges them.

    A cell that is not excluded but known too little for the preset is ``UNKNOWN``, never a low score.
    """
    judged = judged_by(scores, preset)
    shade = np.full(len(cells), Shade.UNKNOWN, dtype=np.uint8)
    ranked = candidates(scores, found, preset)
    shade[ranked] = Shade.SCORE + np.digitize(judged[ranked], np.array(BREAKS, dtype=np.float32))
    shade[found.standing == Standing.EXCLUDED] = Shade.EXCLUDED
    shade[found.standing == Standing.SET_ASIDE] = Shade.SET_ASIDE
    key = cells.row.astype(np.int64) * cells.level.shape[1] + cells.column
    return Picture(cells.level, key, shade)


def tile(shown: Picture, zoom: int, x: int, y: int) -> NDArray[np.uint8]:
    """Return the shades of a tile (web Mercator, EPSG:3857) as a 256 × 256 array, north first.

    Where a pixel holds several cells the middle one (by shade) of a few samples stands for it.
    """
    samples = _samples(shown.level, zoom)
    lat = _latitudes(zoom, y, samples)
    lon = (x + (np.arange(TILE * samples) + 0.5) / (TILE * samples)) / 2**zoom * 360.0 - 180.0
    shades = shades_at(shown, *np.meshgrid(lon, lat))
    if samples == 1:
        return shades
    grouped = shades.reshape(TILE, samples, TILE, samples).swapaxes(1, 2).reshape(TILE, TILE, -1)
    middle = grouped.shape[-1] // 2
    return np.asarray(np.partition(grouped, middle, axis=-1)[..., middle], dtype=np.uint8)


def shades_at(shown: Picture, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the shade of the cell at each place (degrees, arrays of one shape)."""
    row = np.floor(lat * shown.level.rows_per_two_degrees / 2.0).astype(np.int64)
    column = np.floor((lon - WEST_ORIGIN) * shown.level.columns_per_degree).astype(np.int64)
    width = shown.level.shape[1]
    if not len(shown.key):
        return np.zeros(row.shape, dtype=np.uint8)
    wanted = row * width + column
    place = np.minimum(np.searchsorted(shown.key, wanted), len(shown.key) - 1)
    inside = (column >= 0) & (column < width)
    found = (shown.key[place] == wanted) & inside
    return np.where(found, shown.shade[place], np.uint8(Shade.NOTHING)).astype(np.uint8)


def _samples(level: Level, zoom: int) -> int:
    cells_per_pixel = level.columns_per_degree * 360.0 / 2**zoom / TILE
    return int(np.clip(np.ceil(cells_per_pixel), 1, FINEST_SAMPLES))


def _latitudes(zoom: int, y: int, samples: int) -> NDArray[np.float64]:
    fraction = (y + (np.arange(TILE * samples) + 0.5) / (TILE * samples)) / 2**zoom
    return np.asarray(np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * fraction)))))
