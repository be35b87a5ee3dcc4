"""Takes in a generic layer of any vector format or table with coordinates, attributes and all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session

from data.domain.datasets import LAYERS
from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.layer import LayerDefinition
from data.domain.wording import Text
from data.importers.catalogue import DatasetInfo
from data.importers.formats import Format, opened, refused
from data.importers.layer_course import BY_ROW, OWN, Course
from data.importers.log import IssueLog
from data.importers.marks import Reference
from data.importers.n03 import date_of
from data.importers.reading import Reading
from data.importers.steps import Importer, ImportOptions, Part, ReadResult, nothing_to_check, nothing_to_clean
from data.importers.tables import read_table
from data.importers.typed_columns import with_numbers
from data.importers.vector import VectorLayer, layer_names, read_blocks
from data.orm.layer import LayerFeature
from data.orm.source import DatasetEdition

NOT_STATED = "記載なし / not stated"
MOST_COLUMNS = 500
BLOCK = 5_000
"""Features read, checked and sent at a time; bounds memory."""
_OF_ONE_LAYER = (Format.CSV, Format.XLSX, Format.GEOJSON, Format.SHAPEFILE)
REFERENCES = ("gml_id", "fid", "id", "ID", "KEY_CODE")


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Take the one layer of the file, or the one asked for; ``InvalidInput`` when it is not clear which."""
    definition = _definition(options)
    title = definition.title
    info = DatasetInfo(
        title,
        definition.publisher or NOT_STATED,
        definition.licence or NOT_STATED,
        definition.attribution or f"{title.ja} ({definition.publisher or NOT_STATED})",
    )
    as_of = date_of(path.name, options.as_of)
    return (Part(path, LAYERS, definition.key, _one_layer(path, options.layer), as_of, info),)


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read the layer with GDAL, block by block, or the table by its columns of coordinates."""
    if _is_table(part.path):
        blocks: Iterator[VectorLayer] = iter([_table(part.path, log, options.reading)])
    else:
        names = tuple(name for name in REFERENCES if name not in options.reading.repeating)
        blocks = read_blocks(part.path, part.layer, log, (), options.reading, rows=BLOCK, references=names)
    first = next(blocks)
    if len(first.frame.columns) > MOST_COLUMNS:
        raise refused(part.path, _MANY_COLUMNS.filled(count=len(first.frame.columns)), _FEWER)
    if not first.frame.empty and not log.stopped:
        _tell_unstated(part.info, log)
    rest = (_referred(block) for block in blocks)
    return ReadResult(_referred(first), first.source_crs, first.total, rest)


def _table(path: Path, log: IssueLog, reading: Reading) -> VectorLayer:
    layer = read_table(path, log, reading)
    references = Reference(layer.frame, REFERENCES).of(layer.frame)
    names = [str(name) for name in layer.frame if name not in OWN]
    return replace(layer, frame=with_numbers(layer.frame, names, log), references=references)


def _referred(layer: VectorLayer) -> pd.DataFrame:
    """Add ``source_ref``: the source's own identifier, else the number of the row."""
    frame = layer.frame
    if layer.references is not None:
        return frame.assign(source_ref=layer.references.to_numpy())
    return frame.assign(source_ref=BY_ROW + frame["row"].astype("string"))


def nothing_after(session: Session) -> None:
    """Layers stand alone; nothing overlaps."""
    session.flush()


def _definition(options: ImportOptions) -> LayerDefinition:
    if options.layer_definition is None:
        raise InvalidInput.of([Problem("--key", None, _UNDEFINED, _DEFINE)])
    return options.layer_definition


def _format(path: Path) -> Format:
    with opened(path) as file:
        return file.format


def _is_table(path: Path) -> bool:
    return _format(path) in (Format.CSV, Format.XLSX)


def _one_layer(path: Path, wanted: str | None) -> str | None:
    # GDAL would read all of a GeoJSON file just to say that it has one layer.
    if path.suffix.lower() == ".zip" or _format(path) in _OF_ONE_LAYER:
        return wanted
    names = layer_names(path)
    if wanted in names or (wanted is None and len(names) == 1):
        return wanted or names[0]
    raise refused(path, _WHICH.filled(count=len(names), names=", ".join(names)), _WHICH_REMEDY, "--layer")


def _tell_unstated(info: DatasetInfo, log: IssueLog) -> None:
    if NOT_STATED in (info.publisher, info.licence):
        log.whole(Severity.INFO, "source-not-stated", _UNSTATED)


_UNSTATED = Text(
    "出典又は利用条件が指定されていません。--publisher と --licence で指定すると地図と出力に表示されます。",
    "Publisher or licence is not stated. Give --publisher and --licence; maps and exports show them.",
)
_UNDEFINED = Text("レイヤーの識別名と役割がありません。", "The key and the role of the layer are missing.")
_DEFINE = Text(
    "--key と --role(exclude、indicator、context)を指定してください。",
    "Give --key and --role (exclude, indicator, context).",
)
_MANY_COLUMNS = Text("列が多すぎます({count}列)。", "There are too many columns ({count}).")
_FEWER = Text(
    f"{MOST_COLUMNS}列以下にして取り込んでください。", f"Import a file of at most {MOST_COLUMNS} columns."
)
_WHICH = Text(
    "ファイルにレイヤーが{count}件あり、1件に決まりません({names})。",
    "The file holds {count} layers; it is not clear which is meant ({names}).",
)
_WHICH_REMEDY = Text("--layer で指定してください。", "Give --layer.")


def _begun(importer: Importer) -> Importer:
    """Give an importer of one run, which remembers what it has seen from block to block."""
    course = Course()

    def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
        return course.settled(frame, options.reading, log)

    def describe(session: Session, edition: DatasetEdition, options: ImportOptions, log: IssueLog) -> None:
        course.tell(log)
        course.enter(session, edition, _definition(options))

    return replace(importer, clean=clean, describe=describe)


IMPORTER = Importer(
    name="layer",
    version=3,
    table=LayerFeature.__tablename__,
    columns=("properties",),
    geometries=("geom",),
    open=open_file,
    read=read,
    clean=nothing_to_clean,
    check=nothing_to_check,
    after=nothing_after,
    begun=_begun,
)
