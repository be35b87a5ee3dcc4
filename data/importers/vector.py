"""Reads vector layers with GDAL into a table with a ``geom`` column of shapely geometries in EPSG:4326."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pyogrio.raw
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.extent import Geometries
from data.importers.files import detected_encoding, require_columns, unpacked_vector, unreadable
from data.importers.log import IssueLog

SAME_AS_4326 = frozenset({4326, 6668, 4612, 4979, 6697})
"""Geographic systems whose longitude and latitude are taken as they are.

WGS 84 and JGD2011 (also with heights) agree to centimetres; JGD2000 (4612) differs by the movement
of the 2011 earthquake, up to about 5 m in Tohoku, and by centimetres in the west.
"""
ASSUMED_CRS = "EPSG:6668"
_FROM_TEXT = frozenset({".shp"})


@dataclass(frozen=True, slots=True)
class VectorLayer:
    """A layer as read: its rows with geometry in EPSG:4326 and the CRS it came in."""

    frame: pd.DataFrame
    source_crs: str


def layer_names(path: Path) -> list[str]:
    """Return the layers of a vector file; raises ``InvalidInput`` when GDAL cannot open it."""
    with unpacked_vector(path) as file:
        try:
            return [str(name) for name, _kind in pyogrio.list_layers(file)]
        except pyogrio.errors.DataSourceError as error:
            raise unreadable(path, str(error)) from error


def read_column(path: Path, layer: str | None, column: str) -> pd.Series[str]:
    """Return the distinct values of one column, geometry unread; ``InvalidInput`` when it is absent."""
    with unpacked_vector(path) as file:
        try:
            meta, _fids, _wkb, values = pyogrio.raw.read(
                file, layer=layer, columns=[column], read_geometry=False
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise unreadable(path, str(error)) from error
        require_columns(path, meta["fields"], (column,))
    return pd.Series(values[0]).dropna().drop_duplicates()


def read_layer(path: Path, layer: str | None, log: IssueLog, required: tuple[str, ...]) -> VectorLayer:
    """Read one layer: ``row`` (from 1), its attributes, and ``geom`` (two-dimensional, may be missing).

    Encoding, an assumed or converted CRS and dropped heights are written to the log. Rings that
    shapely cannot take (too few points) are mended where GEOS can and noted as repaired. Raises
    ``InvalidInput`` when GDAL cannot read the file or a ``required`` column is missing.
    """
    with unpacked_vector(path) as file:
        encoding = _encoding(file, log)
        try:
            meta, _fids, wkb, values = pyogrio.raw.read(file, layer=layer, encoding=encoding)
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pyogrio.errors.FeatureError,
        ) as error:
            raise unreadable(path, str(error)) from error
    require_columns(path, meta["fields"], required)
    frame = pd.DataFrame(dict(zip(meta["fields"], values, strict=True)))
    frame.insert(0, "row", range(1, len(frame) + 1))
    log.rows_in = len(frame)
    geometries = _geometries(wkb, frame, log)
    crs = meta["crs"] or _assumed(log)
    frame["geom"] = _in_4326(geometries, crs, path, log)
    return VectorLayer(frame, crs)


def _encoding(file: Path, log: IssueLog) -> str | None:
    if file.suffix.lower() not in _FROM_TEXT:
        return None
    declared = file.with_suffix(".cpg")
    if declared.is_file():
        name = declared.read_text("ascii", "replace").strip()
        log.whole(Severity.INFO, "encoding", _DECLARED_ENCODING.filled(encoding=name), value=name)
        return name
    encoding = detected_encoding(file.with_suffix(".dbf").read_bytes()[32:]) or "cp932"
    log.whole(Severity.INFO, "encoding", _FOUND_ENCODING.filled(encoding=encoding.upper()), value=encoding)
    return encoding


def _geometries(wkb: Geometries, frame: pd.DataFrame, log: IssueLog) -> Geometries:
    geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    broken = shapely.is_missing(geometries) & np.array([item is not None for item in wkb])
    if broken.any():
        geometries[broken] = shapely.from_wkb(wkb[broken], on_invalid="fix")
        log.rows(Severity.REPAIRED, "ring-closed", frame[broken], _RING)
    if shapely.has_z(geometries).any() or shapely.has_m(geometries).any():
        log.whole(Severity.INFO, "heights-dropped", _HEIGHTS)
    flat: Geometries = shapely.force_2d(geometries)
    return flat


def _assumed(log: IssueLog) -> str:
    log.whole(Severity.INFO, "crs-assumed", _ASSUMED.filled(crs=ASSUMED_CRS), value=ASSUMED_CRS)
    return ASSUMED_CRS


def _in_4326(geometries: Geometries, declared: str, path: Path, log: IssueLog) -> Geometries:
    try:
        crs = CRS.from_user_input(declared)
    except CRSError as error:
        raise unreadable(path, str(error)) from error
    if crs.to_epsg() in SAME_AS_4326:
        return geometries
    transformer = Transformer.from_crs(crs, 4326, always_xy=True)
    accuracy = transformer.accuracy
    stated = f"{accuracy} m" if accuracy is not None and accuracy >= 0 else "―"
    log.whole(
        Severity.INFO, "crs-converted", _CONVERTED.filled(crs=crs.name, accuracy=stated), value=declared
    )
    converted: Geometries = shapely.transform(geometries, transformer.transform, interleaved=False)
    return converted


_DECLARED_ENCODING = Text(
    "文字コードを付属ファイル(.cpg)の記載に従い {encoding} として読み取りました。",
    "Read as {encoding}, as the .cpg file says.",
)
_FOUND_ENCODING = Text(
    "文字コードの記載(.cpg)がないため、内容から {encoding} と判定して読み取りました。",
    "There is no .cpg file; the content was found to be {encoding}.",
)
_RING = Text(
    "点の足りない環があり、読み取れる形に直しました。",
    "A ring had too few points and was mended as far as possible.",
)
_HEIGHTS = Text("高さ又はM値は使わないため除きました。", "Heights or measures are not used and were dropped.")
_ASSUMED = Text(
    "座標参照系の記載がないため {crs}(JGD2011)とみなしました。",
    "No coordinate reference system is declared; {crs} (JGD2011) was assumed.",
)
_CONVERTED = Text(
    "座標参照系 {crs} から EPSG:4326 に変換しました(変換の公称精度：{accuracy})。",
    "Converted from {crs} to EPSG:4326 (stated accuracy: {accuracy}).",
)
