"""Distance from grid cells to lines: short pieces in a KD-tree, then the exact distance to the pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.siting.ellipsoid import earth_centred, geodesic_of
from geo.siting.nearest import Nearest

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
PIECE_DEGREES = 0.01
"""Lines are cut into pieces of at most about 1.1 km; a chord of that length lies 2 cm below the ellipsoid."""
FIRST_LOOK = 4


class LineTree:
    """Lines (degrees, EPSG:4326 or 6668) searchable by distance on the ellipsoid.

    The nearest piece is certain: a piece is left out only when its middle is too far for any point of it to
    be nearer than one already found. What remains is the error of a straight piece, below 0.1 m, and of the
    arc (see ``ellipsoid``).
    """

    def __init__(self, lines: Sequence[BaseGeometry] | NDArray[np.object_]) -> None:
        cut = shapely.segmentize(np.asarray(lines, dtype=object), PIECE_DEGREES)
        parts, owner = shapely.get_parts(cut, return_index=True)
        points, part = shapely.get_coordinates(parts, return_index=True)
        same = part[1:] == part[:-1]
        placed = earth_centred(points[:, 0], points[:, 1]).reshape(-1, 3)
        self._start, self._along = placed[:-1][same], (placed[1:] - placed[:-1])[same]
        self._owner: Integers = owner[part[:-1][same]].astype(np.int64)
        length = np.linalg.norm(self._along, axis=1)
        self._reach = float(length.max()) / 2.0 if len(length) else 0.0
        self._tree = cKDTree(self._start + self._along / 2.0) if len(length) else None

    def nearest(self, centres: Floats) -> Nearest:
        """Return distance in metres to, and index of, the nearest line; ``centres`` are earth-centred, ``(3,
        n)``."""
        places = np.ascontiguousarray(centres.T)
        piece = np.full(len(places), -1, dtype=np.int64)
        chord = np.full(len(places), np.inf)
        if self._tree is None or not len(places):
            return Nearest(chord, piece)
        left, look = np.arange(len(places)), min(FIRST_LOOK, len(self._owner))
        while left.size:
            middle, candidate = self._tree.query(places[left], k=np.arange(1, look + 1))
            gap = self._gaps(places[left], candidate)
            best = gap.argmin(axis=1)[:, None]
            chord[left] = np.take_along_axis(gap, best, axis=1)[:, 0]
            piece[left] = np.take_along_axis(candidate, best, axis=1)[:, 0]
            if look == len(self._owner):
                break
            left, look = left[middle[:, -1] - self._reach < chord[left]], min(4 * look, len(self._owner))
        arc = geodesic_of(chord, places, self._start, piece)
        return Nearest(arc, self._owner[piece])

    def _gaps(self, places: Floats, candidate: Integers) -> Floats:
        start, along = self._start[candidate], self._along[candidate]
        to = places[:, None, :] - start
        length = np.maximum(np.einsum("ijk,ijk->ij", along, along), 1e-12)
        share = np.clip(np.einsum("ijk,ijk->ij", to, along) / length, 0.0, 1.0)
        return np.asarray(np.linalg.norm(to - share[..., None] * along, axis=2))
