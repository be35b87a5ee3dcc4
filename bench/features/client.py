"""Asks a server for one address after the other over one connection, at little cost to what is measured."""

from __future__ import annotations

import socket

from httptools import HttpResponseParser

_AT_ONCE = 1 << 20


class Client:
    """One open connection; ``http.client`` reads headers in Python and takes longer than a short answer."""

    def __init__(self, port: int) -> None:
        self._host = f"127.0.0.1:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def get(self, path: str) -> bytes:
        """Return what is answered, as it came over the wire; ends the program unless that is success."""
        asked = f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: gzip\r\n\r\n"
        self._socket.sendall(asked.encode())
        answer = _Answer()
        parser = HttpResponseParser(answer)
        while not answer.complete:
            received = self._socket.recv(_AT_ONCE)
            if not received:
                raise SystemExit(f"{path}: the connection was closed")
            parser.feed_data(received)
        body = b"".join(answer.parts)
        if parser.get_status_code() not in (200, 204):
            raise SystemExit(f"{path}: {parser.get_status_code()} {body[:300]!r}")
        return body


class _Answer:
    """What the parser tells of one answer."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.complete = False

    def on_body(self, part: bytes) -> None:
        self.parts.append(part)

    def on_message_complete(self) -> None:
        self.complete = True
