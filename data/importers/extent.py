"""Knows where Japan is, and tells coordinates that lie elsewhere or were given as latitude, longitude.

The extent is a set of boxes instead of one: a single box from Yonaguni to Minamitorishima would
also hold Vladivostok, Seoul's east and Sakhalin's south. The boxes follow the land and islands
Japan's own N03 data shows, with some sea around them, and overlap so that cables between the main
islands stay inside.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.log import IssueLog
from data.importers.reading import Swap

Geometries = npt.NDArray[np.object_]

AXES_SUSPECTED = "axes-suspected"
"""Code of rows that fit only with their axes exchanged."""
FULL_TURN = 360.0
"""Degrees beyond which no coordinate means anything."""
JAPAN = np.array(
    [
        # west, south, east, north (degrees, EPSG:4326)
        [122.8, 23.9, 132.0, 27.6],  # Sakishima, Senkaku, Okinawa, Daito
        [127.6, 27.0, 131.6, 31.5],  # Amami, Tokara, Osumi
        [128.1, 30.0, 132.4, 34.62],  # Kyushu, Goto, Danjo
        [129.0, 34.0, 130.2, 34.85],  # Tsushima
        [131.8, 37.1, 132.0, 37.4],  # Takeshima
        [130.4, 32.5, 136.0, 36.6],  # Chugoku, Shikoku, Oki, western Kansai
        [135.0, 33.0, 143.0, 38.7],  # eastern Kansai to southern Tohoku, Noto, Sado
        [138.9, 37.5, 142.6, 41.8],  # northern Tohoku
        [139.2, 41.2, 146.2, 45.7],  # Hokkaido
        [145.2, 43.2, 149.2, 45.8],  # Habomai, Shikotan, Kunashiri, Etorofu
        [138.8, 23.9, 142.6, 35.2],  # Izu, Ogasawara, Iwo
        [135.8, 20.2, 136.4, 20.7],  # Okinotorishima
        [153.7, 24.0, 154.3, 24.6],  # Minamitorishima
    ]
)


def inside_japan(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether points (degrees, EPSG:4326) lie in the extent of Japan; not-a-number and infinities do not."""
    x, y = np.asarray(lon, dtype=float)[:, None], np.asarray(lat, dtype=float)[:, None]
    west, south, east, north = JAPAN.T
    inside: npt.NDArray[np.bool_] = ((x >= west) & (x <= east) & (y >= south) & (y <= north)).any(axis=1)
    return inside


def geometries_inside_japan(geometries: Geometries, *, swapped: bool = False) -> npt.NDArray[np.bool_]:
    """Whether every vertex of each geometry lies in the extent, with its axes as they are or ``swapped``."""
    inside = _in_one_box(geometries, swapped)
    rest = np.flatnonzero(~inside & ~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
    vertices, owner = shapely.get_coordinates(geometries[rest], return_index=True)
    x, y = (vertices[:, 1], vertices[:, 0]) if swapped else (vertices[:, 0], vertices[:, 1])
    outside = np.bincount(owner[~inside_japan(x, y)], minlength=len(rest))
    inside[rest] = outside == 0
    return inside


def _in_one_box(geometries: Geometries, swapped: bool) -> npt.NDArray[np.bool_]:
    """Whether the bounds of each geometry lie in one box; most do, and then no vertex need be asked."""
    bounds = shapely.bounds(geometries)[:, [1, 0, 3, 2] if swapped else [0, 1, 2, 3]]
    inside = np.zeros(len(geometries), dtype=bool)
    for west, south, east, north in JAPAN:
        inside |= (bounds >= [west, south, west, south]).all(1) & (bounds <= [east, north, east, north]).all(
            1
        )
    return inside


def geometries_touching_japan(geometries: Geometries) -> npt.NDArray[np.bool_]:
    """Whether at least one vertex of each geometry lies in the extent, and all of them on this earth."""
    vertices, owner = shapely.get_coordinates(geometries, return_index=True)
    hits = np.bincount(owner[inside_japan(vertices[:, 0], vertices[:, 1])], minlength=len(geometries))
    possible = (np.abs(shapely.bounds(geometries)) <= FULL_TURN).all(axis=1)
    touching: npt.NDArray[np.bool_] = (hits > 0) & possible
    return touching


def keep_in_japan(frame: pd.DataFrame, log: IssueLog, swap: Swap, *, wholly: bool = True) -> pd.DataFrame:
    """Refuse rows whose ``geom`` leaves Japan; those that fit with axes exchanged are so when asked for.

    Nothing is exchanged unless ``swap`` says so: such rows are refused and the option is offered. Without
    ``wholly`` (zones at sea, layers of the whole world) a row may leave Japan as long as it touches it.
    """
    inside = geometries_inside_japan(frame["geom"].to_numpy())
    if not wholly and not inside.all():
        inside = inside | geometries_touching_japan(frame["geom"].to_numpy())
    if inside.all():
        return frame
    shown = frame.assign(position=_positions(frame["geom"].to_numpy()))
    fits = ~inside & geometries_inside_japan(frame["geom"].to_numpy(), swapped=True)
    if swap is Swap.FLAGGED and fits.any():
        log.rows(Severity.REPAIRED, "axes-exchanged", shown[fits], _EXCHANGED, field="position")
        geometries = frame["geom"].to_numpy().copy()
        geometries[fits] = shapely.transform(geometries[fits], lambda xy: xy[:, ::-1])
        shown = shown.assign(geom=geometries)
        inside = inside | fits
    suspected = pd.Series(fits & ~inside, index=shown.index)
    shown = log.drop(shown, suspected, Severity.REFUSED, AXES_SUSPECTED, _SUSPECTED, field="position")
    outside = pd.Series(~inside, index=frame.index)[shown.index]
    shown = log.drop(
        shown, outside, Severity.REFUSED, "coordinates-outside-japan", _OUTSIDE, field="position"
    )
    return shown.drop(columns="position")


def _positions(geometries: Geometries) -> list[str]:
    bounds = shapely.bounds(geometries)
    return [f"{west:.5f} {south:.5f} {east:.5f} {north:.5f}" for west, south, east, north in bounds]


_OUTSIDE = Text(
    "座標が日本の範囲の外にあるため取り込みません({value}：西 南 東 北)。元データの座標を確認してください。",
    "The coordinates lie outside Japan, so the row is not taken in "
    "({value}: west south east north). Check the source.",
)
_SUSPECTED = Text(
    "緯度と経度が逆に入っている疑いがあるため取り込みません({value})。"
    "入れ替えて取り込むには --swap-rows flagged を指定してください。",
    "Latitude and longitude seem to be exchanged, so the row is not taken in ({value}). "
    "Give --swap-rows flagged to exchange them.",
)
_EXCHANGED = Text(
    "指定により、逆に入っているとみられる緯度と経度を入れ替えました(元の座標：{value})。",
    "As asked for, latitude and longitude that seemed exchanged were put right (found: {value}).",
)
