"""One function for each contender; all do the same work: nearest of three kinds, polygons, score."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from bench.siting.inputs import Inputs
from data.domain.wording import Text
from geo.mesh import Level
from geo.siting.curves import Decay
from geo.siting.exclusion import exclusions
from geo.siting.executors import Threads
from geo.siting.grid import Cells
from geo.siting.layers import AreaLayer, Coverage, Edition, PointLayer
from geo.siting.profile import Basis, Density, Exclusion, Indicator, NearestFeature, Preset, Profile
from geo.siting.scoring import indicator_scores, weigh
from geo.siting.study import Study, StudyResult, run

Floats = NDArray[np.float64]
PLANE = "+proj=lcc +lat_1=33 +lat_2=43 +lat_0=38 +lon_0=138 +ellps=GRS80 +units=m"
"""One plane for all Japan, as users of planar libraries choose."""
HALF_KM = 10.0


def score(distances_m: Floats) -> Floats:
    """Return the mean of three decay curves, the same for every contender."""
    return np.asarray(np.exp2(-distances_m / 1000.0 / HALF_KM).mean(axis=1), dtype=np.float64)


def study_of(given: Inputs, level: Level) -> Study:
    """Return the inputs as a study of this product."""
    everywhere = Coverage(Text("計測用に全国とみなす", "taken as national for measuring"))

    def edition(name: str) -> Edition:
        return Edition(name, "bench", Text(name, name), given.origin, "", None)

    layers = {
        name: PointLayer(edition(name), everywhere, lon, lat, ("",) * len(lon))
        for name, (lon, lat) in ((name, points.T.copy()) for name, points in given.points.items())
    }
    areas = AreaLayer(edition("excluded"), everywhere, given.excluded, ("",) * len(given.excluded))
    land = AreaLayer(edition("land"), everywhere, given.land, given.names)
    return Study(level, land, {**layers, "excluded": areas}, _profile(tuple(given.points)))


def _profile(names: tuple[str, ...]) -> Profile:
    basis = Basis(kind="design_choice", note=Text("計測用", "for measuring"))
    indicators = tuple(
        Indicator(
            id=name,
            title=Text(name, name),
            unit=Text("km", "km"),
            measure=NearestFeature(kind="nearest", layer=name),
            curve=Decay(kind="decay", half=HALF_KM),
            weight=1.0,
            basis=basis,
        )
        for name in names
    )
    preset = Preset(
        id="reference",
        title=Text("標準", "reference"),
        exclusions=("excluded",),
        unsurveyed="keep",
        judged_by="score",
        good_from=0.5,
        least_completeness=0.0,
        basis=basis,
    )
    return Profile(
        id="bench",
        edition="1",
        title=Text("計測", "bench"),
        density=Density(low=11, high=37, basis=basis),
        indicators=indicators,
        exclusions=(
            Exclusion(id="excluded", layer="excluded", reason=Text("除外", "excluded"), basis=basis),
        ),
        presets=(preset,),
    )


def ours(given: Inputs, level: Level) -> tuple[StudyResult, Floats]:
    """Return the result of this product with its distances; finding the land cells is part of the time."""
    result = run(study_of(given, level), Threads(os.cpu_count() or 1))
    weigh(indicator_scores(result), result.profile.weights)
    exclusions(result, result.profile.presets[0])
    return result, np.stack([result.columns[name].low * np.float64(1000.0) for name in given.points], axis=1)


def geopandas_joins(given: Inputs, cells: Cells) -> Floats:
    """Return distances by ``sjoin_nearest`` in one plane; municipality and exclusions by ``sjoin``."""
    centres = gpd.GeoDataFrame(geometry=shapely.points(cells.lon, cells.lat), crs=6668)
    planar = centres.to_crs(PLANE)
    distances = []
    for points in given.points.values():
        there = gpd.GeoDataFrame(geometry=shapely.points(points), crs=6668).to_crs(PLANE)
        near = planar.sjoin_nearest(there, distance_col="distance")
        distances.append(near.loc[~near.index.duplicated(), "distance"].to_numpy())
    for shapes in (given.land, given.excluded):
        centres.sjoin(gpd.GeoDataFrame(geometry=shapes, crs=6668), predicate="within")
    found = np.stack(distances, axis=1)
    score(found)
    return found


def strtree(given: Inputs, cells: Cells) -> Floats:
    """Return distances by ``shapely.STRtree`` in one plane; polygons by its ``query``."""
    lonlat = shapely.points(cells.lon, cells.lat)
    planar = np.asarray(gpd.GeoSeries(lonlat, crs=6668).to_crs(PLANE).values)
    distances = []
    for points in given.points.values():
        there = np.asarray(gpd.GeoSeries(shapely.points(points), crs=6668).to_crs(PLANE).values)
        distances.append(shapely.distance(planar, there[shapely.STRtree(there).nearest(planar)]))
    for shapes in (given.land, given.excluded):
        shapely.STRtree(shapes).query(lonlat, predicate="within")
    found = np.stack(distances, axis=1)
    score(found)
    return found


def distance_raster(given: Inputs, cells: Cells) -> Floats:
    """Return distances by a Euclidean distance transform of the raster; polygons as in ``strtree``."""
    bottom, left = int(cells.row.min()), int(cells.column.min())
    shape = (int(cells.row.max()) - bottom + 1, int(cells.column.max()) - left + 1)
    level = cells.level
    south = 2.0 * bottom / level.rows_per_two_degrees
    tall = 111_000.0 * 2.0 / level.rows_per_two_degrees
    wide = 111_320.0 * np.cos(np.radians(37.0)) / level.columns_per_degree
    distances = []
    for points in given.points.values():
        row = np.floor((points[:, 1] - south) * level.rows_per_two_degrees / 2.0).astype(int)
        column = np.floor((points[:, 0] - 100.0) * level.columns_per_degree).astype(int) - left
        far = np.ones(shape, dtype=bool)
        inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
        far[row[inside], column[inside]] = False
        away = ndimage.distance_transform_edt(far, sampling=(tall, wide))
        distances.append(away[cells.row - bottom, cells.column - left])
    lonlat = shapely.points(cells.lon, cells.lat)
    for shapes in (given.land, given.excluded):
        shapely.STRtree(shapes).query(lonlat, predicate="within")
    found = np.stack(distances, axis=1)
    score(found)
    return found


PEERS: dict[str, Callable[[Inputs, Cells], Floats]] = {
    "geopandas sjoin_nearest + sjoin": geopandas_joins,
    "shapely STRtree": strtree,
    "EDT raster (scipy.ndimage)": distance_raster,
}


def quiet() -> None:
    """Leave out warnings of libraries: they are no part of what is measured."""
    warnings.simplefilter("ignore")
