"""How the web server is set up: its limits, and answers that leave in one piece."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_AT_ONCE = 500
"""Requests in progress; the server refuses more. Each finds a thread, also while others hold connections."""


def configured(app: ASGIApp) -> uvicorn.Config:
    """Return how ``app`` is served."""
    return uvicorn.Config(
        app,
        http=WholeAnswers,
        ws="none",
        limit_concurrency=MAX_AT_ONCE,
        log_level="warning",
        access_log=False,
    )


class WholeAnswers(HttpToolsProtocol):
    """HTTP where the head of an answer waits for its body, so that both are written at once.

    uvicorn writes them one after the other; for a short answer the second write, and the client that wakes
    twice, are a quarter of all its time.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Pairing(transport, self.loop))


class _Pairing(asyncio.Transport):
    """A transport that holds what is written until more follows, or the work at hand gives way to other."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._held = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._held:
            self._held += data
            self._let_go()
        else:
            self._held = bytes(data)
            self._loop.call_soon(self._let_go)

    def close(self) -> None:
        self._let_go()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def _let_go(self) -> None:
        held, self._held = self._held, b""
        if held and not self._transport.is_closing():
            self._transport.write(held)
