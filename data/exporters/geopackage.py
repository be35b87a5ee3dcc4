"""Writes a table as GeoPackage with its sources as a second table and in the metadata of the file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyogrio
import shapely

from data.domain.exported import Block, Column, Credit, Drawing, Exported, Kind, free_names

SOURCES = "sources"
OWN_COLUMNS = ("fid", "geom")
"""Columns GeoPackage keeps for itself."""
_TYPES = {Kind.TEXT: "object", Kind.WHOLE: "Int64", Kind.NUMBER: "float64", Kind.TRUTH: "boolean"}


def write(table: Exported, path: Path, srid: int) -> None:
    """Write ``path``: the layer ``table.name`` in ``srid`` and the table ``sources``, block by block."""
    names = free_names([column.name for column in table.columns], OWN_COLUMNS)
    begun = False
    for block in table.rows(Drawing.WKB, srid):
        _append(_frame(table.columns, names, block, srid), table, path, begun)
        begun = True
    if not begun:
        _append(_frame(table.columns, names, Block([], []), srid), table, path, begun)
    pyogrio.write_dataframe(_sources(table.credits), path, layer=SOURCES, append=True, driver="GPKG")


def _append(frame: geopandas.GeoDataFrame, table: Exported, path: Path, begun: bool) -> None:
    said = {} if begun else {"layer_metadata": _metadata(table), "layer_options": _described(table)}
    pyogrio.write_dataframe(
        frame, path, layer=table.name, driver="GPKG", append=begun, geometry_type="Unknown", **said
    )


def _frame(columns: Sequence[Column], names: list[str], block: Block, srid: int) -> geopandas.GeoDataFrame:
    values = list(zip(*block.values, strict=True)) or [()] * len(columns)
    series = {
        name: pd.Series([_plain(value, column.kind) for value in part], dtype=_TYPES[column.kind])
        for name, column, part in zip(names, columns, values, strict=True)
    }
    return geopandas.GeoDataFrame(series, geometry=shapely.from_wkb(list(block.shapes)), crs=srid)


def _plain(value: Any, kind: Kind) -> Any:
    if value is None or kind is not Kind.TEXT:
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _described(table: Exported) -> dict[str, str]:
    credit = " / ".join(dict.fromkeys(f"{each.attribution} ({each.licence})" for each in table.credits))
    return {"IDENTIFIER": table.title.ja, "DESCRIPTION": credit, "GEOMETRY_NAME": "geom"}


def _metadata(table: Exported) -> dict[str, str]:
    return {
        "TITLE": f"{table.title.ja} / {table.title.en}",
        "ATTRIBUTION": " / ".join(dict.fromkeys(each.attribution for each in table.credits)),
        "LICENCE": " / ".join(dict.fromkeys(each.licence for each in table.credits)),
    }


def _sources(credit: Sequence[Credit]) -> pd.DataFrame:
    rows = [
        (each.source, each.attribution, each.licence, each.as_of and each.as_of.isoformat())
        for each in credit
    ]
    return pd.DataFrame(rows, columns=["source", "attribution", "licence", "as_of"], dtype="object")
