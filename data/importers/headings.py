"""Finds a column by the headings people give it, whatever its width, brackets and units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_UNIT = re.compile(r"[（(\[].*?[）)\]]|[\s_\-・/]")


def plain(name: str) -> str:
    """Return a heading in half width and lower case, without brackets, blanks and joining signs."""
    return _UNIT.sub("", unicodedata.normalize("NFKC", name)).lower()


def heading(names: Sequence[str], words: Sequence[str]) -> str | None:
    """Return the first column whose heading is one of ``words``, in the order of the words."""
    found = {plain(name): name for name in reversed(names) if name}
    return next((found[plain(word)] for word in words if plain(word) in found), None)
