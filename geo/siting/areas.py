"""Adjacent good cells merged into areas, with hectares and the load that fits at a stated density."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geo.mesh import bounds
from geo.siting.exclusion import areas_ha
from geo.siting.grid import Cells
from geo.siting.profile import Density
from geo.siting.study import StudyResult


@dataclass(frozen=True, slots=True)
class Area:
    """Good cells that share edges, as one polygon in degrees (EPSG:4326).

    Hectares are geodesic and gross: the cells count whole, nothing is taken off for roads, slopes or owners
    who do not sell. The load in MW is therefore what would fit at most, as the range of the stated density.
    """

    polygon: BaseGeometry
    cells: tuple[int, ...]
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
    hectares = areas_ha(result)[index]
    size = np.bincount(label, weights=hectares)
    order = np.argsort(label, kind="stable")
    start = np.searchsorted(label[order], np.arange(len(size) + 1))
    largest = np.argsort(-size, kind="stable")[:count]
    members = (index[order[start[part] : start[part + 1]]] for part in largest)
    return tuple(
        _area(result, cells, float(size[part]), judged, density)
        for part, cells in zip(largest, members, strict=True)
    )


def union_of(cells: Cells, index: NDArray[np.int64]) -> BaseGeometry:
    """Return the union of cells as a polygon or multipolygon in degrees (EPSG:4326)."""
    edges = bounds(cells.row[index], cells.column[index], cells.level)
    return shapely.coverage_union_all(shapely.box(edges.west, edges.south, edges.east, edges.north))


def _components(cells: Cells, index: NDArray[np.int64]) -> NDArray[np.int32]:
    width = cells.level.shape[1]
    key = cells.row[index].astype(np.int64) * width + cells.column[index]
    pairs = []
    for step in (1, width):
        found = np.minimum(np.searchsorted(key, key + step), len(key) - 1)
        touching = np.flatnonzero(key[found] == key + step)
        pairs.append(np.stack([touching, found[touching]]))
    one, other = np.concatenate(pairs, axis=1)
    links = coo_array((np.ones(len(one), dtype=np.bool_), (one, other)), shape=(len(key), len(key)))
    _, label = connected_components(links, directed=False)
    return np.asarray(label, dtype=np.int32)


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
        union_of(result.cells, cells),
        tuple(cells.tolist()),
        hectares,
        hectares * density.low,
        hectares * density.high,
        tuple(result.places[place] for place in places),
        float(values.mean()),
        float(values.max()),
    )
