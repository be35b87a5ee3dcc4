"""What leaves the product as a file: columns, credits, blocks of rows, and text that is no formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from data.domain.wording import Text

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters by which Excel and its like take a text for a formula, or lose one that follows."""


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    TRUTH = "truth"


class Drawing(StrEnum):
    """How the geometry of a row is given."""

    WKB = "wkb"
    GEOJSON = "geojson"
    """JSON text in EPSG:4326, six decimals."""
    POINT = "point"
    """Longitude and latitude of a point on the shape, EPSG:4326."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an exported table."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Credit:
    """Where rows come from and on what terms they may be used."""

    source: str
    attribution: str
    licence: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows: values by column, and the geometry of each as ``Drawing`` says; ``None`` without one."""

    values: Sequence[Sequence[Any]]
    shapes: Sequence[Any]


Rows = Callable[[Drawing, int], Iterator[Block]]
"""Reads a table block by block, drawn so, in an EPSG code (degrees or metres of a plane zone)."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A table about to be written: what it is, whom to credit, and how its rows are read."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    credits: tuple[Credit, ...]
    rows: Rows


def harmless(value: Any) -> Any:
    """Return a text that would be taken for a formula with an apostrophe in front, others unchanged."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def free_names(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """Return the names, each with a number where it differs from another or from ``taken`` in case only."""
    used, free = {name.lower() for name in taken}, []
    for name in names:
        candidate, number = name, 1
        while candidate.lower() in used:
            number += 1
            candidate = f"{name}_{number}"
        used.add(candidate.lower())
        free.append(candidate)
    return free
