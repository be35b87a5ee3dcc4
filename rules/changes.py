"""The record of changes to the criteria (``CHANGELOG.md``) as entries, for pages; it is written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

RECORD = Path(__file__).with_name("CHANGELOG.md")


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an entry (影響する日：…) with what stands below it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One entry, newest first: what it is called and its points."""

    title: str
    points: tuple[Point, ...]


@cache
def changes() -> tuple[Change, ...]:
    """Return every entry of the record, in its order."""
    return tuple(_entry(part) for part in RECORD.read_text("utf-8").split("\n## ")[1:])


def _entry(part: str) -> Change:
    title, _, body = part.partition("\n")
    points: list[list[str]] = []
    for line in filter(str.strip, body.splitlines()):
        if line.startswith("- "):
            points.append([line[2:].strip()])
        elif line.lstrip().startswith("- "):
            points[-1].append(line.lstrip()[2:].strip())
        else:
            points[-1][-1] += line.strip()
    return Change(
        title.strip(), tuple(Point(first.replace("`", ""), _plain(rest)) for first, *rest in points)
    )


def _plain(lines: list[str]) -> tuple[str, ...]:
    return tuple(line.replace("`", "") for line in lines)
