"""Reads tables of others: hash and encoding are found out and told, required columns are checked."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.formats import CHUNK, opened, too_large, unreadable
from data.importers.log import IssueLog

LARGEST_TABLE = 512 * 1024**2
"""Bytes of text a table may come to; it is read as a whole."""
OWN_COLUMNS = frozenset({"row", "geom", "source_ref", "position", "edition_id"})
_BOM = b"\xef\xbb\xbf"


def sha256_of(path: Path, *beside: Path) -> str:
    """Return the SHA-256 of a file, or of it and the files read ``beside`` it, in hexadecimal.

    Raises ``InvalidInput`` when one cannot be read.
    """
    digest = hashlib.sha256()
    for each in (path, *beside):
        try:
            with each.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
        except OSError as error:
            raise unreadable(each, error.strerror or str(error)) from error
    return digest.hexdigest()


def read_csv(path: Path, log: IssueLog, required: tuple[str, ...]) -> pd.DataFrame:
    """Read a CSV (or ``.csv.gz``) as text columns, blanks as missing, with a ``row`` number from 1.

    The encoding is UTF-8 with or without a byte order mark, else CP932; which one is written to the log.
    Raises ``InvalidInput`` when the file cannot be read or a ``required`` column is missing.
    """
    text = text_of(path, content_of(path), log)
    try:
        frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise unreadable(path, str(error).strip()) from error
    require_columns(path, frame.columns, required)
    frame.insert(0, "row", range(1, len(frame) + 1))
    log.rows_in = len(frame)
    return frame


def read_cells(path: Path, log: IssueLog) -> list[list[str]]:
    """Read a CSV (or ``.csv.gz``) whose header is not one plain row, as trimmed cells line by line.

    Encoding as in ``read_csv``. Raises ``InvalidInput`` when the file cannot be read or is empty.
    """
    text = text_of(path, content_of(path), log)
    try:
        lines = csv.reader(io.StringIO(text, newline=""))
        cells = [[cell.strip() for cell in line] for line in lines]
    except csv.Error as error:
        raise unreadable(path, str(error)) from error
    if not cells:
        raise unreadable(path, "empty")
    return cells


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


def require_columns(path: Path, found: object, required: tuple[str, ...]) -> None:
    """Raise ``InvalidInput`` naming every column of ``required`` that is not in ``found``."""
    names = [str(name) for name in found]  # type: ignore[attr-defined]
    missing = [name for name in required if name not in names]
    if missing:
        raise InvalidInput.of([_missing_column(path, name, names) for name in missing])


def free_names(names: Iterable[object]) -> list[str]:
    """Return names of columns, those that the importers use themselves with an underscore after them."""
    return [f"{name}_" if name in OWN_COLUMNS else str(name) for name in names]


def text_of(path: Path, content: bytes, log: IssueLog, stated: str | None = None) -> str:
    """Return the text of a table in the ``stated`` encoding or the one found, which is written to the log.

    Raises ``InvalidInput`` when the bytes are no text in it.
    """
    encoding = stated or detected_encoding(content)
    try:
        text = content.decode(encoding or "ascii")
    except (UnicodeDecodeError, LookupError) as error:
        raise unreadable(path, encoding or "UTF-8 / CP932") from error
    name = _ENCODING_NAMES.get(str(encoding), str(encoding))
    log.whole(Severity.INFO, "encoding", _ENCODING.filled(encoding=name), value=encoding)
    return text


def content_of(path: Path) -> bytes:
    """Return the bytes of a table, unpacked; raises ``InvalidInput`` beyond ``LARGEST_TABLE``."""
    with opened(path) as file:
        if file.path.stat().st_size > LARGEST_TABLE:
            raise too_large(path, LARGEST_TABLE)
        return file.path.read_bytes()


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
