"""Keeps loads on disk, one folder each: the uploaded files and one record that is replaced whole."""

from __future__ import annotations

import fcntl
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO
from uuid import uuid4

from api.services.loading.loads import LOADS, Load
from data.domain.errors import NotFound
from data.domain.wording import Text

RECORD, FILES = "load.json", "files"
MAIN = "main"
"""The role of the file that is loaded; others only say something of it."""
LONGEST_NAME = 80
"""Characters of a file name; 240 bytes at most, which every file system takes."""
_ID = re.compile(r"[0-9a-f]{32}")
_GONE = Text(
    "この取込みは見つかりません。取りやめたか、期限を過ぎて片付けられています。",
    "There is no such load; it was given up or has been cleared away.",
)
Sent = Sequence[tuple[str, IO[bytes]]]
"""Files as sent: the name each had, and its bytes."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of all loads."""

    folder: Path

    def receive(self, sent: Mapping[str, Sent]) -> tuple[str, dict[str, Path]]:
        """Keep uploaded files under a new load; several of one role are zipped, as a shapefile's parts are.

        Returns the load's id and where the file of each role is.
        """
        load_id = uuid4().hex
        return load_id, {role: self._kept(load_id, role, files) for role, files in sent.items() if files}

    def read(self, load_id: str) -> Load:
        """Return a load; raises ``NotFound``."""
        try:
            return LOADS.validate_json((self._of(load_id) / RECORD).read_bytes())
        except FileNotFoundError as error:
            raise NotFound(_GONE) from error

    def write(self, load: Load) -> None:
        """Put the record of a load in place of the one before."""
        part = self._of(load.id) / f"{RECORD}.part"
        part.write_bytes(LOADS.dump_json(load))
        part.replace(part.with_name(RECORD))

    def listed(self) -> list[Load]:
        """Return every load, the newest first."""
        ids = [path.parent.name for path in self.folder.glob(f"*/{RECORD}")]
        return sorted((self.read(load_id) for load_id in ids), key=lambda load: load.since, reverse=True)

    def file_of(self, load: Load) -> Path:
        """Return where the file of a load is."""
        return self._of(load.id) / FILES / MAIN / load.file_name

    def drop_files(self, load_id: str) -> None:
        """Remove the uploaded bytes, which the database holds by now; the record stays."""
        shutil.rmtree(self._of(load_id) / FILES, ignore_errors=True)

    def drop(self, load_id: str) -> None:
        """Remove a load and its files."""
        shutil.rmtree(self._of(load_id), ignore_errors=True)

    @contextmanager
    def claimed(self, load_id: str) -> Iterator[bool]:
        """Give whether this process alone may work at the load until the block ends."""
        with (self._of(load_id) / "lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _of(self, load_id: str) -> Path:
        if _ID.fullmatch(load_id) is None:
            raise NotFound(_GONE)
        return self.folder / load_id

    def _kept(self, load_id: str, role: str, files: Sent) -> Path:
        folder = self._of(load_id) / FILES / role
        folder.mkdir(parents=True)
        names = [_plain(name) for name, _ in files]
        if len(files) == 1:
            with (folder / names[0]).open("wb") as target:
                shutil.copyfileobj(files[0][1], target)
            return folder / names[0]
        path = folder / f"{PurePosixPath(names[0]).stem}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, (_, content) in zip(names, files, strict=True):
                with archive.open(name, "w") as target:
                    shutil.copyfileobj(content, target)
        return path


def _plain(name: str) -> str:
    """Return the last part of a name as a browser sends it, without control characters, not too long."""
    last = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", name)).name).name
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .") or "file"
    ending = PurePosixPath(kept).suffix[:12]
    return kept.removesuffix(ending)[: LONGEST_NAME - len(ending)] + ending
