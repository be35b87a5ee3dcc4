"""Opens files of others safely: hash, encoding and packing are found out and told, sizes are bounded."""

from __future__ import annotations

import gzip
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pandas as pd

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.log import IssueLog

LARGEST_UNPACKED = 4 * 1024**3
"""Bytes that a packed file may come to; nationwide N03 in full detail is about 1 GB."""
CHUNK = 1024**2
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_BOM = b"\xef\xbb\xbf"


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal; raises ``InvalidInput`` when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error


def read_csv(path: Path, log: IssueLog, required: tuple[str, ...]) -> pd.DataFrame:
    """Read a CSV (or ``.csv.gz``) as text columns, blanks as missing, with a ``row`` number from 1.

    The encoding is UTF-8 with or without a byte order mark, else CP932; which one is written to the log.
    Raises ``InvalidInput`` when the file cannot be read or a ``required`` column is missing.
    """
    content = _unpacked(path)
    encoding = detected_encoding(content)
    if encoding is None:
        raise unreadable(path, "UTF-8 / CP932")
    log.whole(Severity.INFO, "encoding", _ENCODING.filled(encoding=_ENCODING_NAMES[encoding]), value=encoding)
    try:
        frame = pd.read_csv(
            io.BytesIO(content), dtype=str, encoding=encoding, keep_default_na=False, na_values=[""]
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise unreadable(path, str(error).strip()) from error
    require_columns(path, frame.columns, required)
    frame.insert(0, "row", range(1, len(frame) + 1))
    log.rows_in = len(frame)
    return frame


def detected_encoding(content: bytes) -> str | None:
    """Return the first of ``utf-8-sig``, ``utf-8``, ``cp932`` that reads every byte; else ``None``."""
    if content.startswith(_BOM):
        return "utf-8-sig"
    for encoding in ("utf-8", "cp932"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


@contextmanager
def unpacked_vector(path: Path) -> Iterator[Path]:
    """Give the vector file itself, or the one inside a ``.gz`` or ``.zip``, unpacked to a temporary folder.

    Members of a zip are written under names of our own, so a path inside it cannot climb out and
    its encoding does not matter. Raises ``InvalidInput`` for a damaged or oversized archive, or one
    without exactly one shapefile.
    """
    if not path.is_file():
        raise unreadable(path, "No such file")
    if path.suffix.lower() not in {".gz", ".zip"}:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="shuseki-import-") as folder:
        try:
            found = (
                _unzip(path, Path(folder)) if path.suffix.lower() == ".zip" else _gunzip(path, Path(folder))
            )
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise unreadable(path, str(error)) from error
        yield found


def require_columns(path: Path, found: object, required: tuple[str, ...]) -> None:
    """Raise ``InvalidInput`` naming every column of ``required`` that is not in ``found``."""
    names = [str(name) for name in found]  # type: ignore[attr-defined]
    missing = [name for name in required if name not in names]
    if missing:
        raise InvalidInput.of([_missing_column(path, name, names) for name in missing])


def unreadable(path: Path, reason: str) -> InvalidInput:
    """Return the error for a file that cannot be read at all."""
    return InvalidInput.of(
        [
            Problem(
                "FILE",
                path.name,
                Text(f"ファイルを読み取れません({reason})。", f"The file cannot be read ({reason})."),
                Text(
                    "ファイルの場所、形式、文字コード、破損の有無を確認してください。",
                    "Check where the file is, its format and encoding, and whether it is damaged.",
                ),
            )
        ]
    )


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            content = stream.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError) as error:
        raise unreadable(path, str(error)) from error
    if len(content) > LARGEST_UNPACKED:
        raise _too_large(path)
    return content


def _gunzip(path: Path, folder: Path) -> Path:
    target = folder / f"layer{Path(path.stem).suffix}"
    with gzip.open(path) as packed:
        _copy_bounded(packed, target, LARGEST_UNPACKED, path)
    return target


def _unzip(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        shapes = [item for item in archive.infolist() if item.filename.lower().endswith(".shp")]
        if len(shapes) != 1:
            raise unreadable(path, f".shp: {len(shapes)}")
        stem = shapes[0].filename[:-4]
        room = LARGEST_UNPACKED
        for item in archive.infolist():
            suffix = item.filename[-4:].lower()
            if item.filename[:-4] == stem and suffix in SHAPEFILE_PARTS:
                with archive.open(item) as packed:
                    room -= _copy_bounded(packed, folder / f"layer{suffix}", room, path)
    return folder / "layer.shp"


def _copy_bounded(packed: gzip.GzipFile | IO[bytes], target: Path, room: int, path: Path) -> int:
    with target.open("wb") as out:
        while chunk := packed.read(CHUNK):
            if out.tell() + len(chunk) > room:
                raise _too_large(path)
            out.write(chunk)
        return out.tell()


def _too_large(path: Path) -> InvalidInput:
    return unreadable(path, f"> {LARGEST_UNPACKED // 1024**3} GiB")


def _missing_column(path: Path, name: str, found: list[str]) -> Problem:
    return Problem(
        name,
        path.name,
        Text(f"必要な列「{name}」がありません。", f"The column “{name}” is missing."),
        Text(
            f"取込みの種類とファイルの組合せを確認してください(ファイルの列：{', '.join(found)})。",
            f"Check that the importer fits the file (its columns: {', '.join(found)}).",
        ),
    )


_ENCODING = Text("文字コードを {encoding} として読み取りました。", "Read as {encoding}.")
_ENCODING_NAMES = {"utf-8-sig": "UTF-8 (BOM)", "utf-8": "UTF-8", "cp932": "CP932 (Shift_JIS)"}
