"""Shows which entries of a catalogue a longer text mentions by name; it never says that they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from data.reference.catalogues.entries import Entry, catalogues
from data.reference.catalogues.spelling import normalise, synonyms

_SHORTEST = 4
"""A shorter spelling is found inside other words too easily to mean anything."""
_BRACKETS = re.compile(r"[（(]([^（()）]*)[）)]")


@dataclass(frozen=True, slots=True)
class Mention:
    """An entry whose name, or another name for it, stands in a text."""

    entry: Entry
    spelling: str
    """The key that was found (see ``spelling.normalise``)."""


def mentions(text: str, catalogue: str) -> tuple[Mention, ...]:
    """Return the entries of ``catalogue`` that ``text`` mentions, in the catalogue's order, each once.

    Compared by the key of the whole name, of the name without its brackets, of what stands in them, and of
    the other names of ``spelling.yaml``; keys of fewer than four characters are not looked for. Raises
    ``KeyError`` for a catalogue there is none of.
    """
    key = normalise(text)
    found = (
        Mention(entry, spelling)
        for entry, spellings in _spellings(catalogue)
        for spelling in spellings
        if spelling in key
    )
    return tuple({mention.entry.id: mention for mention in reversed(list(found))}.values())[::-1]


@cache
def _spellings(catalogue: str) -> tuple[tuple[Entry, tuple[str, ...]], ...]:
    items = (entry for entry in catalogues()[catalogue].entries if not entry.heading)
    return tuple((entry, tuple(dict.fromkeys(_keys(entry)))) for entry in items)


def _keys(entry: Entry) -> Iterator[str]:
    name = entry.name.ja
    written = (name, _BRACKETS.sub("", name), *_BRACKETS.findall(name))
    own = {normalise(each) for each in written}
    others = (key for group in synonyms() if own & set(group) for key in group)
    yield from (key for key in (*map(normalise, written), *others) if len(key) >= _SHORTEST)
