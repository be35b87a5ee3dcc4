"""``python -m bench.load``: 47 submissions and 60 reviewers at once over HTTP; p95, nothing lost, slope."""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from bench.load.ministry import BODIES, REVIEWERS, People, add_sent, found
from bench.load.work import Person, Timings, review, submit
from bench.report import machine, save, show
from data import migration
from data.attachment_store import AttachmentStore
from data.cluster import PrivateCluster
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.audit import walk
from data.domain.canonical import sha256_of
from data.orm import Submission
from data.queries import audit

LIBRARIES = ("fastapi", "uvicorn", "sqlalchemy", "psycopg")
SENT_BEFORE = 200
SIZES = (200, 800, 3200)
"""Applications at which lists are timed: 1, 4 and 16 times."""
TARGETS = {"submit (files re-read)": 1.0, "page": 0.2}
"""Seconds that 95 of 100 answers ought to stay within."""


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="into which the ten minutes are compressed"
    )
    parser.add_argument("--pause", type=float, default=6.0, help="between two rounds of a reviewer")
    parser.add_argument("--bodies", type=int, default=BODIES, help="officers who submit, 2 to 47")
    parser.add_argument("--reviewers", type=int, default=REVIEWERS)
    parser.add_argument("--no-slope", action="store_true", help="leave the lists of 3,200 applications out")
    asked = parser.parse_args()
    facts = machine(LIBRARIES)
    with tempfile.TemporaryDirectory(prefix="shuseki-load-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        with PrivateCluster(home) as cluster:
            migration.upgrade(cluster.url())
            engine = make_engine(cluster.url())
            people = found(engine, asked.bodies, asked.reviewers)
            add_sent(engine, people, 0, SENT_BEFORE)
            with _served(engine, home) as address:
                timings, receipts = _deadline(address, people, asked.seconds, asked.pause)
                lost = _lost(engine, AttachmentStore(home / "attachments"), receipts, asked.bodies)
                slope = [] if asked.no_slope else _slope(engine, address, people)
            engine.dispose()
    rows = [_row(work, seconds) for work, seconds in sorted(timings.seconds.items())]
    title = f"{asked.bodies} officers submit in {asked.seconds:.0f} s while {asked.reviewers} reviewers work"
    show(title, rows)
    if slope:
        show("Lists by number of applications, milliseconds (median of 15, one connection)", slope)
    sys.stdout.write(
        f"failures: {timings.failures[:5]} ({len(timings.failures)})\nlost or contradicting: {lost}\n"
    )
    content = {"machine": facts, "seconds": asked.seconds, "pause": asked.pause, "rows": rows, "slope": slope,
               "failures": timings.failures, "lost": lost}  # fmt: skip
    sys.stdout.write(f"{save('load', content)}\n")


def _deadline(address: str, people: People, seconds: float, pause: float) -> tuple[Timings, list[Any]]:
    timings, receipts, over = Timings(), [], threading.Event()

    def person(token: str) -> Person:
        return Person(address, token, timings)

    reviewers = [
        threading.Thread(target=review, args=(person(token), number, pause, over))
        for number, token in enumerate(people.reviewers)
    ]
    pairs = zip(people.officers, people.approvers, strict=True)
    officers = [
        threading.Thread(
            target=submit,
            args=(
                person(one),
                person(other),
                str(people.call),
                place,
                place * seconds / len(people.officers),
                receipts,
            ),
        )
        for place, (one, other) in enumerate(pairs)
    ]
    for thread in (*reviewers, *officers):
        thread.start()
    for thread in officers:
        thread.join()
    over.set()
    for thread in reviewers:
        thread.join()
    return timings, receipts


def _lost(
    engine: Engine, store: AttachmentStore, receipts: Sequence[dict[str, Any]], bodies: int
) -> list[str]:
    """Every receipt against what is stored: each was given twice, for one version, with file and hash."""
    wrong = [] if len(receipts) == 2 * bodies else [f"{len(receipts)} receipts"]
    given = Counter(receipt.get("number") for receipt in receipts)
    wrong += [f"{number} on {times} receipts" for number, times in given.items() if times != 2]
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        kept = {v.receipt["number"]: v for v in session.scalars(select(Submission)) if v.receipt}
        if set(kept) != set(given) or len(kept) != bodies:
            wrong.append(f"{len(kept)} versions for {len(given)} numbers")
        for receipt in receipts:
            version = kept.get(receipt.get("number"))
            if version is None or version.receipt != receipt:
                wrong.append(f"{receipt.get('number')}: receipt and version differ")
            elif sha256_of(version.document) != receipt["document_sha256"]:
                wrong.append(f"{receipt['number']}: document and hash differ")
            files = receipt.get("attachments", [])
            sound = [store.is_sound(file["sha256"], file["size_bytes"]) for file in files]
            if sound != [True]:
                wrong.append(f"{receipt.get('number')}: {len(files)} files, sound {sound}")
        if walk(audit.trail(session)).broken is not None:
            wrong.append("the audit trail is broken")
    return wrong


def _slope(engine: Engine, address: str, people: People) -> list[dict[str, object]]:
    asked = {"queue": "/v1/review/queue?limit=50", "counts of the queue": "/v1/review/queue/counts",
             "list of cases": "/v1/applications"}  # fmt: skip
    medians: dict[str, list[float]] = {work: [] for work in asked}
    there = SENT_BEFORE
    for size in SIZES:
        add_sent(engine, people, there, size - there)
        there = size
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        timings = Timings()
        reviewer = Person(address, people.reviewers[0], timings)
        for work, path in asked.items():
            for _ in range(15):
                reviewer.ask(work, "GET", path)
            medians[work].append(statistics.median(timings.seconds[work]))
    return [
        {
            "work": work,
            **{f"{size:,}": round(each * 1000) for size, each in zip(SIZES, values, strict=True)},
            "x16 costs x": round(values[-1] / values[0], 1),
        }
        for work, values in medians.items()
    ]  # fmt: skip


def _row(work: str, seconds: Sequence[float]) -> dict[str, object]:
    ordered, target, quarter = sorted(seconds), TARGETS.get(work), max(1, len(seconds) // 4)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {
        "work": work,
        "answers": len(ordered),
        "median ms": round(statistics.median(ordered) * 1000),
        "p95 ms": round(p95 * 1000),
        "slowest ms": round(ordered[-1] * 1000),
        "first quarter ms": round(statistics.median(seconds[:quarter]) * 1000),
        "last quarter ms": round(statistics.median(seconds[-quarter:]) * 1000),
        "target ms": None if target is None else round(target * 1000),
        "met": None if target is None else ("yes" if p95 <= target else "no"),
    }


@contextmanager
def _served(engine: Engine, home: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "SHUSEKI_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "SHUSEKI_HOME": str(home),
        "SHUSEKI_PORT": str(port),
    }
    command = [sys.executable, "-m", "api.cli", "serve"]
    server = subprocess.Popen(command, env={**os.environ, **settings})  # noqa: S603
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            answer = Person(f"http://127.0.0.1:{port}", "x", Timings())
            answer.ask("start", "GET", "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the product did not start serving")


if __name__ == "__main__":
    main()
