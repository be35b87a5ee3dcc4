"""A layer of small polygons, as many as census areas of a few prefectures, in three formats; a fixed seed."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

SEED = 20261123
POLYGONS = 102_746
COLUMNS, ROWS = 360, 286
STEP = 0.01
"""Degrees between the middles of two neighbours."""
FEWEST, MOST = 8, 48
"""Corners of a polygon."""
ENDINGS = {"gpkg": "GPKG", "shp": "ESRI Shapefile", "geojson": "GeoJSON"}


def file_of(folder: Path, ending: str) -> Path:
    """Return where the layer is written in the format of that ending."""
    return folder / f"areas.{ending}"


def write_files(folder: Path) -> None:
    """Write the same layer once in each format."""
    frame = _layer()
    for ending, driver in ENDINGS.items():
        encoding = {"encoding": "UTF-8"} if ending == "shp" else {}
        frame.to_file(file_of(folder, ending), driver=driver, engine="pyogrio", **encoding)


def _layer() -> gpd.GeoDataFrame:
    random = np.random.default_rng(SEED)
    number = np.arange(POLYGONS)
    corners = random.integers(FEWEST, MOST + 1, POLYGONS)
    owner = np.repeat(number, corners)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(corners) - corners, corners)
    angle = 2 * np.pi * place / corners[owner]
    radius = STEP * random.uniform(0.3, 0.48, len(owner))
    x = 137.0 + STEP * (number % COLUMNS)[owner] + radius * np.cos(angle)
    y = 35.0 + STEP * (number // COLUMNS)[owner] + radius * np.sin(angle)
    rings = shapely.linearrings(np.column_stack([x, y]), indices=owner)
    table = {
        "KEY_CODE": [f"{code:011d}" for code in number],
        "NAME": [f"大字{code % 97}字{code}" for code in number],
        "PREF": "富山県",
        "JINKO": random.integers(0, 5_000, POLYGONS),
        "SETAI": random.integers(0, 2_000, POLYGONS),
        "AREA": random.uniform(1e3, 1e6, POLYGONS).round(3),
    }
    return gpd.GeoDataFrame(table, geometry=shapely.polygons(rings), crs=6668)


if __name__ == "__main__":
    write_files(Path(sys.argv[1]))
