"""Adjacent good cells merged into areas, with hectares and the load that fits at a stated density."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geo.siting.borders import outline
from geo.siting.exclusion import areas_ha
from geo.siting.grid import Cells
from geo.siting.profile import Density
from geo.siting.study import StudyResult


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Good cells that share edges, as one polygon in degrees (EPSG:4326).

    Hectares are geodesic and gross: the cells count whole, nothing is taken off for roads, slopes or owners
    who do not sell. The load in MW is therefore what would fit at most, as the range of the stated density.
    """

    polygon: BaseGeometry
    cells: NDArray[np.int64]
    area_ha: float
    fits_mw_low: float
    fits_mw_high: float
    places: tuple[str, ...]
    mean_judged: float
    best_judged: float


def merged_areas(
    result: StudyResult, good: NDArray[np.bool_], judged: NDArray[np.float32], density: Density, count: int
) -> tuple[Area, ...]:
    """Return the ``count`` largest areas of good cells, largest first; cells that touch at a corner stay
    apart."""
    index = np.flatnonzero(good)
    if not index.size or count < 1:
        return ()
    label = _components(result.cells, index)
    size = np.bincount(label, weights=areas_ha(result, index))
    largest = np.argsort(-size, kind="stable")[:count]
    return tuple(_area(result, index[label == part], float(size[part]), judged, density) for part in largest)


def _components(cells: Cells, index: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the number of the area of each cell: runs of cells in a row, joined where two of them meet."""
    width = cells.level.shape[1]
    key = cells.row[index].astype(np.int64) * width + cells.column[index]
    first = np.concatenate([[0], np.flatnonzero(np.diff(key) != 1) + 1])
    length = np.diff(np.append(first, len(key)))
    west, east = key[first], key[first] + length
    from_run = np.searchsorted(east, west + width, side="right")
    meets = np.searchsorted(west, east + width, side="left") - from_run
    one = np.repeat(np.arange(len(first)), meets)
    other = np.arange(len(one)) + np.repeat(from_run - (np.cumsum(meets) - meets), meets)
    links = coo_array((np.ones(len(one), dtype=np.bool_), (one, other)), shape=(len(first), len(first)))
    _, label = connected_components(links, directed=False)
    return np.repeat(label.astype(np.int32), length)


def _area(
    result: StudyResult,
    cells: NDArray[np.int64],
    hectares: float,
    judged: NDArray[np.float32],
    density: Density,
) -> Area:
    places = np.unique(result.cells.place[cells])
    values = judged[cells].astype(np.float64)
    return Area(
        outline(result.cells, cells),
        cells,
        hectares,
        hectares * density.low,
        hectares * density.high,
        tuple(result.places[place] for place in places),
        float(values.mean()),
        float(values.max()),
    )
