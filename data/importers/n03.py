"""Takes in administrative areas (国土数値情報 N03) of any vintage, many rows a municipality or one."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.codes import code_problem
from data.domain.datasets import BOUNDARIES
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.catalogue import NATIONAL, info_of
from data.importers.editions import AsOf
from data.importers.extent import Geometries, keep_in_japan
from data.importers.log import IssueLog
from data.importers.n03_names import named
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.importers.vector import read_column, read_layer
from data.orm.place import Boundary
from data.orm.source import DatasetEdition
from data.reference.places import municipalities

CODE = "N03_007"
REQUIRED = ("N03_001", "N03_004", CODE)
COLUMNS = (
    "municipality_code",
    "prefecture_code",
    "prefecture_name",
    "subprefecture_name",
    "county_name",
    "name",
    "polygons",
)
PREFECTURES = 47
COMPLETE_SHARE = 0.9
"""Share of a prefecture's municipalities in the table of codes below which a file is called incomplete."""

_DAY = re.compile(r"(?:20|(?<=[-_]))(\d{2})(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])(?!\d)")
_YEAR = re.compile(r"n03[-_](20\d{2})(?!\d)", re.IGNORECASE)


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Find which prefectures the file holds and which date it describes."""
    codes = cells.text(pd.DataFrame({CODE: read_column(path, options.layer, CODE)}), CODE).dropna()
    prefectures = sorted({code[:2] for code in codes if code_problem(code) is None})
    source = NATIONAL if len(prefectures) == PREFECTURES else "-".join([NATIONAL, *prefectures])
    name = source[:80]
    as_of = date_of(path.name, options.as_of)
    return (Part(path, BOUNDARIES, name, options.layer, as_of, info_of(BOUNDARIES, name)),)


def date_of(file_name: str, given: date | None) -> AsOf:
    """Return the date given, else the one in a name such as ``N03-21_210101``; else none.

    A year alone means its 1 January, the day N03 describes since the 2015 edition.
    """
    if given is not None:
        return AsOf(given, "given")
    day = _DAY.search(file_name)
    if day is not None:
        return AsOf(date(2000 + int(day[1]), int(day[2]), int(day[3])), "file_name")
    year = _YEAR.search(file_name)
    return AsOf(date(int(year[1]), 1, 1), "file_name") if year else AsOf(None, "unknown")


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read the polygons."""
    layer = read_layer(part.path, part.layer, log, REQUIRED, options.reading)
    return ReadResult(layer.frame, layer.source_crs)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Repair polygons, settle names and codes, and join the polygons of each municipality into one row."""
    frame = cells.without_missing_geometry(frame.assign(source_ref=cells.text(frame, CODE)), log)
    frame = keep_in_japan(frame, log, options.reading.swap)
    frame = _repaired(frame, log)
    frame = named(frame, part.as_of.day, log)
    return _joined(frame)


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Compare with the table of codes and the edition in use: no prefecture may lose municipalities."""
    known = municipalities()
    codes = frame["municipality_code"].dropna()
    unknown = frame[frame["municipality_code"].notna() & ~frame["municipality_code"].isin(list(known))]
    log.rows(Severity.INFO, "municipality-code-unknown", unknown, _UNKNOWN_CODE, field="municipality_code")
    leaves = {
        code: item for code, item in known.items() if not item.is_designated_city and item.valid_to is None
    }
    expected = Counter(item.prefecture for item in leaves.values())
    found = Counter(str(code)[:2] for code in codes)
    in_use = _in_use_by_prefecture(session)
    for prefecture, count in found.items():
        if count < expected[prefecture] * COMPLETE_SHARE:
            loses = in_use.get(prefecture, 0) > count
            message = _INCOMPLETE.filled(code=prefecture, found=count, expected=expected[prefecture])
            log.whole(
                Severity.STOP if loses else Severity.INFO, "prefecture-incomplete", message, value=prefecture
            )


def _in_use_by_prefecture(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Boundary.prefecture_code, Boundary.edition_id, func.count(Boundary.municipality_code))
        .join(DatasetEdition, DatasetEdition.id == Boundary.edition_id)
        .where(DatasetEdition.status == "current")
        .group_by(Boundary.prefecture_code, Boundary.edition_id)
    )
    most: dict[str, int] = {}
    for prefecture, _edition, count in rows:
        most[prefecture] = max(most.get(prefecture, 0), count)
    return most


def _repaired(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    geometries = frame["geom"].to_numpy().copy()
    invalid = ~shapely.is_valid(geometries)
    if invalid.any():
        reasons = pd.Series(shapely.is_valid_reason(geometries[invalid]), index=frame.index[invalid])
        log.rows(
            Severity.REPAIRED, "polygon-invalid", frame[invalid].assign(geom=reasons), _MENDED, field="geom"
        )
        geometries[invalid] = shapely.make_valid(geometries[invalid])
    polygons = cells.multi(geometries, shapely.GeometryType.POLYGON)
    lost = pd.Series(shapely.is_missing(polygons), index=frame.index)
    frame = frame.assign(geom=polygons)
    return log.drop(frame, lost, Severity.REFUSED, "polygon-without-area", _NO_AREA)


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    group = frame["municipality_code"].fillna("row:" + frame["row"].astype(str))
    frame = frame.assign(source_ref=group).sort_values(["source_ref", "row"], kind="stable")
    numbers, _names = pd.factorize(frame["source_ref"])
    first = frame.drop_duplicates("source_ref")
    counts = np.bincount(numbers)
    return first.assign(polygons=counts, geom=dissolved(frame["geom"].to_numpy(), numbers))


def dissolved(polygons: Geometries, group: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Geometries:
    """Return one valid multipolygon a group (numbered from 0, ascending).

    The parts are put together as they are; only where the result is not valid, because parts touch
    along an edge or overlap, GEOS unions them. Islands, the usual case, keep every vertex.
    """
    parts, owner = shapely.get_parts(polygons, return_index=True)
    joined: Geometries = shapely.multipolygons(parts, indices=group[owner])
    for number in np.flatnonzero(~shapely.is_valid(joined)):
        joined[number] = shapely.union_all(parts[group[owner] == number])
    return cells.multi(joined, shapely.GeometryType.POLYGON)


def _nothing_after(session: Session) -> None:
    session.flush()


_UNKNOWN_CODE = Text(
    "市区町村コード {value} はコード表にありません。"
    "廃止された市区町村か、コード表より新しい市区町村の可能性があります。",
    "The municipality code {value} is not in the table of codes; "
    "it may be abolished, or newer than the table.",
)
_MENDED = Text(
    "図形が不正({value})なため、妥当な形に修復しました。",
    "The polygon was not valid ({value}) and was repaired.",
)
_NO_AREA = Text(
    "修復しても面積のある図形にならないため取り込みません。", "No area is left even after repair."
)
_INCOMPLETE = Text(
    "都道府県コード {code} の市区町村が{found}件しかありません(コード表では{expected}件)。",
    "Prefecture {code} has only {found} municipalities ({expected} in the table of codes).",
)

IMPORTER = Importer(
    name="n03",
    version=1,
    table=Boundary.__tablename__,
    columns=COLUMNS,
    geometries=("geom",),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=_nothing_after,
    is_its_coverage=True,
)
