"""Where each embedded table comes from, for maps, exports and the page of sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from data.domain.embedded import read_yaml
from data.domain.wording import Text
from data.reference.tables import text_of


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of one embedded table."""

    key: str
    title: Text
    publisher: str
    licence: str
    as_of: str | None
    """ISO date or year and month the content speaks of; ``None`` when the source states none."""
    tier: Literal["primary", "secondary"]
    citation: str
    note: Text


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources of all embedded tables by key."""
    entries: dict[str, dict[str, Any]] = read_yaml("data.reference", "sources.yaml")
    return MappingProxyType({key: _source(key, entry) for key, entry in entries.items()})


def _source(key: str, entry: dict[str, Any]) -> Source:
    return Source(
        key=key,
        title=text_of(entry["title"]),
        publisher=entry["publisher"],
        licence=entry["licence"],
        as_of=entry["as_of"],
        tier=entry["tier"],
        citation=entry["citation"],
        note=text_of(entry["note"]),
    )
