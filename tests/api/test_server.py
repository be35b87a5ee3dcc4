"""How answers leave the server: head and body together, in order, and nothing after the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from api.server import configured

GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Wire(asyncio.Transport):
    """Notes what is written, each time by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


def _answered(respond: Callable[[Request], Response], asked: str, *, hang_up: bool = False) -> Wire:
    """What is written to the wire when a client sends ``asked``, and hangs up before it is answered."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await respond(Request(scope))(scope, receive, send)

    async def talk() -> Wire:
        config, wire = configured(app), Wire()
        config.load()
        protocol = config.http_protocol_class(  # type: ignore[call-arg]
            config=config, server_state=ServerState(), app_state={}
        )
        protocol.connection_made(wire)
        protocol.data_received(asked.encode())
        if hang_up:
            wire.close()
        for _each_step in range(20):
            await asyncio.sleep(0)
        return wire

    return asyncio.run(talk())


def test_the_head_of_an_answer_leaves_with_its_body() -> None:
    wire = _answered(lambda _request: PlainTextResponse("body"), GET)
    (written,) = wire.written
    assert written.startswith(b"HTTP/1.1 200 OK\r\n")
    assert written.endswith(b"\r\n\r\nbody")


def test_an_answer_without_a_body_leaves_at_once() -> None:
    (written,) = _answered(lambda _request: Response(status_code=204), GET).written
    assert written.startswith(b"HTTP/1.1 204 No Content\r\n")


def test_requests_sent_together_are_answered_in_order() -> None:
    paths = ["/first", "/second", "/third"]
    asked = "".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths)
    wire = _answered(lambda request: PlainTextResponse(request.url.path), asked)
    assert [written.rpartition(b"\r\n\r\n")[2].decode() for written in wire.written] == paths


def test_a_stream_arrives_whole_and_in_order() -> None:
    async def parts() -> object:
        for number in range(5):
            yield f"part {number} "
            await asyncio.sleep(0)

    wire = _answered(lambda _request: StreamingResponse(parts()), GET)  # type: ignore[arg-type]
    chunks = b"".join(wire.written).partition(b"\r\n\r\n")[2]
    assert chunks == b"".join(b"7\r\npart %d \r\n" % number for number in range(5)) + b"0\r\n\r\n"


def test_what_the_client_no_longer_waits_for_is_not_written() -> None:
    wire = _answered(lambda _request: PlainTextResponse("body"), GET, hang_up=True)
    assert wire.written == []


def test_a_connection_that_ends_with_its_answer_is_closed_after_it() -> None:
    wire = _answered(
        lambda _request: PlainTextResponse("body"), GET.replace("Host", "Connection: close\r\nHost")
    )
    assert b"".join(wire.written).endswith(b"body")
    assert wire.closed
