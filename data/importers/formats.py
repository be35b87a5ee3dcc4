"""Tells what a file is by its first bytes, whatever its name ends in, and unpacks archives within bounds."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

LARGEST_FILE = 2 * 1024**3
"""Bytes of a file as given; nationwide N03 in full detail is about 1 GB. Larger ones are not even opened."""
LARGEST_UNPACKED = 4 * 1024**3
LARGEST_RATIO = 200
"""Unpacked by packed bytes; real shapefiles and GeoJSON stay below 60. Looked at beyond ``SMALL`` only."""
SMALL = 100 * 1024**2
MOST_MEMBERS = 10_000
CHUNK = 1024**2
HEAD = 64 * 1024
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


class Format(StrEnum):
    """A format by content; the value is the ending GDAL expects."""

    SHAPEFILE = ".shp"
    GEOPACKAGE = ".gpkg"
    GEOJSON = ".geojson"
    TOPOJSON = ".topojson"
    KML = ".kml"
    GML = ".gml"
    XLSX = ".xlsx"
    CSV = ".csv"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file ready to be read: unpacked, with the ending of its content, and what was found on the way."""

    path: Path
    format: Format
    member: str | None
    """Its name inside the archive, in Japanese where it was written so."""
    misnamed: bool
    """Whether the name said another format than the content."""


@contextmanager
def opened(path: Path, member: str | None = None, room: int | None = None) -> Iterator[Opened]:
    """Give the file itself, or the one inside a zip or gzip, under a name that fits its content.

    ``member`` (the name without folder and ending) chooses one of several in a zip; at most ``room`` bytes
    are unpacked (``LARGEST_UNPACKED`` without it). Raises ``InvalidInput`` for what is
    missing, empty, too large, damaged, of no known format, or an archive that climbs out of its folder or
    explodes. Names in archives are never used as paths.
    """
    check_size(path)
    with tempfile.TemporaryDirectory(prefix="shuseki-import-") as folder:
        try:
            yield _opened(path, Path(folder), member, min(room or LARGEST_UNPACKED, LARGEST_UNPACKED))
        except (EOFError, zipfile.BadZipFile, gzip.BadGzipFile, RuntimeError, NotImplementedError) as error:
            raise unreadable(path, str(error)) from error


def check_size(path: Path) -> None:
    """Raise ``InvalidInput`` for a file missing, empty or beyond ``LARGEST_FILE``; nothing is read."""
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error
    if size is None:
        raise unreadable(path, "No such file")
    if size == 0:
        raise refused(path, _EMPTY, _EMPTY_REMEDY)
    if size > LARGEST_FILE:
        raise too_large(path, LARGEST_FILE)


def unreadable(path: Path, reason: str) -> InvalidInput:
    """Return the error for a file that cannot be read at all."""
    return refused(
        path,
        Text(f"ファイルを読み取れません({reason})。", f"The file cannot be read ({reason})."),
        Text(
            "ファイルの場所、形式、文字コード、破損の有無を確認してください。",
            "Check where the file is, its format and encoding, and whether it is damaged.",
        ),
    )


def refused(path: Path, message: Text, remedy: Text, field: str = "FILE") -> InvalidInput:
    """Return the error for a file that is refused as a whole."""
    return InvalidInput.of([Problem(field, path.name, message, remedy)])


def too_large(path: Path, limit: int) -> InvalidInput:
    """Return the error for a file beyond ``limit`` bytes."""
    size = f"{limit / 1024**3:g} GiB" if limit >= 1024**3 else f"{limit / 1024**2:,.0f} MiB"
    return refused(path, _TOO_LARGE.filled(limit=size), _TOO_LARGE_REMEDY)


def _opened(path: Path, folder: Path, member: str | None, room: int) -> Opened:
    head = _head(path)
    if head.startswith(b"\x1f\x8b"):
        target = folder / "unpacked"
        with gzip.open(path) as packed:
            _copy_bounded(packed, target, room, path)
        return _named(path, target, Path(path.stem).suffix, folder)
    if head.startswith(b"PK\x03\x04") and not _is_workbook(path):
        return _unzipped(path, folder, member, room)
    return _named(path, path, path.suffix, folder)


def _named(origin: Path, file: Path, ending: str, folder: Path) -> Opened:
    found = _format(origin, file)
    same = _same_format(ending.lower(), found)
    if file.suffix.lower() == found or (file == origin and same):
        return Opened(file, found, None, misnamed=False)
    target = folder / f"layer{found}"
    if file == origin:
        shutil.copyfile(file, target)
    else:
        file.rename(target)
    return Opened(target, found, None, misnamed=not same)


def _same_format(ending: str, found: Format) -> bool:
    also = {Format.GEOJSON: {".json"}, Format.TOPOJSON: {".json"}, Format.GML: {".xml"}, Format.CSV: {".txt"}}
    return ending == found or ending in also.get(found, set())


def _format(origin: Path, file: Path) -> Format:
    head = _head(file)
    if head.startswith(b"SQLite format 3\x00"):
        return Format.GEOPACKAGE
    if head.startswith(b"\x00\x00\x27\x0a"):
        return Format.SHAPEFILE
    if head.startswith(b"PK\x03\x04") and _is_workbook(file):
        return Format.XLSX
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return Format.TOPOJSON if b'"Topology"' in text[:2_000] else Format.GEOJSON
    if text.startswith(b"<"):
        return _xml_format(origin, text)
    if b"\x00" in head or not text:
        raise refused(origin, _UNKNOWN, _UNKNOWN_REMEDY)
    return Format.CSV


