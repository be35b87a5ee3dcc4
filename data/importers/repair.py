"""Makes geometries storable: refuses coordinates that are no numbers, repairs shapes visibly; EPSG:4326."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.extent import Geometries
from data.importers.log import IssueLog


def without_impossible_coordinates(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Refuse rows with a vertex that is infinite or not a number; GEOS must never see them."""
    if np.isfinite(shapely.get_coordinates(frame["geom"].to_numpy())).all():
        return frame
    vertices, owner = shapely.get_coordinates(frame["geom"].to_numpy(), return_index=True)
    broken = np.bincount(owner[~np.isfinite(vertices).all(axis=1)], minlength=len(frame)) > 0
    bad = pd.Series(broken, index=frame.index)
    return log.drop(frame, bad, Severity.REFUSED, "coordinates-not-finite", _NOT_FINITE)


def repaired(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Make invalid geometries valid, each with GEOS's reason in the log.

    A geometry that keeps no part of its own dimension (a polygon that turns out to be a line) is refused.
    """
    geometries = frame["geom"].to_numpy().copy()
    invalid = ~shapely.is_valid(geometries)
    if invalid.any():
        reasons = pd.Series(shapely.is_valid_reason(geometries[invalid]), index=frame.index[invalid])
        shown = frame[invalid].assign(reason=reasons)
        log.rows(Severity.REPAIRED, "geometry-invalid", shown, _MENDED, field="reason")
        dimension = shapely.get_dimensions(geometries[invalid])
        geometries[invalid] = _of_dimension(
            shapely.make_valid(geometries[invalid], method="structure", keep_collapsed=False), dimension
        )
    frame = frame.assign(geom=geometries)
    lost = pd.Series(shapely.is_missing(geometries) | shapely.is_empty(geometries), index=frame.index)
    return log.drop(frame, lost, Severity.REFUSED, "geometry-collapsed", _COLLAPSED)


def tell_kinds(counts: NDArray[np.int64], log: IssueLog) -> None:
    """Note when a layer mixes points, lines and polygons, given how many there are of each."""
    if (counts > 0).sum() > 1:
        message = _MIXED.filled(points=int(counts[0]), lines=int(counts[1]), polygons=int(counts[2]))
        log.whole(Severity.INFO, "geometry-types-mixed", message)


def _of_dimension(geometries: Geometries, dimension: np.ndarray) -> Geometries:
    """Drop the lines and points that repair splits off a polygon."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    nested, inner = shapely.get_parts(parts, return_index=True)
    wanted = shapely.get_dimensions(nested) == dimension[owner[inner]]
    kept, of = nested[wanted], owner[inner][wanted]
    result = np.full(len(geometries), None, dtype=object)
    for level, build in enumerate((shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)):
        mine = dimension[of] == level
        if mine.any():
            build(kept[mine], indices=of[mine], out=result)
    return result


_NOT_FINITE = Text(
    "座標に数値でない値(NaN又は無限大)があるため取り込みません。",
    "A coordinate is not a finite number, so the row is not taken in.",
)
_MENDED = Text(
    "図形が不正({value})なため、妥当な形に修復しました。",
    "The geometry was not valid ({value}) and was repaired.",
)
_COLLAPSED = Text(
    "修復しても元の種類の図形にならないため取り込みません。",
    "Nothing of its own kind is left after repair, so the row is not taken in.",
)
_MIXED = Text(
    "図形の種類が混在しています(点{points}件、線{lines}件、面{polygons}件)。",
    "The layer mixes {points} points, {lines} lines and {polygons} polygons.",
)
