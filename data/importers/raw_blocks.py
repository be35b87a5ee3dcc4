"""Asks GDAL for the features of a layer as a stream of Arrow: the block bounds the memory, not the file.

GDAL fills whole columns without Python, so that PostgreSQL is sent the block before meanwhile.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import nanoarrow
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.raw
from nanoarrow.iterator import UnregisteredExtensionWarning

from data.importers.extent import Geometries
from data.importers.files import free_names
from data.importers.formats import Format, Opened
from data.importers.marks import Reference

BATCH = 65_536
"""Features in a piece of the stream when all are wanted."""
_COUNTED = (Format.GEOPACKAGE, Format.SHAPEFILE)
"""Formats in which GDAL knows how many features there are without parsing them."""
_OPTIONS = {Format.GML: {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO"}}
_MEASURED = r".*Measured \(M\)"
"""What GDAL's reader warns of; that measures are dropped is told where it is done."""
_CURVES = frozenset((1000 * heights + kind) % 256 for heights in range(4) for kind in range(8, 13))
"""Lowest byte of the kinds of WKB with arcs, which shapely does not read."""
_NUMBERS = ("OFTInteger", "OFTInteger64")
_ZONE = re.compile(r"(Z|[+-]\d\d(:?\d\d)?)$")
# One piece is read ahead here; of a GeoPackage GDAL would keep several more, in threads of its own.
pyogrio.set_gdal_config_options({"OGR_GPKG_NUM_THREADS": "1"})


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
    total: int | None
    """Features of the whole layer; ``None`` where only reading it would tell."""
    references: pd.Series[str] | None
    """What tells every feature of the file apart, as far as it has been read."""

    def __len__(self) -> int:
        return 0 if self.shapes is None else len(self.shapes)

    def frame(self) -> pd.DataFrame:
        """Return the attributes with ``row``, counted from 1 through the file."""
        attributes = dict(zip(free_names(self.fields), self.columns, strict=True))
        frame = pd.DataFrame(attributes, index=pd.RangeIndex(self.first, self.first + len(self)))
        frame.insert(0, "row", range(self.first + 1, self.first + len(self) + 1))
        return frame


def raw_blocks(
    file: Opened, layer: str | None, encoding: str | None, rows: int | None, references: tuple[str, ...]
) -> Generator[RawBlock]:
    """Read a layer in blocks of ``rows`` (``None``: whole), at least one, which may be empty.

    Raises ``Misled`` when the one of ``references`` that told the features apart does so no longer.
    """
    total = _count(file, layer) if rows is not None and file.format in _COUNTED else None
    with _stream(file, layer, encoding, rows) as (meta, batches):
        reference, first = None, 0
        for batch in batches:
            fields = [str(name) for name in meta["fields"]]
            columns, shapes = _columns(batch, meta["ogr_types"])
            if shapes is not None and any(shape and shape[1] in _CURVES for shape in shapes):
                shapes = _without_arcs(file, layer, first, len(shapes))
            asked = pd.DataFrame({n: c for n, c in zip(fields, columns, strict=True) if n in references})
            reference = reference or Reference(asked, references)
            yield RawBlock(first, fields, meta["crs"], shapes, columns, total, reference.of(asked))
            first += len(batch)


@contextmanager
def _stream(
    file: Opened, layer: str | None, encoding: str | None, rows: int | None
) -> Generator[tuple[dict[str, Any], Iterator[nanoarrow.Array]]]:
    with ExitStack() as stack:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", _MEASURED)
            meta, source = stack.enter_context(
                pyogrio.raw.open_arrow(
                    file.path,
                    layer=layer,
                    encoding=encoding,
                    batch_size=rows or BATCH,
                    datetime_as_string=True,
                    **_OPTIONS.get(file.format, {}),
                )
            )
        stream = stack.enter_context(nanoarrow.ArrayStream(source))
        pieces = iter([stream.read_all()]) if rows is None else _batches(stream)
        yield meta, stack.enter_context(closing(_ahead(pieces)))


def _ahead(pieces: Iterator[nanoarrow.Array]) -> Generator[nanoarrow.Array]:
    """Have GDAL fill the next piece while the one before is worked on."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading") as reader:
        coming = reader.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = reader.submit(next, pieces, None)
            yield piece


def _batches(stream: nanoarrow.ArrayStream) -> Iterator[nanoarrow.Array]:
    empty = nanoarrow.Array.from_chunks([], stream.schema)
    first = next(chunks := stream.iter_chunks(), empty)
    yield first
    yield from chunks


def _columns(batch: nanoarrow.Array, kinds: Sequence[str]) -> tuple[list[Any], Geometries | None]:
    """Return attributes and shapes; the first column after the attributes, if any, is the geometry."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnregisteredExtensionWarning)  # JSON in text, which stays text
        named, found = batch.to_columns_pysequence(handle_nulls=nanoarrow.nulls_separate())
    for at, kind in enumerate(kinds):
        if kind in _NUMBERS and isinstance(found[at], list):
            found[at] = _codes(batch.child(at))
    columns = [_column(*each) for each in zip(found, kinds, strict=False)]
    shapes = np.array(found[len(kinds)], dtype=object) if len(named) > len(kinds) else None
    return columns, shapes


def _codes(column: nanoarrow.Array) -> tuple[Any, Any]:
    """Return which codes of a domain are there, and the codes; Arrow gives them with what each means."""
    views = list(column.iter_chunk_views())
    present = [v.buffer(0).elements(0, len(v)) if v.null_count else repeat(True, len(v)) for v in views]
    return np.array(list(chain(*present)), dtype=bool), np.concatenate([v.buffer(1) for v in views])


def _column(values: Any, kind: str) -> Any:
    """Return a column as pandas takes it; whole numbers stay so where some are missing."""
    if isinstance(values, list):
        if kind == "OFTDate":
            return np.array(values, dtype="datetime64[D]")
        if kind == "OFTDateTime":  # the time of the clock, whatever zone is said
            return np.array([text and _ZONE.sub("", text) for text in values], dtype="datetime64[ms]")
        return values
    present, numbers = values if isinstance(values, tuple) else (None, values)
    numbers = np.asarray(numbers)
    missing = ~np.asarray(present, dtype=bool) if present is not None else np.zeros(0, dtype=bool)
    if not missing.any():
        return numbers
    if numbers.dtype.kind == "f":
        return np.where(missing, np.nan, numbers)
    if numbers.dtype.kind == "b":
        return pd.arrays.BooleanArray(numbers, missing)
    return pd.arrays.IntegerArray(numbers.astype(np.int64), missing)


def _without_arcs(file: Opened, layer: str | None, first: int, count: int) -> Geometries:
    """Have GDAL draw arcs as lines, which it does not do in a stream."""
    _meta, _fids, shapes, _columns = pyogrio.raw.read(
        file.path, layer=layer, columns=(), skip_features=first, max_features=count
    )
    drawn: Geometries = shapes
    return drawn


def _count(file: Opened, layer: str | None) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reading has said them
        return int(pyogrio.read_info(file.path, layer=layer)["features"])
