"""Opaque secrets: made at random, given out once, and kept only as a hash."""

from __future__ import annotations

import hashlib
from secrets import token_urlsafe

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a new secret of 256 random bits, fit for a cookie, a header or an address."""
    return token_urlsafe(TOKEN_BYTES)


def digest(secret: str) -> str:
    """Return the SHA-256 (hexadecimal) under which a random secret is kept.

    For secrets nobody can guess; passwords are kept by ``passwords``.
    """
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
