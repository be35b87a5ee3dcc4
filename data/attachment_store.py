"""Keeps the bytes of attachments outside the database, each once under its SHA-256; it knows no plans.

A file is written beside its place, made durable, and moved into place before any row speaks of it. So a row
never lacks its bytes; bytes without a row are left where something failed in between, and are swept later.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import IO, Self

from data.domain.errors import NotFound, NotReady
from data.domain.wording import Text

CHUNK = 1024 * 1024
INCOMING = "incoming"
GRACE = timedelta(days=1)
"""How long bytes without a row are left alone: an upload under way has no row yet."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NO_ROOM = NotReady(
    Text(
        "保存先の空き容量が足りないため、資料を受け取れません。何も保存していません。管理者に連絡してください。",
        "There is no room left for files. Nothing was stored. Please tell the administrator.",
    )
)
NO_FOLDER = NotReady(
    Text(
        "資料の保存先に書き込めません。何も保存していません。管理者に連絡してください。",
        "The folder of attachments cannot be written. Nothing was stored. Please tell the administrator.",
    )
)
GONE = NotFound(
    Text(
        "資料の保存先にファイルが見当たりません。管理者に連絡してください。",
        "The file is missing from its folder. Please tell the administrator.",
    )
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes in their place: their SHA-256 (hexadecimal) and size in bytes."""

    sha256: str
    size_bytes: int


class Incoming:
    """A file on its way in; used in a ``with`` block, it leaves nothing behind unless it was kept."""

    def __init__(self, store: AttachmentStore) -> None:
        self._store = store
        self._digest = hashlib.sha256()
        self._size = 0
        try:
            folder = store.folder / INCOMING
            folder.mkdir(parents=True, exist_ok=True)
            self._file = NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 - closed in __exit__
        except OSError as error:
            raise _told(error) from error

    @property
    def file(self) -> IO[bytes]:
        """The bytes received so far, to be looked into before they are kept."""
        return self._file.file

    @property
    def size_bytes(self) -> int:
        """How many bytes were received so far."""
        return self._size

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; raises ``NotReady`` when there is no room."""
        try:
            self._file.write(chunk)
        except OSError as error:
            raise _told(error) from error
        self._digest.update(chunk)
        self._size += len(chunk)

    def keep(self) -> Kept:
        """Make the bytes durable and put them into their place; raises ``NotReady``."""
        kept = Kept(self._digest.hexdigest(), self._size)
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            place = self._store.place_of(kept.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._file.name, place)
            _sync_folder(place.parent)
        except OSError as error:
            raise _told(error) from error
        return kept

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._file.close()
        with suppress(FileNotFoundError):
            os.unlink(self._file.name)


class AttachmentStore:
    """One folder of attachments, fanned out by the first digits of their hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def receive(self) -> Incoming:
        """Begin to take a file in; raises ``NotReady`` when the folder cannot be written."""
        return Incoming(self)

    def place_of(self, sha256: str) -> Path:
        """Return where the bytes of a hash are kept."""
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> IO[bytes]:
        """Return the kept bytes for reading; raises ``NotFound`` when they are gone."""
        try:
            return self.place_of(sha256).open("rb")
        except OSError as error:
            raise GONE from error

    def is_sound(self, sha256: str, size_bytes: int) -> bool:
        """Read the bytes again and return whether they are still those that were received."""
        digest, size = hashlib.sha256(), 0
        try:
            with self.place_of(sha256).open("rb") as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
        except OSError:
            return False
        return size == size_bytes and digest.hexdigest() == sha256

    def orphans(self, known: frozenset[str], now: datetime) -> Iterator[Path]:
        """Yield files of no row, and uploads given up, that are older than ``GRACE``."""
        before = (now - GRACE).timestamp()
        for path in sorted(self.folder.glob("??/??/*")):
            if path.name not in known and path.stat().st_mtime < before:
                yield path
        for path in sorted((self.folder / INCOMING).glob("*")):
            if path.stat().st_mtime < before:
                yield path


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _told(error: OSError) -> NotReady:
    return NO_ROOM if error.errno in _FULL else NO_FOLDER
