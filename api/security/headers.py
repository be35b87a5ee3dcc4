"""Gives every answer a request id and the headers of a closed network: own host only, nonces, no framing."""

from __future__ import annotations

import re
from secrets import token_urlsafe
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def content_security_policy(nonce: str) -> str:
    """Return the policy for one answer: this host only; scripts and styles from files or with ``nonce``."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
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
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = state["request_id"]
                headers["Content-Security-Policy"] = content_security_policy(state["nonce"])
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
            await send(message)

        await self.app(scope, receive, send_safely)


def _request_id(offered: str | None) -> str:
    """A proxy's id is kept when it is harmless to print, so that its log and ours can be matched."""
    return offered if offered and _REQUEST_ID.fullmatch(offered) else uuid4().hex