def _xml_format(origin: Path, text: bytes) -> Format:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise refused(origin, _DEFINITIONS, _UNKNOWN_REMEDY)
    if b"opengis.net/kml" in text or b"<kml" in text:
        return Format.KML
    if b"opengis.net/gml" in text:
        return Format.GML
    raise refused(origin, _UNKNOWN, _UNKNOWN_REMEDY)


def _is_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _unzipped(path: Path, folder: Path, member: str | None, room: int) -> Opened:
    with zipfile.ZipFile(path) as archive:
        items = [item for item in archive.infolist() if not item.is_dir()]
        _check_archive(path, items)
        chosen = _chosen(path, items, member)
        stem = _japanese(chosen)
        parts = _parts_of(items, chosen)
        left = room
        for item in parts:
            with archive.open(item) as packed:
                left -= _copy_bounded(packed, folder / f"layer{_ending(item)}", left, path)
    file = folder / f"layer{_ending(chosen)}"
    named = _named(path, file, file.suffix, folder)
    return Opened(named.path, named.format, stem, named.misnamed)


def _check_archive(path: Path, items: list[zipfile.ZipInfo]) -> None:
    if any(_climbs(item.filename) for item in items):
        raise refused(path, _CLIMBING, _REPACK)
    unpacked, packed = sum(item.file_size for item in items), sum(item.compress_size for item in items)
    exploding = unpacked > SMALL and unpacked > LARGEST_RATIO * max(packed, 1)
    if len(items) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or exploding:
        raise refused(path, _EXPLODING.filled(members=len(items), size=f"{unpacked / 1024**2:,.0f}"), _REPACK)


def _climbs(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/"))
    return parts.is_absolute() or ".." in parts.parts or ":" in name.split("/")[0]


def _chosen(path: Path, items: list[zipfile.ZipInfo], member: str | None) -> zipfile.ZipInfo:
    known = [item for item in items if _ending(item) in set(Format) | {".json", ".xml"} and not _hidden(item)]
    shapes = [item for item in known if _ending(item) == Format.SHAPEFILE]
    candidates = shapes or known
    wanted = [item for item in candidates if member in (None, PurePosixPath(_japanese(item)).stem)]
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(PurePosixPath(_japanese(item)).stem for item in candidates) or "―"
    raise refused(path, _WHICH.filled(count=len(candidates), names=names), _WHICH_REMEDY, "--layer")


def _parts_of(items: list[zipfile.ZipInfo], chosen: zipfile.ZipInfo) -> list[zipfile.ZipInfo]:
    if _ending(chosen) != Format.SHAPEFILE:
        return [chosen]
    stem = chosen.filename[:-4]
    return [item for item in items if item.filename[:-4] == stem and _ending(item) in SHAPEFILE_PARTS]


def _hidden(item: zipfile.ZipInfo) -> bool:
    return "__MACOSX" in item.filename or PurePosixPath(item.filename).name.startswith(".")


def _ending(item: zipfile.ZipInfo) -> str:
    return PurePosixPath(item.filename).suffix.lower()


def _japanese(item: zipfile.ZipInfo) -> str:
    """Windows writes names in CP932 without saying so; the zip module then reads them as CP437."""
    if item.flag_bits & 0x800:
        return item.filename
    try:
        return item.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return item.filename


def _copy_bounded(packed: gzip.GzipFile | IO[bytes], target: Path, room: int, path: Path) -> int:
    with target.open("wb") as out:
        while chunk := packed.read(CHUNK):
            if out.tell() + len(chunk) > room:
                raise too_large(path, room)
            out.write(chunk)
        return out.tell()


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD)
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error


_EMPTY = Text("ファイルが空です。", "The file is empty.")
_EMPTY_REMEDY = Text(
    "元のファイルを確認し、もう一度取得してください。", "Check the source and fetch it again."
)
_TOO_LARGE = Text("ファイルが大きすぎます(上限 {limit})。", "The file is too large (limit {limit}).")
_TOO_LARGE_REMEDY = Text(
    "都道府県などの範囲に分けて取り込んでください。",
    "Split it, for example by prefecture, and import the parts.",
)
_UNKNOWN = Text(
    "ファイルの中身が、取り込める形式のいずれでもありません。", "The content is none of the formats taken in."
)
_UNKNOWN_REMEDY = Text(
    "シェープファイル(zip)、GeoPackage、GeoJSON、TopoJSON、KML、GML、CSV、XLSXのいずれかで用意してください。",
    "Provide a zipped shapefile, GeoPackage, GeoJSON, TopoJSON, KML, GML, CSV or XLSX.",
)
_DEFINITIONS = Text(
    "XMLに許可されない定義(DOCTYPE又はENTITY)があります。",
    "The XML holds a DOCTYPE or ENTITY, which is refused.",
)
_CLIMBING = Text(
    "圧縮ファイルに、展開先の外を指す名前のファイルがあります。",
    "The archive holds a path that leaves its folder.",
)
_EXPLODING = Text(
    "圧縮ファイルの中身が異常に大きいため展開しません({members}件、{size}MB)。",
    "The archive unpacks to an abnormal size and is not unpacked ({members} members, {size} MB).",
)
_REPACK = Text("必要なファイルだけを圧縮し直してください。", "Pack only the needed files again.")
_WHICH = Text(
    "圧縮ファイルの中に取り込めるデータが{count}件あり、1件に決まりません({names})。",
    "The archive holds {count} data sets; it is not clear which is meant ({names}).",
)
_WHICH_REMEDY = Text(
    "--layer で名前(拡張子を除く)を指定するか、1件だけを圧縮し直してください。",
    "Give its name without ending as --layer, or pack only that one.",
)
