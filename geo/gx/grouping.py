"""Which plots lie together: in one circle of a given radius, or next to each other within a tolerance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.gx.enclosing import Circle, from_centre, smallest_circle
from geo.gx.plots import PlotShape, corners

ERROR_M = 0.2
"""Bound in metres within which a plot counts as inside: 0.1 m for hulls of plots up to 2.5 km, under 0.05 m
for taking a circle of up to 15 km radius in the plane around one of its corners."""
CORNERS_AT_MOST = 1_500
"""Corners of all plots together (some 300 plots) up to which the best circle is sought: seconds of work."""


class TooManyCorners(ValueError):
    """The plots have more corners than the search for the best circle takes on."""


@dataclass(frozen=True, slots=True)
class Group:
    """Plots that lie together, in the caller's order, with the sum of their areas in hectares."""

    plots: tuple[PlotShape, ...]

    @property
    def area_ha(self) -> float:
        """Sum of the areas that count."""
        return sum(plot.area_ha for plot in self.plots)

    def circle(self) -> Circle:
        """Return the smallest circle that holds every plot of the group whole."""
        return smallest_circle(np.vstack([corners(plot) for plot in self.plots]))


def best_in_circle(plots: Sequence[PlotShape], radius_m: float) -> Group | None:
    """Return the plots of the largest total area that one circle of ``radius_m`` metres can hold whole.

    None when not one plot fits. Of groups of equal area the one whose plots come first is taken. Exact up to
    ``ERROR_M``: a best circle can be moved until a corner of a held plot lies on it; for every corner the
    circle is turned around it, and each plot is held within an interval of angles (angular sweep). Grows with
    the square of the number of corners near each other; raises ``TooManyCorners`` beyond ``CORNERS_AT_MOST``.
    """
    if not plots:
        return None
    points = [corners(plot) for plot in plots]
    if smallest_circle(np.vstack(points)).radius_m <= radius_m:
        return Group(tuple(plots))
    if sum(map(len, points)) > CORNERS_AT_MOST:
        raise TooManyCorners(f"more than {CORNERS_AT_MOST} corners")
    held = [each for own in range(len(plots)) for each in _held_by_circles_at(own, points, radius_m)]
    weights = np.array([plot.area_ha for plot in plots])
    sets = {tuple(found) for each in held if (found := _densest(*each, weights)) is not None}
    if not sets:
        return None
    best = max(sets, key=lambda found: (weights[list(found)].sum(), [-index for index in found]))
    return Group(tuple(plots[index] for index in best))


Held = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
"""Plots a circle can hold, with the first and last angle of its centre as seen from the pivot."""


def _held_by_circles_at(own: int, points: list[NDArray[np.float64]], radius_m: float) -> Iterator[Held]:
    """Yield what circles through each corner of plot ``own`` can hold."""
    lon, lat = (float(value) for value in points[own][0])
    reach = 2 * radius_m + float(np.hypot(*from_centre(lon, lat, points[own]).T).max())
    heads = from_centre(lon, lat, np.vstack([each[0] for each in points]))
    near = np.flatnonzero(np.hypot(heads[:, 0], heads[:, 1]) <= reach)
    place = int(np.flatnonzero(near == own)[0])
    for pivot in points[own]:
        index, low, high = _held_around(pivot, [points[i] for i in near], place, radius_m)
        yield near[index], low, high


def _held_around(
    pivot: NDArray[np.float64], points: list[NDArray[np.float64]], own: int, radius_m: float
) -> Held:
    starts = np.cumsum([0, *(len(each) for each in points[:-1])])
    plane = from_centre(float(pivot[0]), float(pivot[1]), np.vstack(points))
    metres = np.hypot(plane[:, 0], plane[:, 1])
    half = np.arccos(np.clip(metres / (2 * radius_m), 0.0, 1.0))
    angle = np.arctan2(plane[:, 1], plane[:, 0])
    free = metres < ERROR_M / 2
    first = np.repeat(angle[_reference(starts, len(angle), free)], [len(each) for each in points])
    offset = np.where(free, 0.0, np.angle(np.exp(1j * (angle - first))))
    half = np.where(free, np.pi, half)
    low = np.maximum.reduceat(offset - half, starts)
    high = np.minimum.reduceat(offset + half, starts)
    far = np.maximum.reduceat(metres, starts) > 2 * radius_m
    base = np.array([first[start] for start in starts])
    fits = ~far & (low <= high)
    if not fits[own]:
        return np.array([], dtype=np.int64), np.array([]), np.array([])
    index = np.flatnonzero(fits)
    return index, (base + low)[index], (base + high)[index]


def _reference(starts: NDArray[np.int64], count: int, free: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each plot a corner away from the pivot, from which its angles are counted."""
    ends = np.append(starts[1:], count)
    return np.array(
        [start + int(np.argmin(free[start:end])) for start, end in zip(starts, ends, strict=True)]
    )


def _densest(
    index: NDArray[np.int64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> list[int] | None:
    """Return the plots whose intervals share the angle of the greatest total weight; none of no intervals."""
    if not len(index):
        return None
    whole, low, width = 2 * np.pi, low % (2 * np.pi), high - low
    into = (low[None, :] - low[:, None]) % whole
    behind = (-into) % whole
    covers = behind <= width[None, :] + 1e-12
    totals = covers @ weights[index]
    best = int(np.argmax(totals))
    return sorted(int(each) for each in index[covers[best]])


def connected(plots: Sequence[PlotShape], tolerance_m: float) -> tuple[Group, ...]:
    """Return the groups of plots that touch or lie within ``tolerance_m`` of a neighbour, largest area first.

    Gaps are measured in an equidistant plane around the plots' middle; for plots within 100 km of it the
    scale errs by less than 0.01 %, which of a tolerance of 100 m is a centimetre.
    """
    if not plots:
        return ()
    every = np.vstack([corners(plot) for plot in plots])
    lon, lat = (every.min(axis=0) + every.max(axis=0)) / 2

    def flat(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return from_centre(float(lon), float(lat), points)

    shapes = [shapely.transform(plot.geometry, flat) for plot in plots]
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance_m)
    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(len(plots), len(plots)))
    _, labels = connected_components(graph, directed=False)
    groups = [
        Group(tuple(plot for plot, label in zip(plots, labels, strict=True) if label == number))
        for number in range(int(labels.max()) + 1)
    ]
    return tuple(sorted(groups, key=lambda group: (-group.area_ha, group.plots[0].index)))
