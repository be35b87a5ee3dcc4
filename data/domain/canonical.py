"""One way to write a JSON value down, so that equal values give equal hashes wherever they are computed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

TAG_DIGITS = 32


def canonical_json(value: Any) -> bytes:
    """Return a plain JSON value as UTF-8 with sorted keys and no spaces; ``ValueError`` for NaN."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def sha256_of(value: Any) -> str:
    """Return the SHA-256 (hexadecimal) of a plain JSON value in its canonical form."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def tag_of(value: Any) -> str:
    """Return a short mark of a plain JSON value that changes whenever the value does."""
    return sha256_of(value)[:TAG_DIGITS]
