"""The same inputs for every contender: real ones where they are at hand, else generated with a fixed seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from bench.shared import shared_data

POINT_FILES = {
    "substations": "power/substations_osm_jp.csv.gz",
    "plants": "power/plants_osm_jp.csv.gz",
    "data-centres": "datacenters/datacenters_osm_jp.csv",
}
SEED = 20261123
EXCLUDED_AREAS = 500


@dataclass(frozen=True, slots=True)
class Inputs:
    """Land, three kinds of points and areas to exclude, all in degrees; ``origin`` says where they come
    from."""

    origin: str
    land: NDArray[np.object_]
    names: tuple[str, ...]
    points: dict[str, NDArray[np.float64]]
    excluded: NDArray[np.object_]


def inputs() -> Inputs:
    """Return N03 2021 and OpenStreetMap facilities when the shared data are there, else made-up ones."""
    random = np.random.default_rng(SEED)
    shared = shared_data()
    if shared is None:
        return _generated(random)
    frame = pyogrio.read_dataframe(shared / "admin" / "municipalities_n03_2021.gpkg")
    points = {
        name: pd.read_csv(shared / file, usecols=["lon", "lat"])[["lon", "lat"]].to_numpy(float)
        for name, file in POINT_FILES.items()
    }
    return Inputs(
        "N03 2021 (1,906 municipalities) and OpenStreetMap points; excluded areas are generated discs",
        np.asarray(frame.geometry.values, dtype=object),
        tuple(frame["N03_007"].fillna("")),
        points,
        _discs(random, points["substations"]),
    )


def _generated(random: np.random.Generator) -> Inputs:
    west, south = np.meshgrid(np.arange(130.0, 146.0, 0.2), np.arange(31.0, 45.0, 0.15))
    land = [
        shapely.box(x, y, x + 0.2, y + 0.15)
        for x, y in zip(west.ravel(), south.ravel(), strict=True)
        if abs(y - 31.0 - (x - 130.0) * 0.85) < 2.0
    ]
    counts = {"substations": 5_900, "plants": 16_600, "data-centres": 105}
    corners = shapely.bounds(np.array(land))[:, :2]
    points = {
        name: random.permuted(np.tile(corners, (count // len(corners) + 1, 1)), axis=0)[:count]
        + random.uniform(0, 0.2, (count, 2))
        for name, count in counts.items()
    }
    names = tuple(f"{i:05d}" for i in range(len(land)))
    return Inputs("generated", np.array(land, dtype=object), names, points, _discs(random, points["plants"]))


def _discs(random: np.random.Generator, around: NDArray[np.float64]) -> NDArray[np.object_]:
    centres = random.choice(around, EXCLUDED_AREAS, replace=False)
    return np.asarray(shapely.buffer(shapely.points(centres), random.uniform(0.01, 0.08, EXCLUDED_AREAS)))
