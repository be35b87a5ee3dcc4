"""Suspects Tokyo Datum by comparing municipal offices with where they are known to stand (EPSG:4326).

The shift between the old and the new datum is some 400 m to the south-east and varies slowly; a table of
offices with their municipality codes shows it at once. Nothing is moved here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod
from pyproj.transformer import TransformerGroup

from data.domain.codes import code_problem
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.log import IssueLog
from data.importers.reading import Reading
from data.reference.places import municipalities

FEWEST = 5
"""Offices that have to be compared before anything is suspected."""
LEAST_SHIFT_M = 250
LARGEST_REST_M = 60
"""Median distance that may remain after the shift; offices themselves move and are pointed at differently."""
_GEOD = Geod(ellps="GRS80")


def suspect_tokyo_datum(frame: pd.DataFrame, reading: Reading, log: IssueLog) -> None:
    """Stop an import of points that fit Tokyo Datum far better, unless the sender has stated the CRS."""
    places, known = _offices(frame)
    if len(places) < FEWEST:
        return
    before = _median_m(places, known)
    shifted = np.column_stack(_transform(places[:, 0], places[:, 1]))
    after = _median_m(shifted, known)
    if before < LEAST_SHIFT_M or after > LARGEST_REST_M:
        return
    severity = Severity.INFO if reading.crs else Severity.STOP
    message = _SUSPECTED.filled(count=len(places), before=f"{before:.0f}", after=f"{after:.0f}")
    log.whole(severity, "tokyo-datum-suspected", message, value=round(before))


def _offices(frame: pd.DataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the points of rows with a municipality code and where the offices of those codes are known."""
    nothing = np.empty((0, 2))
    if not (shapely.get_type_id(frame["geom"].to_numpy()) == shapely.GeometryType.POINT).all():
        return nothing, nothing
    codes = next((found for name in frame if (found := _codes(frame, str(name))) is not None), None)
    if codes is None:
        return nothing, nothing
    office = {code: item.office for code, item in municipalities().items() if item.office is not None}
    matched = codes.isin(list(office))
    known = np.array([office[code] for code in codes[matched]], dtype=float).reshape(-1, 2)
    return shapely.get_coordinates(frame.loc[matched, "geom"].to_numpy()), known


def _codes(frame: pd.DataFrame, name: str) -> pd.Series[str] | None:
    if name in {"row", "geom"}:
        return None
    first = cells.text(frame, name).str.fullmatch(r"\d{5,6}", na=False)
    if first.mean() < 0.9:
        return None
    codes = cells.text(frame, name).str[:5]
    valid = codes.map({code: code_problem(code) is None for code in codes.dropna().unique()})
    return codes if bool(valid.fillna(False).mean() > 0.9) else None


def _transform(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    x, y = TransformerGroup(4301, 4326, always_xy=True).transformers[0].transform(lon, lat)
    return np.asarray(x), np.asarray(y)


def _median_m(places: npt.NDArray[np.float64], known: npt.NDArray[np.float64]) -> float:
    _there, _back, metres = _GEOD.inv(places[:, 0], places[:, 1], known[:, 0], known[:, 1])
    return float(np.median(metres))


_SUSPECTED = Text(
    "市区町村の庁舎{count}件が既知の位置から中央値で{before}mずれており、旧日本測地系とみなすと{after}mになります。"
    "旧日本測地系の疑いがあります。そのとおりなら --crs EPSG:4301 を、"
    "このままでよければ --crs EPSG:4326 を指定してください。",
    "{count} municipal offices are {before} m (median) from their known places, and {after} m when "
    "taken as Tokyo Datum. Give --crs EPSG:4301 if that is so, or --crs EPSG:4326 to take them as they are.",
)
