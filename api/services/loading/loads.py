"""What a load is: an uploaded file, what its sender states about it, how far it is and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from data.domain.actor import Actor
from data.domain.errors import Problem
from data.domain.issues import ImportReport
from data.domain.plan.vocabulary import Vocabulary
from data.importers.steps import ImportOptions


class LoadState(Vocabulary):
    """How far a load is; ``CHECKING`` and ``LOADING`` are worked at, or will be."""

    CHECKING = "checking", "確認中", "being checked"
    CHECKED = "checked", "確認済み（未取込み）", "checked, not loaded"
    REFUSED = "refused", "取り込めません", "cannot be loaded"
    LOADING = "loading", "取込み中", "being loaded"
    LOADED = "loaded", "取込み済み", "loaded"
    STOPPED = "stopped", "中止（従来の版を引き続き使用）", "stopped, the edition in use stays"


RUNNING = frozenset({LoadState.CHECKING, LoadState.LOADING})


@dataclass(frozen=True, slots=True)
class Load:
    """One uploaded file; the report is that of the trial until it is loaded."""

    id: str
    actor: Actor
    """Who uploaded it, and for whom it is loaded."""
    account_name: str
    file_name: str
    size_bytes: int
    importer: str
    options: ImportOptions
    typed: Mapping[str, str]
    """The fields of the form as typed, to show them again."""
    state: LoadState
    since: datetime
    done: int = 0
    total: int | None = None
    """Rows in all; ``None`` while that is not known."""
    report: ImportReport | None = None
    problems: tuple[Problem, ...] = ()


LOADS: TypeAdapter[Load] = TypeAdapter(Load)
