"""Turns raw columns into text, numbers, points and stable row identities; vectorised, EPSG:4326."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.extent import Geometries
from data.importers.log import IssueLog

REFERENCE_DECIMALS = 6
"""Decimals of a degree (about 0.1 m) to which a position takes part in a row's identity."""


def text(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    """Return a column as trimmed text, blank or absent as missing; whole numbers lose their ``.0``."""
    if column not in frame:
        return pd.Series(pd.NA, index=frame.index, dtype="string")
    values = frame[column]
    if pd.api.types.is_float_dtype(values):
        whole = values.notna() & (values == values.round())
        values = values.astype("string").where(~whole, values.where(whole).astype("Int64").astype("string"))
    trimmed = values.astype("string").str.strip()
    return trimmed.mask(trimmed == "")


def first_known(*columns: pd.Series[str]) -> pd.Series[str]:
    """Return row by row the first of ``columns`` that is not missing."""
    result = columns[0]
    for column in columns[1:]:
        result = result.fillna(column)
    return result


def number(frame: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return a column as floats, not-a-number where it is blank, no number, or infinite."""
    values = pd.to_numeric(text(frame, column), errors="coerce").astype("float64")
    return values.mask(np.isinf(values))


def points(frame: pd.DataFrame, log: IssueLog, *, lon: str, lat: str) -> pd.DataFrame:
    """Return the rows that have both coordinates, with ``geom``; the others are skipped with the reason."""
    x, y = number(frame, lon), number(frame, lat)
    missing = x.isna() | y.isna()
    kept = log.drop(frame, missing, Severity.SKIPPED, "coordinates-missing", NO_COORDINATES)
    return kept.assign(geom=_objects(shapely.points(x[~missing].to_numpy(), y[~missing].to_numpy())))


def without_missing_geometry(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the rows that have a geometry that is not empty; the others are skipped with the reason."""
    geometries = frame["geom"].to_numpy()
    missing = pd.Series(shapely.is_missing(geometries) | shapely.is_empty(geometries), index=frame.index)
    return log.drop(frame, missing, Severity.SKIPPED, "geometry-missing", _NO_GEOMETRY)


def identified(
    frame: pd.DataFrame,
    log: IssueLog,
    *,
    reference: pd.Series[str],
    position: Geometries,
    facts: Sequence[str],
) -> pd.DataFrame:
    """Return ``frame`` with a unique ``source_ref``; rows that say the same thing twice are skipped.

    A row without a ``reference`` of its source gets one made from its ``position`` and the columns
    ``facts``, so that it keeps its identity when the file is sorted anew.
    """
    own = reference.isna()
    made = _fingerprints(position[own.to_numpy()], frame.loc[own, list(facts)])
    frame = frame.assign(
        source_ref=reference.astype("object").mask(own, pd.Series(made, index=frame.index[own]))
    )
    if own.any():
        log.whole(Severity.INFO, "identity-made", _MADE.filled(count=int(own.sum())), value=int(own.sum()))
    twice = frame["source_ref"].duplicated()
    return log.drop(frame, twice, Severity.SKIPPED, "repeated-row", _TWICE, field="source_ref")


def multi(geometries: Geometries, kind: shapely.GeometryType) -> Geometries:
    """Return each geometry as a multi-geometry of its parts of ``kind`` (polygon or line string).

    Parts of other kinds, as ``make_valid`` leaves them, are dropped; a geometry without any part
    becomes ``None``.
    """
    parts, owner = shapely.get_parts(geometries, return_index=True)
    parts, nested = shapely.get_parts(parts, return_index=True)
    wanted = shapely.get_type_id(parts) == kind
    build = shapely.multipolygons if kind is shapely.GeometryType.POLYGON else shapely.multilinestrings
    result = np.full(len(geometries), None, dtype=object)
    build(parts[wanted], indices=owner[nested][wanted], out=result)
    return result


def _fingerprints(position: Geometries, facts: pd.DataFrame) -> list[str]:
    if facts.empty:
        return []
    rounded = shapely.set_precision(position, 10**-REFERENCE_DECIMALS, mode="pointwise")
    texts = facts.astype("object").where(facts.notna(), "").astype(str).agg("|".join, axis=1)
    return [
        f"made:{hashlib.sha256(wkb + text.encode()).hexdigest()[:20]}"
        for wkb, text in zip(shapely.to_wkb(rounded), texts, strict=True)
    ]


def _objects(geometries: object) -> Geometries:
    return np.atleast_1d(np.asarray(geometries, dtype=object))


NO_COORDINATES = Text("座標がないため読み飛ばしました。", "There are no coordinates, so the row was skipped.")
_NO_GEOMETRY = Text("図形がないため読み飛ばしました。", "There is no geometry, so the row was skipped.")
_MADE = Text(
    "元データに識別子がない{count}件には、位置と内容から識別子を付けました。",
    "{count} rows without an identifier got one made from their position and content.",
)
_TWICE = Text(
    "識別子 {value} の行が先にあるため読み飛ばしました。",
    "A row with the identifier {value} came before, so this one was skipped.",
)
