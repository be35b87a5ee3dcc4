"""What a file really is, by its content: allowed kinds pass, disguised, hostile or oversized ones do not."""

from __future__ import annotations

import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_RATIO = 200
"""Unpacked to packed size; office documents stay below 30."""
MAX_ENTRIES = 5_000
LONGEST_NAME = 150
HEAD_BYTES = 16
CHUNK = 1024 * 1024
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_EXECUTABLE_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
_ENDINGS_THAT_RUN = (
    (".exe", ".dll", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".scr"),
    (".msi", ".jar", ".sh", ".lnk", ".app", ".so", ".dylib"),
)
_EXECUTABLE_ENDINGS = frozenset(ending for group in _ENDINGS_THAT_RUN for ending in group)
_MACROS = "vbaproject.bin"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may be attached: its endings, how its content begins, what it is sent as."""

    endings: tuple[str, ...]
    heads: tuple[bytes, ...]
    media_type: str
    inside: str | None = None
    """For packed documents: the entry that makes it one."""
    is_text: bool = False


_ZIP = (b"PK\x03\x04",)
_OOXML = "application/vnd.openxmlformats-officedocument."
KINDS = (
    FileKind((".pdf",), (b"%PDF-",), "application/pdf"),
    FileKind((".png",), (b"\x89PNG\r\n\x1a\n",), "image/png"),
    FileKind((".jpg", ".jpeg"), (b"\xff\xd8\xff",), "image/jpeg"),
    FileKind((".tif", ".tiff"), (b"II*\x00", b"MM\x00*"), "image/tiff"),
    FileKind((".xlsx",), _ZIP, _OOXML + "spreadsheetml.sheet", "xl/workbook.xml"),
    FileKind((".docx",), _ZIP, _OOXML + "wordprocessingml.document", "word/document.xml"),
    FileKind((".pptx",), _ZIP, _OOXML + "presentationml.presentation", "ppt/presentation.xml"),
    FileKind((".zip",), _ZIP, "application/zip"),
    FileKind((".gpkg",), (b"SQLite format 3\x00",), "application/geopackage+sqlite3"),
    FileKind((".csv",), (), "text/csv", is_text=True),
    FileKind((".txt",), (), "text/plain", is_text=True),
    FileKind((".geojson", ".json"), (), "application/json", is_text=True),
)
"""Every kind that may be attached. What can carry scripts into a browser (HTML, SVG) is none of them."""
ENDINGS = {ending: kind for kind in KINDS for ending in kind.endings}


def clean_name(name: str) -> str:
    """Return the last part of a file name, without control and direction characters, NFC, not too long.

    Raises ``InvalidInput`` when nothing is left or the ending is none that may be attached.
    """
    last = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", name)).name).name
    kept = "".join(c for c in last if c not in _BIDI and unicodedata.category(c)[0] != "C").strip(" .")
    stem, ending = PurePosixPath(kept).stem.strip(" ."), PurePosixPath(kept).suffix
    if not stem or ending.lower() not in ENDINGS:
        raise _refused(
            "name",
            name[:LONGEST_NAME],
            Text("この種類のファイルは添付できません。", "Files of this kind cannot be attached."),
            Text(f"使える拡張子: {' '.join(ENDINGS)}", f"Accepted endings: {' '.join(ENDINGS)}"),
        )
    return stem[: LONGEST_NAME - len(ending)] + ending


def kind_of(file: IO[bytes], size_bytes: int, name: str) -> FileKind:
    """Return what a file is, when name and content agree on it; raises ``InvalidInput`` otherwise.

    ``name`` has passed ``clean_name``. Packed files are unpacked to nowhere, within bounds.
    """
    kind = ENDINGS[PurePosixPath(name).suffix.lower()]
    if size_bytes == 0:
        raise _refused("file", name, Text("ファイルが空です。", "The file is empty."), _CHOOSE)
    file.flush()
    file.seek(0)
    head = file.read(HEAD_BYTES)
    is_kind = not kind.heads or head.startswith(kind.heads)
    if _is_program(head) or not is_kind:
        raise _disguised(name)
    if kind.is_text:
        _require_text(file, name)
    if kind.heads == _ZIP:
        _require_sound_archive(file, size_bytes, name, kind)
    return kind


def _require_text(file: IO[bytes], name: str) -> None:
    file.seek(0)
    while chunk := file.read(CHUNK):
        if b"\x00" in chunk:
            raise _disguised(name)


def _require_sound_archive(file: IO[bytes], size_bytes: int, name: str, kind: FileKind) -> None:
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename.lower() for entry in entries}
            if kind.inside is not None and kind.inside not in names:
                raise _disguised(name)
            if len(entries) > MAX_ENTRIES or any(_is_hostile(entry) for entry in entries):
                raise _hostile(name)
            room = min(MAX_UNPACKED_BYTES, size_bytes * MAX_RATIO)
            for entry in entries:
                room -= _unpacked(archive, entry, room, name)
    except (
        BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise _disguised(name) from error


def _is_hostile(entry: ZipInfo) -> bool:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_encrypted = bool(entry.flag_bits & 1)
    leaves = path.is_absolute() or ".." in path.parts or ":" in entry.filename
    runs = path.suffix.lower() in _EXECUTABLE_ENDINGS or path.name.lower() == _MACROS
    return is_encrypted or leaves or runs or path.suffix.lower() == ".zip"


def _unpacked(archive: ZipFile, entry: ZipInfo, room: int, name: str) -> int:
    """Count what an entry really unpacks to; what its header says may be a lie."""
    size = 0
    with archive.open(entry) as opened:
        while chunk := opened.read(CHUNK):
            if size == 0 and _is_program(chunk):
                raise _hostile(name)
            size += len(chunk)
            if size > room:
                raise _hostile(name)
    return size


_CHOOSE = Text("ファイルを選び直してください。", "Choose another file.")


def _is_program(beginning: bytes) -> bool:
    """A script, or the head of a program with the zero bytes no text has ("MZ" may begin a table)."""
    return beginning.startswith(b"#!") or (
        beginning.startswith(_EXECUTABLE_HEADS) and b"\x00" in beginning[:HEAD_BYTES]
    )


def _disguised(name: str) -> InvalidInput:
    return _refused(
        "file",
        name,
        Text(
            "ファイルの中身が拡張子の示す種類ではないか、壊れています。",
            "The content is not what the file's ending says, or it is damaged.",
        ),
        Text("元の形式のまま保存し直して添付してください。", "Save it again in its own format."),
    )


def _hostile(name: str) -> InvalidInput:
    return _refused(
        "file",
        name,
        Text(
            "圧縮ファイルの中に、受け取れないもの（実行ファイル、マクロ、暗号化、入れ子の圧縮、過大な内容）があります。",
            "The archive holds programs, macros, encrypted parts, other archives, or far too much.",
        ),
        Text("それらを除いて添付してください。", "Leave these out."),
    )


def _refused(field: str, value: str, message: Text, remedy: Text) -> InvalidInput:
    return InvalidInput.of([Problem(field, value, message, remedy)])
