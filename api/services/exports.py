"""Writes what everybody may read as files: published collections and generic layers, with their sources."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from api.services.published import Published
from api.services.published_requests import collection
from data.domain.errors import NotFound
from data.domain.exported import Column, Credit, Exported, Kind
from data.domain.published import COLLECTIONS, CREDIT, WGS84, Collection
from data.domain.wording import Text
from data.exporters import geojson, geopackage, tables
from data.queries import exports, layers, sources
from data.queries.layers import LayerInfo

OWN = Credit(
    "集積（Shuseki）で公開中の計画 / plans published by this product", "各計画の作成主体", "記載なし", None
)
"""Credit of plans and zones, whose bodies state no terms of use."""
_KINDS = {"number": Kind.NUMBER, "boolean": Kind.TRUTH}


class ExportFormat(StrEnum):
    """What a table can be written as; the value is the ending of the address."""

    GEOPACKAGE = "gpkg"
    GEOJSON = "geojson"
    CSV = "csv"
    CSV_CP932 = "cp932"


@dataclass(frozen=True, slots=True)
class Offered:
    """A table that can be taken away, as the page lists it."""

    address: str
    title: Text
    rows: int
    credits: tuple[Credit, ...]
    layer: LayerInfo | None = None
    """What the layer is for, where it is a generic one."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file in a folder of its own; ``discard`` removes both."""

    path: Path

    def discard(self) -> None:
        """Remove the file and its folder."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def offered(published: Published, session: Session) -> tuple[Offered, ...]:
    """Return every collection and every generic layer in use, with its rows and sources."""
    found = [published.ask(partial(_offered, each)) for each in COLLECTIONS.values()]
    editions = {each.id: each for each in sources.editions_in_use(session)}
    for layer in layers.register(session):
        edition = editions.get(layer.edition_id or 0)
        if edition is not None:
            credit = Credit(edition.title.ja, edition.attribution, edition.licence, edition.as_of)
            found.append(Offered(f"layers/{layer.key}", layer.title, edition.counts.stored, (credit,), layer))
    return tuple(found)


def export_collection(published: Published, name: str, file_format: ExportFormat, srid: int = WGS84) -> Made:
    """Return a whole published collection as a file; raises ``NotFound`` for an unknown one.

    ``srid`` is one of ``OUTPUT_SRIDS`` and applies to GeoPackage; the text formats are in EPSG:4326.
    """
    wanted = collection(name)
    return published.ask(lambda connection: _write(_published(connection, wanted), file_format, srid))


def export_layer(session: Session, key: str, file_format: ExportFormat, srid: int = WGS84) -> Made:
    """Return the edition in use of a generic layer as a file; raises ``NotFound``."""
    layer = layers.layer_of(session, key)
    if layer.edition_id is None:
        raise NotFound(
            Text(f"レイヤー「{key}」に使用中の版がありません。", f"No edition of “{key}” is in use.")
        )
    (edition,) = sources.editions_by_id(session, [layer.edition_id])
    names = tuple(name for name, _ in layer.attributes)
    table = Exported(
        key,
        layer.title,
        tuple(Column(name, _KINDS.get(kind, Kind.TEXT)) for name, kind in layer.attributes),
        (Credit(edition.title.ja, edition.attribution, edition.licence, edition.as_of),),
        partial(exports.layer_rows, session, layer.edition_id, names),
    )
    return _write(table, file_format, srid)


def in_cp932(csv_file: Path) -> tuple[Path, Path]:
    """Return, beside a CSV in UTF-8, the same in CP932 and the report of what could not be written."""
    target = csv_file.with_name(f"{csv_file.stem}-cp932.csv")
    report = csv_file.with_name(f"{csv_file.stem}-unwritten.csv")
    tables.write_cp932(csv_file, target, report)
    return target, report


def _packed(csv_file: Path) -> Path:
    packed = csv_file.with_name(f"{csv_file.stem}-cp932.zip")
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path in in_cp932(csv_file):
            archive.write(path, path.name)
    return packed


def _published(connection: Connection, wanted: Collection) -> Exported:
    return Exported(
        wanted.name,
        wanted.title,
        exports.columns_of(connection, wanted),
        _credits(connection, wanted),
        partial(exports.rows_of, connection, wanted),
    )


def _offered(wanted: Collection, connection: Connection) -> Offered:
    rows = exports.count_of(connection, wanted)
    return Offered(wanted.name, wanted.title, rows, _credits(connection, wanted))


def _credits(connection: Connection, wanted: Collection) -> tuple[Credit, ...]:
    if not set(CREDIT) <= set(wanted.columns):
        return (OWN,)
    return exports.credits_of(connection, wanted)


def _write(table: Exported, file_format: ExportFormat, srid: int) -> Made:
    with _folder() as folder:
        path = folder / f"{table.name}.{file_format}"
        if file_format is ExportFormat.GEOPACKAGE:
            geopackage.write(table, path, srid)
        elif file_format is ExportFormat.GEOJSON:
            geojson.write(table, path)
        else:
            path = path.with_suffix(".csv")
            tables.write(table, path)
        return Made(_packed(path) if file_format is ExportFormat.CSV_CP932 else path)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that stays when the file is made, and goes when making it fails."""
    folder = Path(mkdtemp(prefix="shuseki-export-"))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
