"""Reads CSV and Excel tables with coordinates: header row, encoding and columns are found and told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.crs import in_4326
from data.importers.files import content_of, free_names, text_of
from data.importers.formats import Format, opened, refused, unreadable
from data.importers.headings import heading
from data.importers.log import IssueLog
from data.importers.reading import Reading
from data.importers.vector import VectorLayer
from data.importers.workbook import Sheet, open_workbook

HeaderTest = Callable[[list[str]], bool]
HEADER_WITHIN = 20
"""Rows from the top among which the header row is looked for."""
_LATITUDE = ("緯度", "北緯", "latitude", "lat", "y座標", "y")
_LONGITUDE = ("経度", "東経", "longitude", "lon", "lng", "long", "x座標", "x")


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Names of the columns that hold the position, as written in the file."""

    lon: str
    lat: str


def read_table(path: Path, log: IssueLog, reading: Reading) -> VectorLayer:
    """Read a table: ``row`` (from 1 below the header), its columns as text, ``geom`` as points in EPSG:4326.

    Rows without both coordinates are skipped with the reason. Raises ``InvalidInput`` for a table without
    columns of latitude and longitude, naming the columns it has.
    """
    frame = read_rows(path, log, reading, lambda names: coordinate_columns(names) is not None)
    found = coordinate_columns(list(frame.columns))
    assert found is not None  # noqa: S101 - the header row was chosen for having them
    log.whole(Severity.INFO, "coordinate-columns", _COLUMNS.filled(lon=found.lon, lat=found.lat))
    x, y = cells.number(frame, found.lon), cells.number(frame, found.lat)
    missing = x.isna() | y.isna()
    frame = log.drop(frame, missing, Severity.SKIPPED, "coordinates-missing", cells.NO_COORDINATES)
    points = shapely.points(x[~missing].to_numpy(), y[~missing].to_numpy())
    geometries = np.atleast_1d(np.asarray(points, dtype=object))
    geometries, crs = in_4326(geometries, None, reading, log)
    return VectorLayer(frame.assign(geom=geometries), crs, len(frame))


def read_rows(path: Path, log: IssueLog, reading: Reading, is_header: HeaderTest) -> pd.DataFrame:
    """Read a table below the first row that ``is_header`` accepts: ``row`` (from 1) and its columns as text.

    Raises ``InvalidInput`` when no row near the top is such a header, naming the columns found.
    """
    frame = _framed(path, _grid(path, log, reading, is_header), log, is_header)
    frame.insert(0, "row", range(1, len(frame) + 1))
    log.rows_in = len(frame)
    return frame


def coordinate_columns(names: list[str]) -> Coordinates | None:
    """Return the columns of longitude and latitude by their names, or ``None`` when either is absent."""
    lon, lat = heading(names, _LONGITUDE), heading(names, _LATITUDE)
    return Coordinates(lon, lat) if lon and lat else None


def _grid(path: Path, log: IssueLog, reading: Reading, is_header: HeaderTest) -> list[list[str]]:
    with opened(path) as file:
        if file.format is Format.XLSX:
            return _cells_of(path, file.path, is_header)
        if file.format is not Format.CSV:
            raise unreadable(path, file.format.name)
    text = text_of(path, content_of(path), log, reading.encoding)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise unreadable(path, str(error)) from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return "\t" if first.count("\t") > first.count(",") else ","


def _cells_of(path: Path, file: Path, is_header: HeaderTest) -> list[list[str]]:
    for sheet in open_workbook(file).sheets:
        rows = _rows_of(sheet)
        if any(is_header(row) for row in islice(rows, HEADER_WITHIN)):
            return rows
    raise refused(path, _NO_COLUMNS.filled(names="―"), _NO_COLUMNS_REMEDY)


def _rows_of(sheet: Sheet) -> list[list[str]]:
    width = max((column for _, column in sheet.cells), default=0)
    rows: dict[int, list[str]] = {}
    for (row, column), cell in sheet.cells.items():
        if cell.value is not None and not cell.error:
            rows.setdefault(row, [""] * width)[column - 1] = str(cell.value)
    return [rows[number] for number in sorted(rows)]


def _framed(path: Path, grid: list[list[str]], log: IssueLog, is_header: HeaderTest) -> pd.DataFrame:
    for number, names in enumerate(islice(grid, HEADER_WITHIN)):
        if not is_header(names):
            continue
        if number:
            log.whole(Severity.INFO, "header-row", _HEADER.filled(row=number + 1), value=number + 1)
        body = [[*row[: len(names)], *[""] * (len(names) - len(row))] for row in grid[number + 1 :]]
        frame = pd.DataFrame(body, columns=pd.Index(free_names(_unique(names))), dtype="string")
        return frame.mask(frame == "")
    names = max(islice(grid, HEADER_WITHIN), key=lambda row: sum(map(bool, row)), default=[])
    problem = Problem("FILE", path.name, _NO_COLUMNS.filled(names=", ".join(names)[:200]), _NO_COLUMNS_REMEDY)
    raise InvalidInput.of([problem])


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for number, name in enumerate(names, 1):
        plain = name.strip() or f"column_{number}"
        seen[plain] = seen.get(plain, 0) + 1
        result.append(plain if seen[plain] == 1 else f"{plain}_{seen[plain]}")
    return result


_COLUMNS = Text(
    "経度は列「{lon}」、緯度は列「{lat}」から読み取りました。",
    "Longitude was read from the column “{lon}”, latitude from “{lat}”.",
)
_HEADER = Text("{row}行目を見出しとして読み取りました。", "Row {row} was taken as the header.")
_NO_COLUMNS = Text(
    "必要な見出しの行が見つかりません(見つかった列：{names})。",
    "No row near the top has the headings needed (found: {names}).",
)
_NO_COLUMNS_REMEDY = Text(
    "位置には「緯度」「経度」又は lat、lon の列が必要です。見出しは取込みの説明に従って付けてください。",
    "Places need columns headed lat and lon, or 緯度 and 経度; see the import guide for the other headings.",
)
