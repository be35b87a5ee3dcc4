"""Asks GDAL for the features of a layer in blocks: memory is bounded by the block, not by the file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import pyogrio.raw

from data.importers import cells
from data.importers.extent import Geometries
from data.importers.files import free_names
from data.importers.formats import Format, Opened

_IN_WINDOWS = (Format.GEOPACKAGE, Format.SHAPEFILE)
"""Formats in which GDAL finds the n-th feature without parsing those before it."""
_OPTIONS = {Format.GML: {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO"}}
_MEASURED = "Measured (M)"
"""What GDAL's reader says when it drops measures, which it does itself."""


@dataclass(frozen=True, slots=True)
class RawBlock:
    """Features as GDAL gives them: geometries as WKB, the columns of the attributes."""

    first: int
    """Features before it."""
    fields: list[str]
    crs: str | None
    shapes: Geometries | None
    """``None`` for a layer that has no geometry at all."""
    columns: list[Any]
    measured: bool
    """Whether GDAL dropped measures."""
    total: int
    """Features of the whole layer."""
    reference: str | None = None
    """A column that tells every feature of the file apart."""

    def __len__(self) -> int:
        return 0 if self.shapes is None else len(self.shapes)

    def frame(self) -> pd.DataFrame:
        """Return the attributes with ``row``, counted from 1 through the file."""
        attributes = dict(zip(free_names(self.fields), self.columns, strict=True))
        frame = pd.DataFrame(attributes, index=pd.RangeIndex(self.first, self.first + len(self)))
        frame.insert(0, "row", range(self.first + 1, self.first + len(self) + 1))
        return frame

    def handed_over(self, start: int, stop: int) -> RawBlock:
        """Return some of the features and let go of them, so that their memory is free when they are done."""
        columns = [each[start:stop] for each in self.columns]
        if self.shapes is None:
            return replace(self, first=start, columns=columns)
        shapes = self.shapes[start:stop].copy()
        self.shapes[start:stop] = None
        return replace(self, first=start, shapes=shapes, columns=columns)


def raw_blocks(
    file: Opened, layer: str | None, encoding: str | None, rows: int | None, references: tuple[str, ...]
) -> Iterator[RawBlock]:
    """Read a layer in blocks of ``rows`` (``None``: whole), at least one, which may be empty."""
    if rows is None or file.format not in _IN_WINDOWS:
        whole = _read(file, layer, encoding)
        whole = replace(whole, total=len(whole), reference=_telling_apart(whole, references))
        step = rows or max(len(whole), 1)
        yield from (whole.handed_over(at, at + step) for at in range(0, max(len(whole), 1), step))
        return
    block = _read(file, layer, encoding, first=0, rows=rows)
    asked = tuple(name for name in references if name in block.fields)
    alone = _read(file, layer, encoding, only=asked) if asked and len(block) == rows else block
    reference = _telling_apart(alone, asked)
    total = _count(file, layer)
    yield replace(block, total=total, reference=reference)
    while len(block) == rows:
        block = _read(file, layer, encoding, first=block.first + rows, rows=rows)
        if len(block):
            yield replace(block, total=total, reference=reference)


def _read(
    file: Opened,
    layer: str | None,
    encoding: str | None,
    *,
    first: int = 0,
    rows: int | None = None,
    only: tuple[str, ...] | None = None,
) -> RawBlock:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        meta, _fids, shapes, columns = pyogrio.raw.read(
            file.path,
            layer=layer,
            encoding=encoding,
            skip_features=first,
            max_features=rows,
            columns=only,
            read_geometry=only is None,
            **_OPTIONS.get(file.format, {}),
        )
    for each in caught:
        if _MEASURED not in str(each.message):
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    fields = [str(name) for name in meta["fields"]]
    typed = [_whole(column, kind) for column, kind in zip(columns, meta["dtypes"], strict=True)]
    measured = any(_MEASURED in str(each.message) for each in caught)
    return RawBlock(first, fields, meta["crs"], shapes, typed, measured, total=0)


def _count(file: Opened, layer: str | None) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reading has said them
        return int(pyogrio.read_info(file.path, layer=layer)["features"])


def _whole(column: np.ndarray, declared: str) -> Any:
    """Keep a column of whole numbers one where some are missing, which GDAL's reader makes fractions of."""
    if column.dtype.kind != "f" or not str(declared).startswith(("int", "uint")):
        return column
    return pd.array(column).astype("Int64")


def _telling_apart(block: RawBlock, references: tuple[str, ...]) -> str | None:
    named = {name: pd.Series(each) for name, each in zip(block.fields, block.columns, strict=True)}
    wanted = pd.DataFrame({name: named[name] for name in references if name in named})
    return cells.telling_apart(wanted, references)
