"""A sheet of paper with a map on it: sizes in millimetres, a stated scale, and where each place falls.

The plane is azimuthal equidistant about the middle of the map, so that north is up there and a line of 10 km
measures what the scale says; 1,000 km away lengths across err by 0.4 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from geo.crs import WGS84

Paper = Literal["a4", "a3"]
Orientation = Literal["portrait", "landscape"]
Bounds = tuple[float, float, float, float]
SIZES: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
"""Width and height in millimetres, upright."""
SCALES = (
    *(step * size for size in (10_000, 100_000, 1_000_000) for step in (1, 2, 3, 5, 7)),
    10_000_000,
    15_000_000,
    20_000_000,
)
"""Denominators on offer."""
NATION = (122.9, 24.0, 146.2, 45.7)
"""What a national sheet holds, in degrees: from Yonaguni to Nemuro and Wakkanai; nobody can drag paper."""
MARGIN, HEAD = 10.0, 18.0
FOOT: dict[Orientation, float] = {"portrait": 62.0, "landscape": 44.0}
"""Millimetres of white edge, for the title, and for legend and sources."""
MM_PER_METRE = 1_000.0
EDGE_POINTS = 24


@dataclass(frozen=True)
class Sheet:
    """A sheet whose map is centred on lon, lat (EPSG:4326) at one to ``scale``."""

    paper: Paper
    orientation: Orientation
    scale: int
    lon: float
    lat: float

    def __post_init__(self) -> None:
        if self.scale not in SCALES:
            message = Text("選べない縮尺です。", "This scale is not offered.")
            offered = ", ".join(f"{scale:,}" for scale in SCALES)
            raise InvalidInput.of([Problem("scale", self.scale, message, Text(offered, offered))])

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper in millimetres."""
        return paper_size(self.paper, self.orientation)

    @property
    def frame(self) -> tuple[float, float]:
        """Width and height of the map in millimetres."""
        return frame_size(self.paper, self.orientation)

    @cached_property
    def bounds(self) -> Bounds:
        """A box in degrees that holds everything in the frame."""
        width, height = self.frame
        x = np.linspace(-width / 2, width / 2, EDGE_POINTS)
        y = np.linspace(-height / 2, height / 2, EDGE_POINTS)
        across, along = np.concatenate([x, x, np.full_like(y, -width / 2), np.full_like(y, width / 2)]), y
        edges = np.concatenate([np.full_like(x, -height / 2), np.full_like(x, height / 2), along, along])
        lon, lat = self.degrees(across + width / 2, height / 2 - edges)
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def degrees(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the longitude and latitude of places in the frame (mm from its upper left corner)."""
        width, height = self.frame
        metres = self.scale / MM_PER_METRE
        lon, lat = self._plane.transform(
            (x - width / 2) * metres, (height / 2 - y) * metres, direction="INVERSE"
        )
        return np.asarray(lon), np.asarray(lat)

    def placed(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return shapes in millimetres from the frame's upper left corner, down the page."""
        width, height = self.frame
        mm = MM_PER_METRE / self.scale

        def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
            x, y = self._plane.transform(points[:, 0], points[:, 1])
            return np.column_stack([width / 2 + np.asarray(x) * mm, height / 2 - np.asarray(y) * mm])

        return np.asarray(shapely.transform(shapes, move), dtype=object)

    @cached_property
    def _plane(self) -> Transformer:
        plane = CRS.from_proj4(f"+proj=aeqd +lat_0={self.lat} +lon_0={self.lon} +ellps=GRS80 +units=m")
        return Transformer.from_crs(CRS.from_epsg(WGS84), plane, always_xy=True)


def paper_size(paper: Paper, orientation: Orientation) -> tuple[float, float]:
    """Return width and height of a sheet in millimetres."""
    width, height = SIZES[paper]
    return (width, height) if orientation == "portrait" else (height, width)


def frame_size(paper: Paper, orientation: Orientation) -> tuple[float, float]:
    """Return width and height of the map on a sheet in millimetres."""
    width, height = paper_size(paper, orientation)
    return width - 2 * MARGIN, height - 2 * MARGIN - HEAD - FOOT[orientation]


def fitting_scale(bounds: Bounds, paper: Paper, orientation: Orientation) -> int:
    """Return the largest scale on offer at which a box in degrees fits the frame."""
    west, south, east, north = bounds
    width, height = frame_size(paper, orientation)
    for scale in SCALES:
        sheet = Sheet(paper, orientation, scale, (west + east) / 2, (south + north) / 2)
        corners = shapely.points([(west, south), (east, south), (west, north), (east, north)])
        found = shapely.get_coordinates(sheet.placed(np.asarray(corners, dtype=object)))
        if (found >= 0).all() and (found[:, 0] <= width).all() and (found[:, 1] <= height).all():
            return scale
    return SCALES[-1]


def bar_length_km(scale: int) -> float:
    """Return the length of the scale bar: 10 km where that is 15 to 120 mm long, else the next fit."""
    for km in (10.0, 1.0, 2.0, 5.0, 20.0, 50.0, 100.0, 200.0, 500.0):
        if 15.0 <= km * 1_000.0 * MM_PER_METRE / scale <= 120.0:
            return km
    return 0.5
