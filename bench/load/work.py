"""What officers and reviewers do over HTTP, each on a connection of their own, with every answer timed."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from api.security.forms import FORM_HEADER, SESSION_COOKIE, form_token
from bench.load.ministry import plan_of

FILE_BYTES = 20 * 1024 * 1024
PAGES = ("/plans", "/exports")
IDLE_SECONDS = 4.0
"""After which a connection is not used again; the server keeps idle ones five seconds."""


class Timings:
    """Seconds by operation, and answers nobody hoped for."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failures: list[str] = []
        self._lock = threading.Lock()

    def note(self, work: str, seconds: float, status: int, told: bytes) -> None:
        """Keep one measurement."""
        with self._lock:
            self.seconds[work].append(seconds)
            if status >= 400:
                self.failures.append(f"{work}: {status} {told[:200].decode(errors='replace')}")


class Person:
    """Somebody signed in, with a connection that stays open."""

    def __init__(self, address: str, token: str, timings: Timings) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
        self._headers = {"cookie": f"{SESSION_COOKIE}={token}", FORM_HEADER: form_token(token)}
        self._timings = timings
        self._used = 0.0

    def ask(
        self,
        work: str,
        method: str,
        path: str,
        sent: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[dict[str, str], Any]:
        """Send a request, time it until its last byte, and return its headers and JSON, if it is JSON."""
        body = raw if raw is not None else (json.dumps(sent).encode() if sent is not None else None)
        kind = {"content-type": "application/json"} if sent is not None else {}
        began = time.perf_counter()
        if began - self._used > IDLE_SECONDS:
            self._connection.close()  # the server closes it too; opening another is within the time
        self._connection.request(method, path, body, {**self._headers, **kind, **(headers or {})})
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.perf_counter()
        self._timings.note(work, time.perf_counter() - began, answer.status, content)
        told = {name.lower(): value for name, value in answer.getheaders()}
        is_json = "json" in told.get("content-type", "")
        return told, json.loads(content) if is_json else None


def submit(
    officer: Person, approver: Person, call: str, place: int, wait: float, receipts: list[Any]
) -> None:
    """Start, write, attach, approve and send one application, as late as ``wait`` seconds from now."""
    time.sleep(wait)
    started = {"call": call, "document": plan_of(place)}
    case = officer.ask("start", "POST", "/v1/applications", started)[1]["id"]
    address = f"/v1/applications/{case}"
    tag = officer.ask("read a section", "GET", f"{address}/sections/summary")[0]["etag"]
    officer.ask(
        "save a section", "PUT", f"{address}/sections/summary", {"value": "概要"}, None, {"if-match": tag}
    )
    content = b"%PDF-1.7\n" + random.Random(place).randbytes(FILE_BYTES)  # noqa: S311 - any bytes will do
    name = f"{address}/attachments?name=plan.pdf"
    officer.ask("attach 20 MB", "POST", name, raw=content)
    officer.ask("check", "GET", f"{address}/check")
    for who, event in ((officer, "approval_requested"), (approver, "approved")):
        seen = {"if-match": who.ask("read a case", "GET", address)[0]["etag"]}
        step = {"event": f"application:{event}"}
        who.ask("approval (files re-read)", "POST", f"{address}/steps", step, None, seen)
    seen = {
        "if-match": approver.ask("read a case", "GET", address)[0]["etag"],
        "idempotency-key": uuid4().hex,
    }
    for _ in range(2):
        receipts.append(
            approver.ask("submit (files re-read)", "POST", f"{address}/versions", {}, None, seen)[1]
        )


def review(reviewer: Person, number: int, pause: float, over: threading.Event) -> None:
    """Look at the queue, count, open a case, judge it, look at a page, until it is over."""
    chance = random.Random(number)  # noqa: S311 - the same work in every run
    while not over.wait(chance.uniform(0.5, 1.5) * pause):
        _, queue = reviewer.ask("queue", "GET", "/v1/review/queue?limit=50")
        reviewer.ask("counts of the queue", "GET", "/v1/review/queue/counts")
        chosen = chance.choice(queue["items"])["id"]
        reviewer.ask("read a case to review", "GET", f"/v1/review/cases/{chosen}")
        reviewer.ask("list of cases", "GET", "/v1/applications")
        reviewer.ask("page", "GET", chance.choice(PAGES), headers={"accept": "text/html"})
        judged = {"criterion": "gx.away", "status": "met", "reason": "資料で確認"}
        if chance.random() < 0.3:
            reviewer.ask("judge", "POST", f"/v1/review/cases/{chosen}/judgements", judged)
