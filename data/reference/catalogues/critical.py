"""Goods and technologies critical to economic security, with their category and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from data.domain.embedded import read_yaml
from data.domain.wording import Text
from data.reference.catalogues.entries import Entry, entries
from data.reference.tables import text_of


class Category(StrEnum):
    """Column of the matrix of goods and technologies."""

    INNOVATION = "innovation"
    ADVANTAGE = "advantage"
    DEPENDENCE = "dependence"


class Basis(StrEnum):
    """How a category was read: named by a sentence, from a table's column, or from the order in a line."""

    STATED = "stated"
    TABLE = "table"
    ORDER = "order"


class Certainty(StrEnum):
    """How far the category can be relied on."""

    STATED = "stated"
    UNCONFIRMED = "unconfirmed"
    UNREAD = "unread"


CERTAINTY_NAMES = {
    Certainty.STATED: Text("資料の文章に明記", "named by a sentence of the source"),
    Certainty.UNCONFIRMED: Text(
        "表や並びからの読み取り（要確認）", "read from a table or the order, to be confirmed"
    ),
    Certainty.UNREAD: Text("読み取れない", "cannot be read"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One sign of the category of an item, and where it was seen."""

    category: Category
    basis: Basis
    document: str
    line: int


@dataclass(frozen=True, slots=True)
class CriticalGood:
    """A good or technology of the matrix; every reading is kept, also those that disagree."""

    entry: Entry
    readings: tuple[Reading, ...]

    @property
    def certainty(self) -> Certainty:
        """Return whether the category is stated, only read, or unknown."""
        if not self.readings:
            return Certainty.UNREAD
        stated = any(reading.basis is Basis.STATED for reading in self.readings)
        return Certainty.STATED if stated else Certainty.UNCONFIRMED

    @property
    def category(self) -> Category | None:
        """Return the stated category, else the one all readings agree on, else ``None``."""
        stated = {reading.category for reading in self.readings if reading.basis is Basis.STATED}
        found = stated or {reading.category for reading in self.readings}
        return next(iter(found)) if len(found) == 1 else None

    @property
    def possible(self) -> frozenset[Category]:
        """Return every category some reading speaks for; empty means unknown, not none of the three."""
        return frozenset(reading.category for reading in self.readings)


@cache
def critical_goods() -> Mapping[str, CriticalGood]:
    """Return the goods and technologies of the matrix by ``id`` of their entry, headings left out."""
    rows = _content()["catalogues"][0]["entries"]
    table = entries()
    return MappingProxyType(
        {row["id"]: CriticalGood(table[row["id"]], _readings(row)) for row in rows if "readings" in row}
    )


@cache
def category_names() -> Mapping[Category, Text]:
    """Return the official names of the three categories, English beside them."""
    named = _content()["categories"]
    return MappingProxyType({category: text_of(named[category.value]) for category in Category})


def _readings(row: dict[str, Any]) -> tuple[Reading, ...]:
    return tuple(
        Reading(Category(category), Basis(basis), document, line)
        for category, basis, document, line in row["readings"]
    )


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml("data.reference", "catalogues/critical.yaml")
    return content
