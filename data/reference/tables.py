"""Reads the embedded files as they lie in this package; gives rows, not meaning."""

from __future__ import annotations

import csv
from importlib.resources import files

from data.domain.wording import Text


def read_text(name: str) -> str:
    """Return the content of the embedded file ``name`` (UTF-8). Raises ``FileNotFoundError``."""
    return (files("data.reference") / name).read_text(encoding="utf-8")


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of an embedded CSV file by column name; an empty cell is an empty string."""
    return list(csv.DictReader(read_text(name).splitlines()))


def text_of(entry: dict[str, str]) -> Text:
    """Return the ``ja`` and ``en`` of a YAML entry as one text. Raises ``KeyError`` when one is missing."""
    return Text(entry["ja"], entry["en"])


def note_of(row: dict[str, str]) -> Text | None:
    """Return ``note_ja`` and ``note_en`` of a CSV row as one text, or ``None`` where the row has no note."""
    return Text(row["note_ja"], row["note_en"]) if row["note_ja"] else None
