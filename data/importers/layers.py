"""Takes in a generic layer of any vector format or table with coordinates, attributes and all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from data.domain.datasets import LAYERS
from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.layer import LayerDefinition
from data.domain.wording import Text
from data.importers import cells
from data.importers.catalogue import DatasetInfo
from data.importers.coverage import DERIVED, STATED, derived_coverage, stated_coverage
from data.importers.datum import suspect_tokyo_datum
from data.importers.extent import keep_in_japan
from data.importers.formats import Format, opened, refused
from data.importers.log import IssueLog
from data.importers.n03 import date_of
from data.importers.repair import repaired, tell_kinds, without_impossible_coordinates
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.importers.tables import read_table
from data.importers.vector import layer_names, read_layer
from data.orm.layer import Layer, LayerFeature
from data.orm.source import DatasetEdition

NOT_STATED = "記載なし / not stated"
MOST_COLUMNS = 500
_OWN = ("row", "geom")
_OF_ONE_LAYER = (Format.CSV, Format.XLSX, Format.GEOJSON, Format.SHAPEFILE)
_REFERENCES = ("gml_id", "fid", "id", "ID", "KEY_CODE")


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
    """Read the layer with GDAL, or the table by its columns of coordinates."""
    if _is_table(part.path):
        layer = read_table(part.path, log, options.reading)
    else:
        layer = read_layer(part.path, part.layer, log, (), options.reading)
    if len(layer.frame.columns) > MOST_COLUMNS:
        raise refused(part.path, _MANY_COLUMNS.filled(count=len(layer.frame.columns)), _FEWER)
    if not layer.frame.empty and not log.stopped:
        _tell_unstated(part.info, log)
    return ReadResult(layer.frame, layer.source_crs)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Settle geometry, place, identity and properties; what cannot stand is refused row by row."""
    attributes = [name for name in frame if name not in _OWN]
    frame = cells.without_missing_geometry(frame, log)
    frame = without_impossible_coordinates(frame, log)
    frame = keep_in_japan(frame, log, options.reading.swap, wholly=False)
    frame = repaired(frame, log)
    tell_kinds(frame, log)
    if frame.empty:
        return frame
    suspect_tokyo_datum(frame, options.reading, log)
    described = [{"name": name, "type": _json_type(frame[name])} for name in attributes]
    frame = frame.assign(properties=_properties(frame[attributes]), source_ref=_references(frame))
    frame = _once(frame[["row", "geom", "properties", "source_ref"]], log)
    frame.attrs["attributes"] = described
    return frame


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Tell the extent, by which a wrong CRS shows at a glance."""
    if not frame.empty:
        log.whole(Severity.INFO, "extent", _EXTENT.filled(bounds=_bounds(frame)), value=_bounds(frame))


def describe(session: Session, edition: DatasetEdition, frame: pd.DataFrame, options: ImportOptions) -> None:
    """Enter the layer in the register, or bring its entry up to date, and note the coverage."""
    definition = _definition(options)
    values = {
        "title_ja": definition.title.ja,
        "title_en": definition.title.en,
        "role": definition.role.value,
        "topic": definition.topic.value if definition.topic else None,
        "accuracy_m": definition.accuracy_m,
        "min_zoom": definition.min_zoom,
        "attributes": frame.attrs["attributes"],
    }
    entry = upsert(Layer).values(key=definition.key, **values)
    session.execute(entry.on_conflict_do_update(index_elements=[Layer.key], set_=values))
    stated = definition.coverage
    area = stated_coverage(stated) if stated else derived_coverage(frame["geom"].to_numpy())
    edition.coverage = from_shape(area, srid=4326)
    edition.coverage_basis = STATED if stated else DERIVED
    session.flush()


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


def _properties(attributes: pd.DataFrame) -> list[str]:
    """One JSON object a row, written for the whole table at once; missing values are null."""
    lines: str = attributes.to_json(orient="records", lines=True, force_ascii=False, date_format="iso")
    return lines.rstrip("\n").split("\n") if len(attributes.columns) else ["{}"] * len(attributes)


def _references(frame: pd.DataFrame) -> pd.Series[str]:
    for name in _REFERENCES:
        if name in frame:
            found = cells.text(frame, name)
            if found.notna().all() and found.is_unique and found.str.len().max() <= 100:
                return found
    return "row:" + frame["row"].astype("string")


def _once(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    alike = frame[frame["properties"].duplicated(keep=False)]
    same = pd.DataFrame({"shape": shapely.to_wkb(alike["geom"].to_numpy()), "facts": alike["properties"]})
    twice = pd.Series(False, index=frame.index)
    twice[alike.index] = same.duplicated().to_numpy()
    return log.drop(frame, twice, Severity.SKIPPED, "repeated-row", _TWICE)


def _json_type(column: pd.Series[str]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    return "number" if pd.api.types.is_numeric_dtype(column) else "string"


def _bounds(frame: pd.DataFrame) -> str:
    return " ".join(f"{value:.4f}" for value in np.asarray(shapely.total_bounds(frame["geom"].to_numpy())))


def _tell_unstated(info: DatasetInfo, log: IssueLog) -> None:
    if NOT_STATED in (info.publisher, info.licence):
        log.whole(Severity.INFO, "source-not-stated", _UNSTATED)


_EXTENT = Text(
    "データの範囲は {bounds}(西 南 東 北)です。", "The data spans {bounds} (west south east north)."
)
_TWICE = Text(
    "図形も属性も同じ行が先にあるため読み飛ばしました。",
    "A row with the same geometry and attributes came before, so this one was skipped.",
)
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

IMPORTER = Importer(
    name="layer",
    version=1,
    table=LayerFeature.__tablename__,
    columns=("properties",),
    geometries=("geom",),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=nothing_after,
    describe=describe,
)
