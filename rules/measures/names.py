"""When two spellings are the same name: width, case, spaces and separators do not count."""

from __future__ import annotations

import re
import unicodedata

_IGNORED = re.compile(r"[\s・･,，、/／()（）\-‐－]")


def normalised(name: str) -> str:
    """Return a name in the one spelling that comparisons use."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name)).casefold()
