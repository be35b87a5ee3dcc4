"""Reads vector layers with GDAL into a table with a ``geom`` column of shapely geometries in EPSG:4326."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pyogrio.raw
import shapely

from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.crs import conversion_of
from data.importers.extent import Geometries
from data.importers.files import detected_encoding, require_columns
from data.importers.formats import Format, Opened, opened, refused, unreadable
from data.importers.log import IssueLog
from data.importers.raw_blocks import RawBlock, raw_blocks
from data.importers.reading import Reading

MOST_VERTICES = 1_000_000
"""Vertices of one feature; the most detailed municipality of N03 has below 200,000."""
MOST_VERTICES_IN_ALL = 100_000_000
BYTES_PER_VERTEX = 16
SHORT_NAME = 10
"""Bytes to which the shapefile format cuts the names of columns."""


@dataclass(frozen=True, slots=True)
class VectorLayer:
    """A layer as read: its rows with geometry in EPSG:4326 and the CRS it came in."""

    frame: pd.DataFrame
    source_crs: str
    total: int | None
    """Rows of the whole file, of which the frame may be a block; ``None`` where nobody knows yet."""
    references: pd.Series[str] | None = None
    """What tells every feature of the file apart, as far as it has been read."""


def layer_names(path: Path) -> list[str]:
    """Return the layers of a vector file; raises ``InvalidInput`` when GDAL cannot open it."""
    with _gdal(path, None) as file:
        return [str(name) for name, _kind in pyogrio.list_layers(file.path)]


def read_column(path: Path, layer: str | None, column: str) -> pd.Series[str]:
    """Return the distinct values of one column, geometry unread; ``InvalidInput`` when it is absent."""
    with _gdal(path, layer) as file:
        meta, _fids, _wkb, values = pyogrio.raw.read(
            file.path, layer=_layer_of(file, layer), columns=[column], read_geometry=False
        )
        require_columns(path, meta["fields"], (column,))
    return pd.Series(values[0]).dropna().drop_duplicates()


def read_layer(
    path: Path, layer: str | None, log: IssueLog, required: tuple[str, ...], reading: Reading
) -> VectorLayer:
    """Read one layer whole; see ``read_blocks``."""
    with closing(read_blocks(path, layer, log, required, reading, rows=None)) as blocks:
        return next(blocks)


def read_blocks(
    path: Path,
    layer: str | None,
    log: IssueLog,
    required: tuple[str, ...],
    reading: Reading,
    *,
    rows: int | None,
    references: tuple[str, ...] = (),
) -> Generator[VectorLayer]:
    """Read one layer, at least one block of it: ``row`` (from 1), its attributes, and ``geom``.

    Geometry is two-dimensional and may be missing. GDAL is asked for ``rows`` features at a time (``None``:
    for all). ``references`` names columns that may tell features apart; each block has the first that does,
    and ``Misled`` is raised when a later block shows that it does not. Encoding, an assumed or
    converted CRS and dropped heights are written to the log. Rings that shapely cannot take (too few points)
    are mended where GEOS can and noted as repaired. Raises ``InvalidInput`` when GDAL cannot read the file,
    a ``required`` column is missing or a feature has more than ``MOST_VERTICES``.
    """
    with _gdal(path, layer) as file:
        _tell_opened(file, log)
        encoding = reading.encoding or _encoding(file, log)
        conversion, vertices = None, 0
        for raw in raw_blocks(file, _layer_of(file, layer), encoding, rows, references):
            if conversion is None:
                _check_fields(path, file.format, raw.fields, required, encoding, log)
            shapes, vertices = _within_vertices(path, raw, vertices)
            frame = raw.frame()
            log.rows_in += len(frame)
            geometries = _geometries(shapes, frame, log)
            conversion = conversion or conversion_of(geometries, raw.crs, reading, log)
            frame["geom"] = conversion.of(geometries)
            yield VectorLayer(frame, conversion.name, raw.total, raw.references)


def _check_fields(
    path: Path,
    kind: Format,
    fields: list[str],
    required: tuple[str, ...],
    encoding: str | None,
    log: IssueLog,
) -> None:
    require_columns(path, fields, required)
    if kind is Format.SHAPEFILE:
        _tell_cut_names(fields, encoding or "utf-8", log)


@contextmanager
def _gdal(path: Path, layer: str | None) -> Iterator[Opened]:
    """Open a file for GDAL; what GDAL cannot do with it becomes ``InvalidInput``."""
    with opened(path, layer if path.suffix.lower() == ".zip" else None) as file:
        if file.format in (Format.CSV, Format.XLSX):
            raise refused(path, _NO_SHAPES, _NO_SHAPES_REMEDY)
        try:
            yield file
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pyogrio.errors.FeatureError,
            pyogrio.errors.GeometryError,
        ) as error:
            raise unreadable(path, str(error)) from error
        except (UnicodeDecodeError, LookupError) as error:
            raise refused(
                path, _WRONG_ENCODING.filled(reason=error), _ENCODING_REMEDY, "--encoding"
            ) from error


def _layer_of(file: Opened, layer: str | None) -> str | None:
    """A member chosen from a zip has been given a name of ours; its only layer is meant."""
    return None if file.member is not None else layer


def _tell_opened(file: Opened, log: IssueLog) -> None:
    if file.misnamed:
        log.whole(
            Severity.INFO, "format-by-content", _MISNAMED.filled(format=file.format.name), value=file.format
        )
    if file.member is not None:
        log.whole(Severity.INFO, "member", _MEMBER.filled(name=file.member), value=file.member)


def _encoding(file: Opened, log: IssueLog) -> str | None:
    if file.format is not Format.SHAPEFILE:
        return None
    declared = file.path.with_suffix(".cpg")
    if declared.is_file():
        name = declared.read_text("ascii", "replace").strip()
        log.whole(Severity.INFO, "encoding", _DECLARED_ENCODING.filled(encoding=name), value=name)
        return codecs.lookup(name).name
    table = file.path.with_suffix(".dbf")
    if not table.is_file():
        return None
    encoding = detected_encoding(table.read_bytes()[32:]) or "cp932"
    log.whole(Severity.INFO, "encoding", _FOUND_ENCODING.filled(encoding=encoding.upper()), value=encoding)
    return encoding


def _tell_cut_names(names: list[str], encoding: str, log: IssueLog) -> None:
    cut = [name for name in map(str, names) if len(name.encode(encoding, "replace")) >= SHORT_NAME]
    if cut:
        log.whole(Severity.INFO, "column-names-cut", _CUT_NAMES.filled(names="、".join(cut)), value=len(cut))


def _within_vertices(path: Path, raw: RawBlock, before: int) -> tuple[Geometries, int]:
    """Refuse before any geometry is built: millions of vertices would take every later step down."""
    if raw.shapes is None:
        raise refused(path, _NO_SHAPES, _NO_SHAPES_REMEDY)
    sizes = np.fromiter((0 if item is None else len(item) for item in raw.shapes), np.int64, len(raw.shapes))
    vertices = sizes // BYTES_PER_VERTEX
    total = before + int(vertices.sum())
    if not len(vertices) or (vertices.max() <= MOST_VERTICES and total <= MOST_VERTICES_IN_ALL):
        return raw.shapes, total
    row = raw.first + int(vertices.argmax()) + 1
    message = _TOO_MANY.filled(row=row, vertices=f"{int(vertices.max()):,}", limit=f"{MOST_VERTICES:,}")
    raise refused(path, message, _TOO_MANY_REMEDY)


def _tell_heights(found: bool, log: IssueLog) -> None:
    if found:
        log.whole(Severity.INFO, "heights-dropped", _HEIGHTS)


def _geometries(wkb: Geometries, frame: pd.DataFrame, log: IssueLog) -> Geometries:
    # A coordinate that is no number is refused with its row later on; here it is no reason to warn.
    with np.errstate(invalid="ignore", over="ignore"):
        geometries: Geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    broken = shapely.is_missing(geometries) & np.array([item is not None for item in wkb], dtype=bool)
    if broken.any():
        geometries[broken] = shapely.from_wkb(wkb[broken], on_invalid="fix")
        log.rows(Severity.REPAIRED, "ring-closed", frame[broken], _RING)
    if not (shapely.has_z(geometries).any() or shapely.has_m(geometries).any()):
        return geometries
    _tell_heights(True, log)
    flat: Geometries = shapely.force_2d(geometries)
    return flat


_DECLARED_ENCODING = Text(
    "文字コードを付属ファイル(.cpg)の記載に従い {encoding} として読み取りました。",
    "Read as {encoding}, as the .cpg file says.",
)
_FOUND_ENCODING = Text(
    "文字コードの記載(.cpg)がないため、内容から {encoding} と判定して読み取りました。",
    "There is no .cpg file; the content was found to be {encoding}.",
)
_WRONG_ENCODING = Text(
    "文字コードが合わず読み取れません({reason})。", "The text cannot be read in that encoding ({reason})."
)
_ENCODING_REMEDY = Text(
    "--encoding cp932 又は --encoding utf-8 を指定してください。",
    "Give --encoding cp932 or --encoding utf-8.",
)
_RING = Text(
    "点の足りない環があり、読み取れる形に直しました。",
    "A ring had too few points and was mended as far as possible.",
)
_HEIGHTS = Text("高さ又はM値は使わないため除きました。", "Heights or measures are not used and were dropped.")
_MISNAMED = Text(
    "拡張子と中身が異なるため、中身に従い {format} として読み取りました。",
    "The ending does not fit the content; it was read as {format}.",
)
_MEMBER = Text("圧縮ファイルの中の「{name}」を読み取りました。", "Read “{name}” inside the archive.")
_CUT_NAMES = Text(
    "列名が10バイトで切れている可能性があります(シェープファイルの制約)：{names}",
    "Column names may have been cut to 10 bytes by the shapefile format: {names}",
)
_NO_SHAPES = Text("図形のないデータです。", "The data has no geometry.")
_NO_SHAPES_REMEDY = Text(
    "図形を含むファイルか、緯度・経度の列のある表を指定してください。",
    "Give a file with geometry, or a table with columns of latitude and longitude.",
)
_TOO_MANY = Text(
    "{row}番目の図形の頂点が多すぎます({vertices}点。上限は1図形{limit}点)。",
    "Feature {row} has too many vertices ({vertices}; the limit is {limit} a feature).",
)
_TOO_MANY_REMEDY = Text(
    "図形を分割するか、間引いてから取り込んでください。",
    "Split or simplify the geometry and import it again.",
)
