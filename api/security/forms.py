"""The token that a form of a signed-in person carries, so that no other page can send it for them."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

FORM_FIELD = "form_token"
FORM_HEADER = "X-Form-Token"
SESSION_COOKIE = "shuseki_session"


def form_token(session_token: str) -> str:
    """Return the token of a session's forms; from it nobody can find the session's own token."""
    return hashlib.sha256(b"form:" + session_token.encode("utf-8")).hexdigest()


def is_form_token(sent: object, session_token: str) -> bool:
    """Return whether what was sent is the token of this session's forms."""
    return isinstance(sent, str) and hmac.compare_digest(
        sent.encode("utf-8"), form_token(session_token).encode("ascii")
    )


def handle(session_token: str, *named: str) -> str:
    """Return proof that this session was given the right to go on with what is named."""
    told = "\n".join(("handle", *named)).encode("utf-8")
    return hmac.new(session_token.encode("utf-8"), told, hashlib.sha256).hexdigest()


def safe_return(wanted: str) -> str:
    """Return an address of this host to lead back to, or the start page for what could lead elsewhere."""
    parts = urlsplit(wanted)
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    is_clean = wanted.isprintable() and "\\" not in wanted and not parts.scheme and not parts.netloc
    return wanted if is_path and is_clean and not parts.path.startswith("/sign-") else "/"
