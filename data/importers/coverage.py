"""Where an edition can say anything: the polygon its sender states, else the convex hull of its data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from geoalchemy2.shape import from_shape
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.extent import Geometries, geometries_inside_japan
from data.importers.log import IssueLog
from data.importers.reading import Reading
from data.importers.vector import read_layer
from data.orm.source import DatasetEdition

DIRECTIONS = 16
STATED, DERIVED = "stated", "derived"
HULL_MARGIN_DEG = 1e-6
"""Makes an area of the hull of one point or of points in one line; about 0.1 m."""


def stated_coverage(path: Path) -> BaseGeometry:
    """Return the polygons of a vector file as one multipolygon; raises ``InvalidInput`` when it has none."""
    frame = read_layer(path, None, IssueLog(), (), Reading()).frame
    geometries = frame["geom"].to_numpy()
    areas = geometries[shapely.get_dimensions(geometries) == 2]
    if not len(areas) or not geometries_inside_japan(areas).all():
        problem = Problem("--coverage", path.name, _NO_AREA, _REMEDY)
        raise InvalidInput.of([problem])
    return _multipolygon(shapely.union_all(shapely.make_valid(areas)))


def note_coverage(edition: DatasetEdition, stated: Path | None, log: IssueLog) -> None:
    """Note the coverage the sender states, or say that none is known; facilities tell nothing of gaps."""
    if stated is None:
        log.whole(Severity.INFO, "coverage-unknown", _UNKNOWN)
        return
    edition.coverage = from_shape(stated_coverage(stated), srid=4326)
    edition.coverage_basis = STATED


def hull_of(geometries: Geometries, before: BaseGeometry | None = None) -> BaseGeometry:
    """Return the convex hull of the data, and of the hull of what came ``before`` it."""
    vertices = shapely.get_coordinates(geometries[_outermost(geometries)])
    known = np.empty((0, 2)) if before is None else shapely.get_coordinates(before)
    return shapely.convex_hull(shapely.linestrings(np.vstack([vertices, vertices[-1:], known])))


def as_coverage(hull: BaseGeometry) -> BaseGeometry:
    """Return a hull as a multipolygon, that of a point or a line with a little about it."""
    return _multipolygon(hull if shapely.get_dimensions(hull) == 2 else shapely.buffer(hull, HULL_MARGIN_DEG))


def _outermost(geometries: Geometries) -> NDArray[np.bool_]:
    """Which geometries can have a corner of the hull: those whose box is not inside the hull of a few others.

    The few are the extreme ones in sixteen directions, so of a whole census only the rim is left.
    """
    boxes = shapely.bounds(geometries)
    corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    turns = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    reach = corners @ np.vstack([np.cos(turns), np.sin(turns)])
    extreme = geometries[np.unique(reach.max(axis=1).argmax(axis=0))]
    inner = shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(extreme)))
    inside: NDArray[np.bool_] = shapely.contains_xy(inner, corners[..., 0], corners[..., 1]).all(axis=1)
    return ~inside if shapely.get_dimensions(inner) == 2 else np.ones(len(geometries), dtype=bool)


def _multipolygon(area: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(area)
    return shapely.multipolygons(parts[np.flatnonzero(shapely.get_dimensions(parts) == 2)])


_NO_AREA = Text("範囲を示す面がないか、日本の外に出ています。", "It holds no polygons, or they leave Japan.")
_UNKNOWN = Text(
    "データがそろっている範囲は分かりません。分かる場合は --coverage で範囲の面を指定してください。"
    "指定がなければ、ないことと調べていないことを区別できません。",
    "It is not known where the data is complete. Give polygons with --coverage if you know; "
    "without them nobody can tell none from not surveyed.",
)
_REMEDY = Text(
    "データがそろっている範囲を面(経緯度)で示したファイルを指定してください。",
    "Give a file with polygons, in degrees, of where the data is complete.",
)
