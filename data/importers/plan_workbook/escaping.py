"""The escapes of text in workbooks (``_x000D_``), so that every text comes back as it was."""

from __future__ import annotations

import re

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """Escape carriage returns and what looks like an escape (ST_Xstring of ECMA-376)."""
    return _LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")


def unescaped(text: str) -> str:
    """Undo ``escaped``, and the same escapes as Excel writes them."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
