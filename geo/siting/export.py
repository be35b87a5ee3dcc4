"""Results as tables and files for other programs, always with the sources of what went in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from data.domain.exported import harmless
from geo.crs import WGS84
from geo.mesh import bounds
from geo.siting.areas import Area
from geo.siting.exclusion import Exclusions
from geo.siting.scoring import Scores
from geo.siting.study import StudyResult

Format = Literal["gpkg", "geojson", "csv"]
DRIVERS = {"gpkg": "GPKG", "geojson": "GeoJSON"}


def cells_frame(
    result: StudyResult, scores: Scores, found: Exclusions, index: NDArray[np.int64]
) -> gpd.GeoDataFrame:
    """Return chosen cells with code, place, standing, scores and every indicator, as squares in EPSG:4326.

    An unknown value is empty (NaN), a range has its ends in ``<indicator>`` and ``<indicator>_to``.
    """
    cells = result.cells
    edges = bounds(cells.row[index], cells.column[index], cells.level)
    table: dict[str, object] = {
        "mesh_code": cells.code_of(index).astype(str),
        "place": np.array(result.places, dtype=object)[cells.place[index]],
        "standing": found.standing[index].astype(int),
        "exclusions": _named(found, found.inside[index]),
        "exclusions_unknown": _named(found, found.unknown[index]),
        "score": scores.score[index],
        "score_low": scores.low[index],
        "score_high": scores.high[index],
        "completeness": scores.completeness[index],
    }
    for name, column in result.columns.items():
        table[name] = column.low[index]
        if column.high is not column.low:
            table[f"{name}_to"] = np.where(np.isinf(column.high[index]), np.nan, column.high[index])
            table[f"{name}_open"] = np.isinf(column.high[index])
    squares = shapely.box(edges.west, edges.south, edges.east, edges.north)
    return gpd.GeoDataFrame(table, geometry=squares, crs=WGS84)


def areas_frame(areas: Sequence[Area]) -> gpd.GeoDataFrame:
    """Return merged areas, largest first, with hectares and the range of MW that fits, in EPSG:4326."""
    table = {
        "rank": np.arange(1, len(areas) + 1),
        "cells": [len(area.cells) for area in areas],
        "area_ha": [area.area_ha for area in areas],
        "fits_mw_low": [area.fits_mw_low for area in areas],
        "fits_mw_high": [area.fits_mw_high for area in areas],
        "mean_judged": [area.mean_judged for area in areas],
        "best_judged": [area.best_judged for area in areas],
        "places": [";".join(area.places) for area in areas],
    }
    return gpd.GeoDataFrame(table, geometry=[area.polygon for area in areas], crs=WGS84)


def sources_frame(result: StudyResult) -> pd.DataFrame:
    """Return one row for each layer that went in: edition, source, licence, date. The study's id comes
    first."""
    rows = [
        {
            "study_id": result.study_id,
            "layer": edition.layer,
            "edition": edition.edition,
            "title_ja": edition.title.ja,
            "title_en": edition.title.en,
            "source": edition.source,
            "licence": edition.licence,
            "as_of": "" if edition.as_of is None else edition.as_of.isoformat(),
        }
        for edition in result.editions.values()
    ]
    return pd.DataFrame(rows)


def write(
    frame: gpd.GeoDataFrame, sources: pd.DataFrame, path: Path, file_format: Format, srid: int = 4326
) -> tuple[Path, ...]:
    """Write a table and the sources of its layers; return the files made.

    GeoPackage holds both as layers (``result``, ``sources``), the first in ``srid``. GeoJSON and CSV
    (UTF-8 with BOM, geometry as centre ``lon`` and ``lat``) get the sources as a second file beside them.
    """
    if file_format == "csv":
        _plain(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    else:
        shown = frame.to_crs(srid) if file_format == "gpkg" else frame
        pyogrio.write_dataframe(shown, path, driver=DRIVERS[file_format], layer="result")
    if file_format == "gpkg":
        pyogrio.write_dataframe(sources, path, driver="GPKG", layer="sources", append=True)
        return (path,)
    beside = path.with_name(f"{path.stem}-sources.csv")
    sources.map(harmless).to_csv(beside, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return path, beside


def _plain(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    edges = shapely.bounds(frame.geometry.to_numpy()).reshape(-1, 4)
    table = pd.DataFrame(frame.drop(columns="geometry")).map(harmless)
    return table.assign(lon=(edges[:, 0] + edges[:, 2]) / 2.0, lat=(edges[:, 1] + edges[:, 3]) / 2.0)


def _named(found: Exclusions, bits: NDArray[np.unsignedinteger]) -> list[str]:
    texts = {
        value: ";".join(item.id for bit, item in enumerate(found.table) if value >> bit & 1)
        for value in map(int, np.unique(bits))
    }
    return [texts[int(value)] for value in bits]
