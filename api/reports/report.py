"""What a report says, before anybody lays it out: identity, tables and notes, in one language."""

from __future__ import annotations

from dataclasses import dataclass

from data.domain.wording import Language


@dataclass(frozen=True, slots=True)
class Line:
    """One named fact of the report's head; ``address`` makes the value a link."""

    label: str
    value: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``width`` is in full-width characters, as it is told apart on A4."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; the first cell of a row names it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report of A4 pages; ``name`` is its file name without ending, ASCII."""

    name: str
    title: str
    subtitle: str
    language: Language
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    landscape: bool = False
