"""Gives every answer a request id and the headers of a closed network: own host only, nonces, no framing."""

from __future__ import annotations

import re
from secrets import token_hex, token_urlsafe

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""This host only; scripts and styles from files or with the nonce of the answer."""
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class SafeAnswers:
    """ASGI middleware: ``request_id`` and ``nonce`` for the request's state, safe headers for its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = _request_id(Headers(scope=scope).get("x-request-id"))
        state["nonce"] = token_urlsafe(16)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = _POLICY.format(nonce=state["nonce"])
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", state["request_id"].encode()),
                    (b"content-security-policy", policy.encode()),
                    *_ALWAYS,
                ]
            await send(message)

        await self.app(scope, receive, send_safely)


def _request_id(offered: str | None) -> str:
    """A proxy's id is kept when it is harmless to print, so that its log and ours can be matched."""
    return offered if offered and _REQUEST_ID.fullmatch(offered) else token_hex(16)
