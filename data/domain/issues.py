"""What an import found and did: issues, counts and the report; it neither reads files nor stores anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.domain.wording import Text

Progress = Callable[[int, int | None], None]
"""Called with rows done and rows in all (``None`` while the total is not known)."""


class Severity(StrEnum):
    """How much an issue weighs, from a remark to the end of the import."""

    INFO = "info"
    REPAIRED = "repaired"
    SKIPPED = "skipped"
    REFUSED = "refused"
    STOP = "stop"


SEVERITY_NAMES = {
    Severity.INFO: Text("参考", "note"),
    Severity.REPAIRED: Text("修復", "repaired"),
    Severity.SKIPPED: Text("読み飛ばし", "skipped"),
    Severity.REFUSED: Text("取込み拒否", "refused"),
    Severity.STOP: Text("中止", "stopped"),
}


@dataclass(frozen=True, slots=True)
class ImportIssue:
    """One thing an importer noticed in a file, and what it did about it."""

    severity: Severity
    code: str
    """Stable name of the kind of issue, such as ``coordinates-outside-japan``."""
    message: Text
    row: int | None = None
    """Row or feature counted from 1 without the header; ``None`` for the whole file."""
    feature: str | None = None
    """The source's own identifier of the row, where it has one."""
    field: str | None = None
    value: str | None = None
    """The value as found, shortened when long."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Where rows went: ``rows_in = stored + merged + skipped + refused``, unless the import stopped."""

    rows_in: int = 0
    stored: int = 0
    merged: int = 0
    """Rows joined with others into one stored feature (the polygons of one municipality)."""
    repaired: int = 0
    """Rows changed on the way in; they are also among the stored or merged ones."""
    skipped: int = 0
    refused: int = 0

    def __add__(self, other: ImportCounts) -> ImportCounts:
        return ImportCounts(
            self.rows_in + other.rows_in,
            self.stored + other.stored,
            self.merged + other.merged,
            self.repaired + other.repaired,
            self.skipped + other.skipped,
            self.refused + other.refused,
        )


class ImportOutcome(StrEnum):
    """How an import of one dataset ended."""

    LOADED = "loaded"
    """Stored and in use."""
    LOADED_OLDER = "loaded_older"
    """Stored beside a newer edition, which stays in use."""
    UNCHANGED = "unchanged"
    """The same file had been loaded before; nothing new was stored."""
    STOPPED = "stopped"
    """A check failed; the edition that was in use stays in use."""


OUTCOME_NAMES = {
    ImportOutcome.LOADED: Text("取込み完了(使用中)", "loaded, in use"),
    ImportOutcome.LOADED_OLDER: Text(
        "取込み完了(より新しい版を引き続き使用)", "loaded, a newer edition stays in use"
    ),
    ImportOutcome.UNCHANGED: Text("取込み済み(新たな保存なし)", "already loaded, nothing new stored"),
    ImportOutcome.STOPPED: Text("中止(従来の版を引き続き使用)", "stopped, the edition in use stays"),
}


@dataclass(frozen=True, slots=True)
class EditionReport:
    """What became of one dataset of a file."""

    edition_id: int
    dataset: str
    source: str
    title: Text
    outcome: ImportOutcome
    as_of: date | None
    counts: ImportCounts
    issues: tuple[ImportIssue, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file; a file of several layers makes several editions."""

    importer: str
    file_name: str
    sha256: str
    editions: tuple[EditionReport, ...]

    @property
    def counts(self) -> ImportCounts:
        """The counts of all editions of this file together."""
        return sum((edition.counts for edition in self.editions), ImportCounts())

    @property
    def issues(self) -> tuple[ImportIssue, ...]:
        """All issues of this file, in the order of the editions."""
        return tuple(issue for edition in self.editions for issue in edition.issues)

    @property
    def stopped(self) -> bool:
        """Whether any dataset of the file was not loaded because a check failed."""
        return any(edition.outcome is ImportOutcome.STOPPED for edition in self.editions)
